package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.trackers.LoopbackTracker.Hitch;
import io.entraguard.lab.trackers.SimulatedJira;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.policy.TicketRouting.Assignee;
import io.entraguard.policy.TicketRouting.Due;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import io.entraguard.reconcile.TicketsContract;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class JiraTicketsTest extends TicketsContract {
    private static final Instant DUE = Instant.parse("2026-01-12T09:00:00Z");
    private static final URI SITE = URI.create("https://example.atlassian.net");

    private final MovedClock clock = new MovedClock();
    private final SimulatedJira jira = new SimulatedJira(clock);
    private final JiraTickets tickets = tickets("token");

    private JiraTickets tickets(String token) {
        return tickets(token, new JiraPlace(SITE, Optional.of("SEC")));
    }

    private JiraTickets tickets(String token, JiraPlace place) {
        var http = new TrackerHttp(
                new AzureHttp("9.9", Duration.ofSeconds(5)).client(),
                jira.url(),
                Authorization.basic("guard@example.com", () -> token),
                "1",
                clock);
        return new JiraTickets(http, place);
    }

    @AfterEach
    void stop() {
        jira.close();
    }

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return jira.texts(key);
    }

    @Override
    protected int count() {
        return jira.issues().size();
    }

    @Override
    protected void deleted(String key) {
        jira.deleted(key);
    }

    @Override
    protected void closedByPeople(String key) {
        jira.closed(key);
    }

    private JsonNode only() {
        assertThat(jira.issues()).hasSize(1);
        return jira.issues().get(0);
    }

    private Draft ownedBy(String owner) {
        return new Draft(KEY, CLUSTER, page("a"), Severity.HIGH, DUE, Optional.of(owner), routing(), Optional.empty());
    }

    private Draft after(String earlier) {
        return new Draft(
                KEY, CLUSTER, page("a"), Severity.HIGH, DUE, Optional.empty(), routing(), Optional.of(earlier));
    }

    @Test
    void an_issue_has_the_key_twice_and_what_the_draft_says() {
        Found opened = tickets.open(draft(KEY, "a"));
        assertThat(opened.url()).contains(URI.create("https://example.atlassian.net/browse/SEC-1"));
        JsonNode fields = only().path("fields");
        assertThat(fields.path("labels").toString()).isEqualTo("[\"entra-guard\",\"" + KEY + "\"]");
        assertThat(only().path("properties").path("entra-guard").path("key").asText())
                .isEqualTo(KEY);
        assertThat(fields.path("priority").path("name").asText()).isEqualTo("High");
        assertThat(fields.path("duedate").asText()).isEqualTo("2026-01-12");
        assertThat(fields.path("summary").asText()).isEqualTo("the title");
    }

    @Test
    void the_policy_names_project_and_labels() {
        var routing = new TicketRouting(
                Optional.empty(),
                Optional.of("OPS"),
                Optional.empty(),
                Optional.empty(),
                Assignee.OWNER,
                List.of("cost center", "x".repeat(300), ""),
                Due.DEFAULT);
        tickets.open(
                new Draft(KEY, CLUSTER, page("a"), Severity.HIGH, DUE, Optional.empty(), routing, Optional.empty()));
        assertThat(only().path("key").asText()).isEqualTo("OPS-1");
        assertThat(only().path("fields").path("labels"))
                .extracting(JsonNode::asText)
                .containsExactly("entra-guard", KEY, "cost-center");
    }

    @Test
    void a_place_without_project_and_a_policy_that_names_none_are_told() {
        JiraTickets nowhere = tickets("token", new JiraPlace(SITE, Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> nowhere.open(draft(KEY, "a")))
                .withMessageContaining("ticket.project");
    }

    @Test
    void a_priority_that_the_project_lacks_is_left_out_and_said() {
        jira.withoutPriority("High");
        tickets.open(draft(KEY, "a"));
        assertThat(only().path("fields").has("priority")).isFalse();
        assertThat(texts(KEY)).singleElement().asString().contains("\"High\", which Jira does not take here");
        assertThat(only().path("fields").path("duedate").asText()).isEqualTo("2026-01-12");
    }

    @Test
    void fields_that_no_screen_has_are_left_out_and_said() {
        jira.offScreen("priority");
        jira.offScreen("duedate");
        tickets.open(draft(KEY, "a"));
        assertThat(texts(KEY)).singleElement().asString().contains("It is due on 2026-01-12");
    }

    @Test
    void a_field_that_must_be_there_is_asked_for() {
        jira.offScreen("labels");
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets.open(draft(KEY, "a")))
                .withMessageContaining("labels: Field 'labels' cannot be set")
                .withMessageContaining("Labels on its screen");
        assertThat(count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.com, acc-alice",
        "ALICE@example.com, acc-alice",
        "Alice Example, acc-alice",
        "carol@example.com, acc-carol",
    })
    void the_owner_is_assigned_where_jira_knows_one_such_user(String owner, String account) {
        jira.user("acc-alice", "Alice Example", "alice@example.com", false, true);
        jira.user("acc-bob", "Bob", "bob@example.com", false, true);
        jira.user("acc-carol", "C", "carol@example.com", true, true);
        tickets.open(ownedBy(owner));
        assertThat(only().path("fields").path("assignee").path("id").asText()).isEqualTo(account);
        assertThat(texts(KEY)).noneMatch(text -> text.contains("Nobody is assigned"));
    }

    @ParameterizedTest
    @CsvSource({"dave@example.com", "ali", "' '", "'<script>'", "Twin", "'bob@example.co'"})
    void an_owner_whom_jira_does_not_know_for_sure_is_named_and_nobody_is_assigned(String owner) {
        jira.user("acc-alice", "Alice", "alice@example.com", false, true);
        jira.user("acc-bob", "Bob", "bob@example.com", false, true);
        jira.user("acc-1", "Twin", "t1@example.com", true, true);
        jira.user("acc-2", "Twin", "t2@example.com", true, true);
        tickets.open(ownedBy(owner));
        assertThat(only().path("fields").has("assignee")).isFalse();
        assertThat(texts(KEY)).singleElement().asString().contains("Nobody is assigned", owner);
    }

    @Test
    void an_owner_whom_jira_lists_and_then_refuses_is_left_out() {
        jira.user("acc-alice", "Alice", "alice@example.com", false, false);
        tickets.open(ownedBy("alice@example.com"));
        assertThat(texts(KEY)).singleElement().asString().contains("does not let the guard assign");
    }

    @Test
    void an_update_sets_what_jira_takes() {
        String id = tickets.open(draft(KEY, "a")).id();
        jira.offScreen("duedate");
        tickets.update(routing(), id, draft(KEY, "a", Severity.CRITICAL));
        assertThat(only().path("fields").path("priority").path("name").asText()).isEqualTo("Highest");
    }

    @Test
    void an_issue_of_an_earlier_episode_is_linked_to_while_it_is_there() {
        tickets.open(draft(OTHER_KEY, "before"));
        tickets.open(after("https://example.atlassian.net/browse/SEC-1"));
        assertThat(jira.issues()
                        .get(1)
                        .path("fields")
                        .path("issuelinks")
                        .path(0)
                        .path("add")
                        .path("outwardIssue")
                        .path("key")
                        .asText())
                .isEqualTo("SEC-1");
    }

    @ParameterizedTest
    @CsvSource({"https://example.atlassian.net/browse/SEC-99", "10099", "own-list-7"})
    void an_issue_of_an_earlier_episode_that_is_gone_does_not_hold_up_the_next(String earlier) {
        tickets.open(after(earlier));
        assertThat(only().path("fields").path("issuelinks")).isEmpty();
    }

    @Test
    void a_search_that_lags_does_not_hide_what_is_known() {
        jira.searchLags(Duration.ofMinutes(3));
        String id = tickets.open(draft(KEY, "a")).id();
        assertThat(tickets.find(routing(), KEY, Optional.empty())).isEmpty();
        assertThat(tickets.find(routing(), KEY, Optional.of(id))).hasSize(1);
        tickets.resolve(routing(), id, page("b"));
        assertThat(tickets.find(routing(), KEY, Optional.of(id)))
                .extracting(Found::state)
                .containsExactly(State.RESOLVED);
        clock.advance(Duration.ofMinutes(3));
        assertThat(tickets.find(routing(), KEY, Optional.empty())).hasSize(1);
        assertThat(tickets.settles(routing())).isGreaterThan(Duration.ofMinutes(3));
    }

    @Test
    void what_a_search_that_lags_still_shows_is_not_there_once_its_id_says_so() {
        String id = tickets.open(draft(KEY, "a")).id();
        clock.advance(Duration.ofMinutes(3));
        jira.searchLags(Duration.ofMinutes(3));
        jira.deleted(KEY);
        assertThat(tickets.find(routing(), KEY, Optional.of(id))).isEmpty();
    }

    @Test
    void an_issue_whose_label_is_gone_is_known_by_its_property() {
        String id = tickets.open(draft(KEY, "a")).id();
        jira.unlabelled(KEY);
        assertThat(tickets.find(routing(), KEY, Optional.of(id))).hasSize(1);
    }

    @Test
    void an_issue_that_was_moved_is_the_same() {
        String id = tickets.open(draft(KEY, "a")).id();
        jira.moved(KEY, "OPS");
        assertThat(tickets.find(routing(), KEY, Optional.of(id)))
                .singleElement()
                .satisfies(found -> assertThat(found.url().orElseThrow()).hasToString(SITE + "/browse/OPS-" + id));
        assertThat(tickets.find(routing(), KEY, Optional.empty())).hasSize(1);
    }

    @Test
    void an_id_of_another_tracker_is_not_asked_for() {
        assertThat(tickets.find(routing(), KEY, Optional.of("o/r#7"))).isEmpty();
        assertThat(jira.asked()).hasSize(1);
    }

    @Test
    void an_issue_whose_answer_was_lost_is_unclear_and_found_later() {
        jira.searchLags(Duration.ofMinutes(3));
        jira.next("POST", "/issue", Hitch.LOST_RESPONSE);
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        assertThat(tickets.find(routing(), KEY, Optional.empty())).isEmpty();
        clock.advance(tickets.settles(routing()));
        assertThat(tickets.find(routing(), KEY, Optional.empty())).hasSize(1);
    }

    @Test
    void a_move_whose_answer_was_lost_is_not_said_twice() {
        String id = tickets.open(draft(KEY, "a")).id();
        jira.next("POST", "/comment", Hitch.LOST_RESPONSE);
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> tickets.resolve(routing(), id, page("b")));
        jira.next("POST", "/transitions", Hitch.UNAVAILABLE);
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> tickets.resolve(routing(), id, page("b")));
        jira.commented(KEY, "what is this?");
        tickets.resolve(routing(), id, page("b"));
        assertThat(texts(KEY)).hasSize(3);
        assertThat(tickets.find(routing(), KEY, Optional.of(id)))
                .extracting(Found::state)
                .containsExactly(State.RESOLVED);
    }

    @Test
    void a_comment_that_says_what_the_description_says_is_not_made() {
        String id = tickets.open(draft(KEY, "a")).id();
        tickets.comment(routing(), id, page("a"));
        assertThat(texts(KEY)).hasSize(1);
    }

    @Test
    void an_issue_that_was_put_right_says_done_and_not_wont_do() {
        String id = tickets.open(draft(KEY, "a")).id();
        tickets.resolve(routing(), id, page("b"));
        assertThat(only().path("fields").path("status").path("name").asText()).isEqualTo("Erledigt");
        assertThat(only().path("fields").path("resolution").path("id").asText()).isEqualTo("10000");
        tickets.reopen(routing(), id, page("c"));
        assertThat(only().path("fields").path("status").path("name").asText()).isEqualTo("Zu erledigen");
    }

    @Test
    void a_workflow_that_leads_nowhere_is_told() {
        String id = tickets.open(draft(KEY, "a")).id();
        jira.leadsNowhere();
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets.resolve(routing(), id, page("b")))
                .withMessageContaining("SEC-1")
                .withMessageContaining("category done");
    }

    @Test
    void too_many_writes_to_one_issue_hold_up_that_issue_alone() {
        String id = tickets.open(draft(KEY, "a")).id();
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> {
                    for (int i = 0; i < 30; i++) {
                        tickets.comment(routing(), id, page("comment " + i));
                    }
                })
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(2)));
        assertThat(texts(KEY)).hasSize(21);
        tickets.open(draft(OTHER_KEY, "b"));
        clock.advance(Duration.ofSeconds(2));
        tickets.comment(routing(), id, page("comment 20"));
        assertThat(texts(KEY)).hasSize(22);
    }

    @Test
    void a_burst_that_jira_refuses_holds_up_everything_for_as_long_as_it_says() {
        jira.next("POST", "/issue", Hitch.THROTTLED);
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets.open(draft(KEY, "a")))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(30)));
        int asked = jira.asked().size();
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets.find(routing(), KEY, Optional.empty()));
        assertThat(jira.asked()).hasSize(asked);
        clock.advance(Duration.ofSeconds(30));
        tickets.open(draft(KEY, "a"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void a_wrong_token_is_told_and_not_shown() {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets("wr0ng").find(routing(), KEY, Optional.empty()))
                .withMessageContaining("401")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wr0ng"));
    }

    @ParameterizedTest
    @FieldSource("io.entraguard.tickets.Pages#HOSTILE")
    void hostile_words_are_only_words(String word) {
        var draft = new Draft(
                KEY,
                CLUSTER,
                Pages.hostile("t" + word),
                Severity.HIGH,
                DUE,
                Optional.of(word),
                routing(),
                Optional.of(word));
        String id = tickets.open(draft).id();
        tickets.comment(routing(), id, Pages.hostile(word + "!"));
        assertThat(texts(KEY)).hasSize(2);
        assertThat(tickets.find(routing(), KEY, Optional.empty())).hasSize(1);
        assertThat(tickets.find(routing(), KEY + word + "x", Optional.empty())).isEmpty();
    }

    @Test
    void a_page_that_is_too_long_is_opened_cut() {
        tickets.open(new Draft(
                KEY,
                CLUSTER,
                Pages.longerThan(50_000),
                Severity.HIGH,
                DUE,
                Optional.empty(),
                routing(),
                Optional.empty()));
        assertThat(texts(KEY)).singleElement().asString().contains("longer than Jira takes");
    }
}

package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.trackers.LoopbackTracker.Hitch;
import io.entraguard.lab.trackers.SimulatedServiceNow;
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
import io.entraguard.reconcile.ticket.Page;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ServiceNowTicketsTest extends TicketsContract {
    private static final Instant DUE = Instant.parse("2026-01-12T09:00:00Z");

    private final MovedClock clock = new MovedClock();
    private final SimulatedServiceNow instance = new SimulatedServiceNow(clock);
    private final ServiceNowTickets tickets = tickets(Authorization.basic("guard", () -> "token"));

    private ServiceNowTickets tickets(Authorization authorization) {
        return new ServiceNowTickets(
                http(authorization), ServiceNowPlace.incidents(URI.create("https://example.service-now.com")));
    }

    private TrackerHttp http(Authorization authorization) {
        return new TrackerHttp(
                new AzureHttp("9.9", Duration.ofSeconds(5)).client(), instance.url(), authorization, "1", clock);
    }

    private ServiceNowToken token(String secret) {
        return new ServiceNowToken(http(Authorization.NONE), "app", () -> secret, clock);
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return instance.texts(key);
    }

    @Override
    protected int count() {
        return instance.count();
    }

    @Override
    protected void deleted(String key) {
        instance.deleted(key);
    }

    @Override
    protected void closedByPeople(String key) {
        instance.moved(key, "6");
    }

    private Map<String, String> only() {
        assertThat(instance.incidents()).hasSize(1);
        return instance.incidents().get(0);
    }

    private Draft draft(Page page, Optional<String> owner) {
        return new Draft(KEY, CLUSTER, page, Severity.HIGH, DUE, owner, routing(), Optional.empty());
    }

    private static TicketRouting into(String table) {
        return new TicketRouting(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(table),
                Assignee.OWNER,
                List.of(),
                Due.DEFAULT);
    }

    private List<Found> found(String key) {
        return tickets.find(routing(), key, Optional.empty());
    }

    @Test
    void an_incident_has_the_key_and_what_the_draft_says() {
        Found opened = tickets.open(draft(KEY, "a"));
        assertThat(opened.url())
                .contains(URI.create(
                        "https://example.service-now.com/incident.do?sys_id=00000000000000000000000000000001"));
        assertThat(opened.created()).contains(clock.instant());
        assertThat(only())
                .containsEntry("correlation_id", KEY)
                .containsEntry("correlation_display", "Entra Guard")
                .containsEntry("short_description", "the title")
                .containsEntry("due_date", "2026-01-12 09:00:00")
                .doesNotContainKeys("assigned_to", "assignment_group");
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL,1", "HIGH,2", "MEDIUM,3", "LOW,5"})
    void the_priority_follows_the_severity(Severity severity, String priority) {
        String id = tickets.open(draft(KEY, "a", severity)).id();
        assertThat(only()).containsEntry("priority", priority);
        tickets.update(routing(), id, draft(KEY, "a", Severity.CRITICAL));
        assertThat(only()).containsEntry("priority", "1");
    }

    @Test
    void a_condition_that_the_instance_drops_finds_nothing_and_opens_nothing() {
        tickets.open(draft(OTHER_KEY, "another"));
        instance.withoutColumn("correlation_id");
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> found(KEY))
                .withMessageContaining("correlation_id")
                .withMessageContaining("let it read that column");
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void the_duplicate_of_a_lost_answer_is_found_after_the_first() {
        instance.next("POST", "/incident", Hitch.LOST_RESPONSE);
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        assertThat(found(KEY)).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        String second = tickets.open(draft(KEY, "a")).id();
        assertThat(found(KEY))
                .hasSize(2)
                .last()
                .satisfies(last -> assertThat(last.id()).isEqualTo(second));
    }

    @Test
    void resolving_gives_the_words_that_the_instance_wants() {
        String id = tickets.open(draft(KEY, "a")).id();
        tickets.resolve(routing(), id, page("put right"));
        assertThat(only()).containsEntry("state", "6").containsEntry("close_code", "Solution provided");
        assertThat(only().get("close_notes")).contains("put right");
        tickets.reopen(routing(), id, page("fails again"));
        assertThat(only()).containsEntry("state", "2");
    }

    @ParameterizedTest
    @CsvSource({"7", "8"})
    void an_incident_that_is_closed_for_good_is_followed_by_one_that_names_it(String state) {
        tickets.open(draft(KEY, "a"));
        instance.moved(KEY, state);
        assertThat(found(KEY)).isEmpty();
        Found next = tickets.open(draft(KEY, "a"));
        assertThat(found(KEY)).extracting(Found::id).containsExactly(next.id());
        assertThat(texts(KEY)).last().asString().contains("INC0000001");
    }

    @Test
    void a_task_has_states_of_its_own_and_no_resolution_code() {
        TicketRouting tasks = into("sc_task");
        var draft = new Draft(KEY, CLUSTER, page("a"), Severity.LOW, DUE, Optional.empty(), tasks, Optional.empty());
        String id = tickets.open(draft).id();
        tickets.resolve(tasks, id, page("b"));
        assertThat(tickets.find(tasks, KEY, Optional.empty()))
                .extracting(Found::state)
                .containsExactly(State.RESOLVED);
        tickets.reopen(tasks, id, page("c"));
        assertThat(tickets.find(tasks, KEY, Optional.empty()))
                .extracting(Found::state)
                .containsExactly(State.OPEN);
        assertThat(found(KEY)).isEmpty();
        assertThat(texts(KEY)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"'../sys_user'", "'incident?x=1'", "'Incident'", "''"})
    void a_table_that_is_no_name_is_told(String table) {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets.find(into(table), KEY, Optional.empty()))
                .withMessageContaining("ticket.table");
        assertThat(instance.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"alice", "ALICE", "alice@example.com"})
    void the_owner_is_assigned_where_the_instance_knows_one_such_user(String owner) {
        instance.user("a".repeat(32), "alice", "alice@example.com", true);
        instance.user("b".repeat(32), "bob", "bob@example.com", true);
        tickets.open(draft(page("a"), Optional.of(owner)));
        assertThat(only()).containsEntry("assigned_to", "a".repeat(32));
        assertThat(texts(KEY)).noneMatch(text -> text.contains("Nobody is assigned"));
    }

    @ParameterizedTest
    @CsvSource({"dave", "gone", "twin@example.com", "'x^ORactive=true'", "'javascript:gs.getUserID()'", "' '"})
    void an_owner_whom_the_instance_does_not_know_for_sure_is_named_and_nobody_is_assigned(String owner) {
        instance.user("a".repeat(32), "alice", "twin@example.com", true);
        instance.user("b".repeat(32), "bob", "twin@example.com", true);
        instance.user("c".repeat(32), "gone", "gone@example.com", false);
        tickets.open(draft(page("a"), Optional.of(owner)));
        assertThat(only()).doesNotContainKey("assigned_to");
        assertThat(texts(KEY)).singleElement().asString().contains("Nobody is assigned", owner);
    }

    @Test
    void an_owner_is_not_looked_for_in_what_the_instance_gives_unasked() {
        instance.user("b".repeat(32), "bob", "bob@example.com", true);
        instance.withoutColumn("user_name");
        instance.withoutColumn("email");
        tickets.open(draft(page("a"), Optional.of("alice")));
        assertThat(only()).doesNotContainKey("assigned_to");
    }

    @Test
    void what_the_guard_said_last_is_known_below_what_people_said_since() {
        String id = tickets.open(draft(KEY, "a")).id();
        instance.next("PATCH", id, Hitch.LOST_RESPONSE);
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> tickets.comment(routing(), id, page("b")));
        instance.noted(KEY, "what is this?");
        tickets.comment(routing(), id, page("b"));
        assertThat(texts(KEY)).hasSize(3);
    }

    @Test
    void a_note_that_says_what_the_description_says_is_not_made() {
        String id = tickets.open(draft(KEY, "a")).id();
        tickets.comment(routing(), id, page("a"));
        assertThat(texts(KEY)).hasSize(1);
    }

    @Test
    void a_text_that_the_description_does_not_hold_is_cut_there_and_whole_in_the_notes() {
        Page page = Pages.longerThan(8_000);
        String id = tickets.open(draft(page, Optional.of("nobody"))).id();
        assertThat(only().get("description")).hasSizeLessThanOrEqualTo(4000).endsWith(" characters)");
        assertThat(texts(KEY)).hasSize(2).last().asString().contains("az aks show --name c8", "Nobody is assigned");
        tickets.comment(routing(), id, page);
        assertThat(texts(KEY)).hasSize(2);
    }

    @Test
    void a_limit_of_the_instance_holds_up_everything_for_as_long_as_it_says() {
        instance.next("POST", "/incident", Hitch.THROTTLED);
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets.open(draft(KEY, "a")))
                .withMessageContaining("Rate limit exceeded")
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(30)));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> found(KEY));
        clock.advance(Duration.ofSeconds(30));
        tickets.open(draft(KEY, "a"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void a_wrong_password_is_told_and_not_shown() {
        ServiceNowTickets wrong = tickets(Authorization.basic("guard", () -> "wr0ng"));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> wrong.find(routing(), KEY, Optional.empty()))
                .withMessageContaining("User Not Authenticated")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wr0ng"));
    }

    @Test
    void an_oauth_token_is_kept_until_shortly_before_it_ends() {
        ServiceNowTickets oauth = tickets(token("app-secret"));
        oauth.open(draft(KEY, "a"));
        clock.advance(Duration.ofMinutes(28));
        assertThat(oauth.find(routing(), KEY, Optional.empty())).hasSize(1);
        assertThat(instance.asked())
                .filteredOn(asked -> asked.contains("oauth_token"))
                .hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(oauth.find(routing(), KEY, Optional.empty())).hasSize(1);
        assertThat(instance.asked())
                .filteredOn(asked -> asked.contains("oauth_token"))
                .hasSize(2);
    }

    @Test
    void an_application_that_is_refused_is_told_and_its_secret_is_not_shown() {
        ServiceNowToken token = token("s3cr3t");
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets(token).open(draft(KEY, "a")))
                .withMessageContaining("access_denied")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cr3t"));
        assertThat(token).hasToString("ServiceNowToken[app]");
    }

    @Test
    void a_token_whose_answer_was_lost_leaves_nothing_in_doubt() {
        instance.next("POST", "/oauth_token.do", Hitch.LOST_RESPONSE);
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets(token("app-secret")).open(draft(KEY, "a")));
        assertThat(count()).isZero();
    }

    @Test
    void what_a_journal_would_show_as_html_is_taken_apart() {
        String id = tickets.open(draft(KEY, "a")).id();
        tickets.comment(routing(), id, page("[code]<img src=x onerror=alert(1)>[/CODE] [ code]"));
        assertThat(texts(KEY))
                .last()
                .asString()
                .doesNotContainIgnoringCase("[code]")
                .doesNotContainIgnoringCase("[/code");
    }

    @ParameterizedTest
    @FieldSource("io.entraguard.tickets.Pages#HOSTILE")
    void hostile_words_are_only_words(String word) {
        String id = tickets.open(draft(Pages.hostile("t" + word), Optional.of(word)))
                .id();
        tickets.comment(routing(), id, Pages.hostile(word + "!"));
        assertThat(texts(KEY)).hasSize(2);
        assertThat(only().get("short_description")).hasSizeLessThanOrEqualTo(160);
        assertThat(found(KEY)).hasSize(1);
        assertThat(found(OTHER_KEY + word)).isEmpty();
    }
}

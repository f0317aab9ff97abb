package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.trackers.SimulatedAzureBoards;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AzureBoardsTicketsTest extends TicketsContract {
    private static final String STATE = "System.State";

    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-01-05T09:00:00Z");
    private final SimulatedAzureBoards boards =
            new SimulatedAzureBoards(() -> now, operation -> Optional.ofNullable(faults.poll()));
    private final Tickets tickets = tickets("Issue", Authorization.bearer(() -> "token"));

    private Tickets tickets(String type, Authorization authorization) {
        var http = new TrackerHttp(boards, SimulatedAzureBoards.url(), authorization, "test", () -> now);
        return new AzureBoardsTickets(
                http, new AzureBoardsPlace(URI.create(SimulatedAzureBoards.url()), "Platform", type));
    }

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return boards.texts(key);
    }

    @Override
    protected int count() {
        return boards.count();
    }

    @Override
    protected void deleted(String key) {
        boards.delete(key);
    }

    @Override
    protected void closedByPeople(String key) {
        boards.set(key, STATE, "Closed");
    }

    private static Draft draft(Optional<String> owner, TicketRouting routing, Optional<String> follows) {
        return new Draft(
                KEY,
                CLUSTER,
                page("a"),
                Severity.CRITICAL,
                Instant.parse("2026-01-12T09:00:00Z"),
                owner,
                routing,
                follows);
    }

    private static Draft owned(String owner) {
        return draft(Optional.of(owner), TicketRouting.DEFAULT, Optional.empty());
    }

    private String open() {
        return tickets.open(draft(KEY, "one")).id();
    }

    @Test
    void an_item_bears_key_labels_priority_due_date_and_owner() {
        boards.person("alice@example.com");
        var routing = new TicketRouting(
                Optional.empty(),
                Optional.of("Other project"),
                Optional.empty(),
                Optional.empty(),
                TicketRouting.Assignee.OWNER,
                List.of("security", "a;b, c", "@me", " "),
                TicketRouting.Due.DEFAULT);
        Found opened = tickets.open(draft(Optional.of(" Alice@example.com"), routing, Optional.empty()));
        assertThat(opened.url()).contains(URI.create("https://dev.azure.com/org/Other%20project/_workitems/edit/1"));
        assertThat(opened.created()).contains(now);
        assertThat(boards.field(KEY, "System.Tags")).isEqualTo("a b  c; entra-guard; " + KEY + "; me; security");
        assertThat(boards.field(KEY, "Microsoft.VSTS.Common.Priority")).isEqualTo("1");
        assertThat(boards.field(KEY, "Microsoft.VSTS.Scheduling.DueDate")).isEqualTo("2026-01-12T09:00:00Z");
        assertThat(boards.field(KEY, "System.AssignedTo")).isEqualTo("Alice@example.com");
        assertThat(boards.field(KEY, "Microsoft.VSTS.Common.Severity")).isEmpty();
    }

    @Test
    void a_type_without_a_due_date_says_it_in_its_text_and_has_its_severity() {
        tickets("Bug", Authorization.bearer(() -> "token")).open(owned("nobody"));
        assertThat(boards.field(KEY, "Microsoft.VSTS.Common.Severity")).isEqualTo("1 - Critical");
        assertThat(texts(KEY)).singleElement().asString().contains("It is due at 2026-01-12T09:00:00Z");
    }

    @Test
    void an_owner_whom_nobody_knows_is_named_and_nobody_is_assigned() {
        tickets.open(owned("<b>bob</b>"));
        assertThat(boards.field(KEY, "System.AssignedTo")).isEmpty();
        assertThat(texts(KEY)).singleElement().asString().contains("<code>&lt;b&gt;bob&lt;/b&gt;</code>");
        assertThat(count()).isOne();
        tickets.update(routing(), "1", owned("bob"));
        assertThat(boards.field(KEY, "System.AssignedTo")).isEmpty();
    }

    @Test
    void whom_people_assigned_stays_assigned() {
        boards.person("alice");
        boards.person("bob");
        tickets.open(owned("alice"));
        boards.set(KEY, "System.AssignedTo", "bob");
        tickets.update(routing(), "1", owned("alice"));
        assertThat(boards.field(KEY, "System.AssignedTo")).isEqualTo("bob");
    }

    @Test
    void the_ticket_of_an_earlier_episode_is_linked_to_where_it_is_there() {
        tickets.open(draft(OTHER_KEY, "earlier"));
        String earlier = SimulatedAzureBoards.url() + "/Platform/_workitems/edit/";
        tickets.open(draft(Optional.empty(), TicketRouting.DEFAULT, Optional.of(earlier + 1)));
        assertThat(boards.links(KEY)).containsExactly("https://dev.azure.com/org/_apis/wit/workItems/1");
        deleted(KEY);
        tickets.open(draft(Optional.empty(), TicketRouting.DEFAULT, Optional.of(earlier + 99)));
        assertThat(boards.links(KEY)).isEmpty();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void what_changes_in_between_is_read_again_and_not_overwritten() {
        String id = open();
        boards.meanwhile(() -> boards.set(KEY, STATE, "Closed"));
        tickets.resolve(routing(), id, page("two"));
        assertThat(texts(KEY)).hasSize(1);
        boards.meanwhile(() -> boards.say(KEY, "what a person says"));
        tickets.comment(routing(), id, page("three"));
        assertThat(texts(KEY)).hasSize(3).last().asString().contains("three");
        for (int i = 0; i < 3; i++) {
            boards.meanwhile(() -> boards.say(KEY, "quick"));
        }
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets.comment(routing(), id, page("four")))
                .withMessageContaining("changed by others");
    }

    @Test
    void a_state_of_the_category_resolved_is_done_as_well() {
        Tickets bugs = tickets("Bug", Authorization.bearer(() -> "token"));
        String id = bugs.open(draft(KEY, "one")).id();
        boards.set(KEY, STATE, "Resolved");
        assertThat(bugs.find(routing(), KEY, Optional.of(id)))
                .extracting(Found::state)
                .containsExactly(State.RESOLVED);
        bugs.reopen(routing(), id, page("two"));
        assertThat(boards.field(KEY, STATE)).isEqualTo("New");
        bugs.resolve(routing(), id, page("three"));
        assertThat(boards.field(KEY, STATE)).isEqualTo("Closed");
    }

    @Test
    void people_who_say_much_after_the_guard_do_not_make_it_repeat_itself() {
        String id = open();
        tickets.comment(routing(), id, page("two"));
        for (int i = 0; i < 50; i++) {
            boards.say(KEY, "<p>Entra Guard is right</p>");
        }
        tickets.comment(routing(), id, page("two"));
        assertThat(texts(KEY)).hasSize(52);
    }

    @Test
    void a_key_with_a_quote_stays_within_its_quotes() {
        open();
        assertThat(tickets.find(routing(), "x' OR [System.Id] > 0 OR [System.Tags] CONTAINS '", Optional.empty()))
                .isEmpty();
        assertThat(Wiql.tagged("a'b")).contains("CONTAINS 'a''b' ORDER");
    }

    @Test
    void an_id_that_is_no_number_is_nowhere() {
        assertThat(tickets.find(routing(), KEY, Optional.of("1 OR 2"))).isEmpty();
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets.comment(routing(), "../1", page("a")));
    }

    @Test
    void too_many_requests_are_told_with_the_time_to_wait() {
        faults.add(new FaultHook.Status(429, "TF400733", Optional.of(Duration.ofSeconds(30))));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(30)));
        assertThat(count()).isZero();
    }

    @Test
    void a_write_that_was_delayed_is_done_and_nothing_is_asked_until_then() {
        boards.delays(Duration.ofSeconds(20));
        String id = open();
        int asked = boards.asked().size();
        now = now.plusSeconds(5);
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets.find(routing(), KEY, Optional.of(id)))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(15)));
        assertThat(boards.asked()).hasSize(asked);
        now = now.plusSeconds(15);
        assertThat(tickets.find(routing(), KEY, Optional.of(id))).hasSize(1);
        tickets.resolve(routing(), id, page("two"));
        assertThat(boards.field(KEY, STATE)).isEqualTo("Closed");
    }

    @Test
    void an_opening_without_an_answer_is_unclear_and_found_later() {
        open();
        deleted(KEY);
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(this::open);
        assertThat(tickets.find(routing(), KEY, Optional.empty())).hasSize(1);
        faults.add(new FaultHook.Status(500, "broken", Optional.empty()));
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(this::open);
    }

    @Test
    void without_a_token_or_a_project_people_have_to_act() {
        Tickets unknown = tickets("Issue", Authorization.NONE);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> unknown.find(routing(), KEY, Optional.empty()))
                .withMessageContaining("HTTP 401");
        faults.add(new FaultHook.Status(203, "sign in", Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(this::open).withMessageContaining("sign-in page");
        Tickets epics = tickets("Epic", Authorization.bearer(() -> "token"));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> epics.open(draft(KEY, "a")))
                .withMessageContaining("Work item type Epic does not exist");
    }

    static List<String> hostile() {
        return HostilePage.VALUES;
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void a_hostile_value_is_taken_and_changes_no_element(String value) {
        Page page = HostilePage.everywhere(value);
        Draft draft = new Draft(
                KEY,
                CLUSTER,
                new Page("t" + value, page.blocks()),
                Severity.LOW,
                now,
                Optional.of(value),
                routing(),
                Optional.of(value));
        String id = tickets.open(draft).id();
        tickets.comment(routing(), id, Page.of("t", value + "!"));
        assertThat(boards.texts(KEY)).hasSize(2).first().asString().startsWith(Html.of(page));
        assertThat(tickets.find(routing(), KEY, Optional.of(id))).hasSize(1);
    }
}

package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.TicketMove;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.TicketDesk.Notice;
import io.entraguard.reconcile.ticket.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketDeskTest {
    private final Passing pass = new Passing();
    private final Failing faults = new Failing();
    private final VirtualClock clock = new VirtualClock();
    private final LabTickets tracker = new LabTickets(clock, faults);
    private final TrackerOutages outages = new TrackerOutages(new LabMemoryStore(FaultHook.NONE));
    private final List<String> kept = new ArrayList<>();

    private TicketDesk desk() {
        clock.advanceTo(pass.now);
        return new TicketDesk(tracker, outages, pass.memory, () -> kept.add(history()), pass.draft(), pass.now);
    }

    /** Tells it in a pass of its own, and says how long after it the next look is. */
    private Optional<Duration> tell(String text) {
        return tell(text, Severity.HIGH);
    }

    private Optional<Duration> tell(String text, Severity worst) {
        TicketDesk desk = desk();
        desk.closeOutlived();
        desk.tell(notice(text, worst));
        return desk.again().map(again -> Duration.between(pass.now, again));
    }

    private Optional<Duration> close() {
        TicketDesk desk = desk();
        desk.close(Page.of("title", "right"));
        return desk.again().map(again -> Duration.between(pass.now, again));
    }

    private void isOpenedBySomebodyElse() {
        tracker.open(new Tickets.Draft(
                TicketDesk.key(pass.memory),
                pass.cluster,
                Page.of("title", "a"),
                Severity.HIGH,
                pass.now,
                Optional.empty(),
                TicketRouting.DEFAULT,
                Optional.empty()));
    }

    private String lastText() {
        List<LabTickets.Entry> entries =
                tracker.tickets().get(tracker.tickets().size() - 1).history();
        return entries.get(entries.size() - 1).text();
    }

    private String history() {
        return tracker.tickets().stream()
                .map(ticket -> ticket.state()
                        + ticket.history().stream()
                                .map(LabTickets.Entry::action)
                                .toList()
                                .toString())
                .toList()
                .toString();
    }

    private List<TicketMove> moves() {
        List<Body> recorded = pass.recorded();
        return recorded.stream().map(body -> ((TicketMoved) body).move()).toList();
    }

    @Test
    void a_ticket_is_opened_once_and_says_a_thing_once() {
        tell("a");
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened]]");
        assertThat(moves()).containsExactly(TicketMove.OPENED);
    }

    @Test
    void it_is_commented_when_what_it_says_changes() {
        tell("a");
        tell("b");
        tell("b");
        assertThat(history()).isEqualTo("[OPEN[opened, commented]]");
        assertThat(moves()).containsExactly(TicketMove.OPENED, TicketMove.COMMENTED);
    }

    @Test
    void it_is_closed_and_opened_again_on_regression() {
        tell("a");
        close();
        pass.later(Duration.ofDays(30));
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened, resolved, reopened]]");
        assertThat(moves()).containsExactly(TicketMove.OPENED, TicketMove.RESOLVED, TicketMove.REOPENED);
    }

    @Test
    void thirty_days_after_its_end_there_is_a_new_one() {
        tell("a");
        close();
        pass.later(Duration.ofDays(30).plusSeconds(1));
        tell("a");
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], OPEN[opened]]");
        assertThat(tracker.tickets()).extracting(LabTickets.Ticket::key).doesNotHaveDuplicates();
    }

    @Test
    void what_was_never_open_is_not_closed() {
        close();
        assertThat(history()).isEqualTo("[]");
        assertThat(moves()).isEmpty();
    }

    @Test
    void what_people_closed_is_opened_again_while_it_still_holds() {
        tell("a");
        tracker.close(pass.cluster, "somebody");
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened, resolved, reopened]]");
    }

    @Test
    void what_people_closed_is_not_closed_again() {
        tell("a");
        tracker.close(pass.cluster, "somebody");
        close();
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved]]");
        assertThat(pass.memory.ticket.open).isFalse();
    }

    @Test
    void what_people_deleted_is_opened_anew_under_its_key() {
        tell("a");
        String key = TicketDesk.key(pass.memory);
        tracker.delete(pass.cluster);
        tell("a");
        assertThat(tracker.tickets())
                .singleElement()
                .satisfies(ticket -> assertThat(ticket.key()).isEqualTo(key));
    }

    @Test
    void what_people_deleted_needs_no_closing() {
        tell("a");
        tracker.delete(pass.cluster);
        close();
        assertThat(history()).isEqualTo("[]");
        assertThat(pass.memory.ticket.open).isFalse();
    }

    @Test
    void that_a_ticket_is_to_be_open_is_kept_before_it_is_opened() {
        tell("a");
        assertThat(kept).containsExactly("[]");
        close();
        tell("a");
        assertThat(kept).containsExactly("[]", "[RESOLVED[opened, resolved]]");
    }

    @Test
    void a_move_is_recorded_before_it_is_made() {
        faults.well().once(); // found not to be there, then not to be opened
        tell("a");
        assertThat(moves()).containsExactly(TicketMove.OPENED);
        assertThat(history()).isEqualTo("[]");
    }

    @Test
    void a_tracker_that_is_down_holds_nothing_up_and_is_asked_again_ever_later() {
        faults.down(true);
        assertThat(tell("a")).contains(Duration.ofSeconds(10));
        pass.later(Duration.ofSeconds(10));
        assertThat(tell("a")).contains(Duration.ofSeconds(20));
        pass.later(Duration.ofSeconds(20));
        assertThat(tell("a")).contains(Duration.ofSeconds(40));
        faults.down(false);
        pass.later(Duration.ofSeconds(40));
        assertThat(tell("a")).isEmpty();
        faults.once();
        assertThat(tell("a")).contains(Duration.ofSeconds(10));
        assertThat(history()).isEqualTo("[OPEN[opened]]");
    }

    @Test
    void what_the_tracker_asks_for_is_waited() {
        faults.throttled(Duration.ofMinutes(40));
        assertThat(tell("a")).contains(Duration.ofMinutes(40));
    }

    @Test
    void a_ticket_that_was_refused_is_opened_at_the_next_look() {
        faults.well().throttled(Duration.ofMinutes(1));
        assertThat(tell("a")).contains(Duration.ofMinutes(1));
        String key = TicketDesk.key(pass.memory);
        pass.later(Duration.ofMinutes(1));
        assertThat(tell("a")).isEmpty();
        assertThat(history()).isEqualTo("[OPEN[opened]]");
        assertThat(TicketDesk.key(pass.memory)).isEqualTo(key);
    }

    @Test
    void an_opening_that_was_not_answered_is_looked_for_and_found() {
        faults.well().with(new FaultHook.LostResponse());
        assertThat(tell("a")).contains(Duration.ofSeconds(10));
        pass.later(Duration.ofSeconds(10));
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened]]");
        close();
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved]]");
    }

    @Test
    void an_opening_of_unknown_outcome_is_made_again_only_once_it_surely_is_not_there() {
        tracker.searchLags(Duration.ofMinutes(3));
        faults.well().once();
        tell("a");
        Duration sure = Duration.ofMinutes(3).plus(TicketDesk.SURELY_NOT_THERE);
        pass.later(sure.minusSeconds(1));
        assertThat(tell("a")).contains(Duration.ofSeconds(1));
        assertThat(history()).isEqualTo("[]");
        pass.later(Duration.ofSeconds(1));
        assertThat(tell("a")).isEmpty();
        assertThat(history()).isEqualTo("[OPEN[opened]]");
    }

    @Test
    void a_search_that_lags_makes_no_second_ticket() {
        tracker.searchLags(Duration.ofMinutes(3));
        tell("a");
        assertThat(tell("a")).isEmpty();
        assertThat(history()).isEqualTo("[OPEN[opened]]");
        pass.later(Duration.ofDays(1));
        close();
        pass.later(Duration.ofDays(40));
        faults.well().with(new FaultHook.LostResponse());
        tell("a");
        pass.later(Duration.ofMinutes(2));
        assertThat(tell("a")).isPresent();
        pass.later(Duration.ofMinutes(1));
        assertThat(tell("a")).isEmpty();
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], OPEN[opened]]");
    }

    @Test
    void what_is_put_right_before_its_ticket_shows_is_closed_when_it_does() {
        tracker.searchLags(Duration.ofMinutes(3));
        faults.well().with(new FaultHook.LostResponse());
        tell("a");
        assertThat(close()).isPresent();
        assertThat(pass.memory.ticket.open).isTrue();
        pass.later(Duration.ofMinutes(3));
        assertThat(close()).isEmpty();
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved]]");
    }

    @Test
    void what_is_put_right_and_whose_ticket_never_shows_is_closed_all_the_same() {
        faults.well().once();
        tell("a");
        pass.later(TicketDesk.SURELY_NOT_THERE);
        assertThat(close()).isEmpty();
        assertThat(pass.memory.ticket.open).isFalse();
        assertThat(history()).isEqualTo("[]");
    }

    @Test
    void a_comment_that_was_not_answered_is_said_once() {
        tell("a");
        faults.well().with(new FaultHook.LostResponse());
        assertThat(tell("b")).isPresent();
        pass.later(Duration.ofSeconds(10));
        assertThat(tell("b")).isEmpty();
        assertThat(history()).isEqualTo("[OPEN[opened, commented]]");
    }

    @Test
    void a_note_is_said_on_an_open_ticket_and_opens_none() {
        note("a");
        assertThat(history()).isEqualTo("[]");
        tell("a");
        note("b");
        assertThat(history()).isEqualTo("[OPEN[opened, commented]]");
        tracker.close(pass.cluster, "somebody");
        note("c");
        assertThat(history()).isEqualTo("[RESOLVED[opened, commented, resolved]]");
        tracker.delete(pass.cluster);
        note("c");
        assertThat(history()).isEqualTo("[]");
    }

    private void note(String text) {
        desk().note(() -> notice(text, Severity.HIGH));
    }

    private static Notice notice(String text, Severity worst) {
        return new Notice(Page.of("title", text), worst, Optional.of("owner"), TicketRouting.DEFAULT);
    }

    @Test
    void duplicates_are_folded_into_the_oldest() {
        tell("a");
        isOpenedBySomebodyElse();
        tell("a");
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened], RESOLVED[opened, resolved]]");
        assertThat(lastText()).contains("LAB-1");
        close();
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], RESOLVED[opened, resolved]]");
    }

    @Test
    void an_older_ticket_that_shows_late_takes_over_and_is_told_what_is_so() {
        pass.memory.ticket = new TicketMemory(1);
        isOpenedBySomebodyElse();
        tracker.close(pass.cluster, "somebody");
        pass.memory.ticket.opens(TicketRouting.DEFAULT, "hash", Severity.HIGH, pass.now);
        isOpenedBySomebodyElse();
        pass.memory.ticket.is(
                new Tickets.Found("LAB-2", Tickets.State.OPEN, Optional.empty(), Optional.empty()),
                TicketRouting.DEFAULT);
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened, resolved, reopened], RESOLVED[opened, resolved]]");
        assertThat(pass.memory.ticket.known()).contains("LAB-1");
    }

    @Test
    void each_closing_by_people_is_answered_once_and_says_how_to_exempt() {
        for (int time = 1; time <= 2; time++) {
            tell("a");
            tracker.close(pass.cluster, "somebody");
            faults.well().with(new FaultHook.LostResponse());
            assertThat(tell("a")).isPresent();
            pass.later(Duration.ofMinutes(1));
            assertThat(tell("a")).isEmpty();
            assertThat(lastText()).contains("Opened again (" + time + ")").contains("exempts nothing");
        }
        assertThat(history()).isEqualTo("[OPEN[opened, resolved, reopened, resolved, reopened]]");
    }

    @Test
    void a_regression_says_so_also_when_it_is_tried_twice() {
        tell("a");
        close();
        faults.well().once();
        assertThat(tell("a")).isPresent();
        pass.later(Duration.ofSeconds(10));
        assertThat(tell("a")).isEmpty();
        assertThat(lastText()).startsWith("Opened again (1). It fails again");
    }

    @Test
    void the_next_episodes_ticket_follows_the_earlier_one() {
        tell("a");
        close();
        pass.later(Duration.ofDays(31));
        tell("a");
        assertThat(lastText()).startsWith("An earlier ticket").contains("LAB-1").endsWith("a");
    }

    @Test
    void priority_and_due_date_follow_the_worst_severity() {
        tell("a", Severity.HIGH);
        assertThat(tracker.tickets().get(0).due()).isEqualTo(pass.now.plus(Duration.ofDays(7)));
        Instant begun = pass.now;
        pass.later(Duration.ofHours(1));
        tell("b", Severity.CRITICAL);
        assertThat(tracker.tickets()).singleElement().satisfies(ticket -> {
            assertThat(ticket.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(ticket.due()).isEqualTo(begun.plus(Duration.ofDays(1)));
            assertThat(ticket.owner()).contains("owner");
        });
    }

    @Test
    void a_ticket_stays_where_it_was_opened_whatever_the_policy_says_later() {
        tell("a");
        TicketRouting first = pass.memory.ticket.routing;
        TicketRouting other = new TicketRouting(
                Optional.of(TicketRouting.Tracker.JIRA),
                Optional.of("SEC"),
                Optional.empty(),
                Optional.empty(),
                TicketRouting.Assignee.NOBODY,
                List.of(),
                TicketRouting.Due.DEFAULT);
        Notice notice = new Notice(Page.of("title", "a"), Severity.HIGH, Optional.empty(), other);
        desk().tell(notice);
        assertThat(pass.memory.ticket.routing).isEqualTo(first);
        tracker.delete(pass.cluster);
        desk().tell(notice);
        assertThat(pass.memory.ticket.routing).isEqualTo(other);
        assertThat(history()).isEqualTo("[OPEN[opened]]");
    }

    @Test
    void the_ticket_of_an_earlier_cluster_holds_up_the_next_ones_until_the_tracker_is_there() {
        tell("a");
        pass.memory.startOver("another-uid", pass.now);
        faults.once();
        assertThat(tell("b")).isPresent();
        assertThat(history()).isEqualTo("[OPEN[opened]]");
        pass.later(Duration.ofSeconds(10));
        assertThat(tell("b")).isEmpty();
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], OPEN[opened]]");
    }

    @Test
    void the_ticket_of_an_earlier_cluster_is_closed_and_the_next_has_an_episode_of_its_own() {
        tell("a");
        pass.memory.startOver("another-uid", pass.now);
        desk().closeOutlived();
        tell("b");
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], OPEN[opened]]");
        desk().closeOutlived();
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], OPEN[opened]]");
    }

    @Test
    void a_cluster_that_is_made_anew_after_its_ticket_was_closed_gets_a_new_one() {
        tell("a");
        close();
        pass.memory.startOver("another-uid", pass.now);
        desk().closeOutlived();
        tell("b");
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], OPEN[opened]]");
    }

    @Test
    void a_key_belongs_to_one_cluster_however_its_id_is_spelled() {
        var shouted = new ClusterMemory(ClusterRef.of(pass.cluster.id().toUpperCase(Locale.ROOT)), pass.now);
        assertThat(TicketDesk.key(shouted))
                .isEqualTo(TicketDesk.key(pass.memory))
                .matches("entra-guard-[0-9a-f]{32}");
    }
}

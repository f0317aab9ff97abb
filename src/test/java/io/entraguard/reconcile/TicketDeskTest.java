package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.TicketMove;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.ClusterRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TicketDeskTest {
    private final Passing pass = new Passing();
    private final Failing faults = new Failing();
    private final LabTickets tracker = new LabTickets(new VirtualClock(), faults);
    private final List<String> kept = new ArrayList<>();

    private TicketDesk desk() {
        return new TicketDesk(tracker, pass.memory, () -> kept.add(history()), pass.draft(), pass.now);
    }

    private void tell(String text) {
        desk().tell(text);
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
        desk().close("right");
        pass.later(Duration.ofDays(30));
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened, resolved, reopened]]");
        assertThat(moves()).containsExactly(TicketMove.OPENED, TicketMove.RESOLVED, TicketMove.REOPENED);
    }

    @Test
    void thirty_days_after_its_end_there_is_a_new_one() {
        tell("a");
        desk().close("right");
        pass.later(Duration.ofDays(30).plusSeconds(1));
        tell("a");
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved], OPEN[opened]]");
        assertThat(tracker.tickets()).extracting(LabTickets.Ticket::key).doesNotHaveDuplicates();
    }

    @Test
    void what_was_never_open_is_not_closed() {
        desk().close("right");
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
        desk().close("right");
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved]]");
        assertThat(pass.memory.ticket.open()).isFalse();
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
        desk().close("right");
        assertThat(history()).isEqualTo("[]");
        assertThat(pass.memory.ticket.open()).isFalse();
    }

    @Test
    void that_a_ticket_is_to_be_open_is_kept_before_it_is_opened() {
        tell("a");
        assertThat(kept).containsExactly("[]");
        desk().close("right");
        tell("a");
        assertThat(kept).containsExactly("[]", "[RESOLVED[opened, resolved]]");
    }

    @Test
    void a_move_is_recorded_before_it_is_made() {
        faults.well().once(); // found not to be there, then not to be opened
        assertThatThrownBy(() -> tell("a")).isInstanceOf(Failure.Transient.class);
        assertThat(moves()).containsExactly(TicketMove.OPENED);
        assertThat(history()).isEqualTo("[]");
    }

    @Test
    void a_ticket_whose_opening_failed_is_opened_under_the_same_key() {
        faults.well().once();
        assertThatThrownBy(() -> tell("a")).isInstanceOf(Failure.Transient.class);
        String key = TicketDesk.key(pass.memory);
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened]]");
        assertThat(TicketDesk.key(pass.memory)).isEqualTo(key);
    }

    @Test
    void a_ticket_whose_opening_was_not_answered_is_not_opened_twice() {
        faults.well().with(new FaultHook.LostResponse());
        assertThatThrownBy(() -> tell("a")).isInstanceOf(Failure.Transient.class);
        tell("a");
        assertThat(history()).isEqualTo("[OPEN[opened]]");
        desk().close("right");
        assertThat(history()).isEqualTo("[RESOLVED[opened, resolved]]");
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
        desk().close("gone");
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

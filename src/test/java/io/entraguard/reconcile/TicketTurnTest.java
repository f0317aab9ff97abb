package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.ClusterRef;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tickets wait for one of the day's. */
class TicketTurnTest {
    private static final String ONE_A_DAY = Rig.POLICY.replace("auto", "ticket") + "limits: {newTicketsPerDay: 1}\n";

    private final Rig rig = new Rig(
            ClusterDocument.plain("a").tag("env", "prod"), ClusterDocument.plain("b"), ClusterDocument.plain("c"));
    private final ClusterRef a = ref("a");
    private final ClusterRef b = ref("b");
    private final ClusterRef c = ref("c");

    private static ClusterRef ref(String name) {
        return Rig.ref(ClusterDocument.plain(name));
    }

    @BeforeEach
    void everything_has_settled() {
        rig.policy(ONE_A_DAY);
        rig.passes(Duration.ofDays(1));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void sweep() {
        rig.sweep.run();
        work();
    }

    private void work() {
        while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
            rig.reconciler.handle(rig.take());
        }
    }

    private boolean ticketed(ClusterRef cluster) {
        return rig.remembered(cluster).ticket.open;
    }

    private int waiting() {
        return SweepReport.of(rig.memory).orElseThrow().ticketsWaiting();
    }

    @Test
    void the_day_begins_with_production_and_the_rest_waits_and_is_counted() {
        sweep();
        assertThat(ticketed(a)).isTrue();
        assertThat(ticketed(b)).isFalse();
        assertThat(ticketed(c)).isFalse();
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void who_waits_has_its_turn_a_day_later_without_another_sweep() {
        sweep();
        rig.passes(Duration.ofDays(1));
        work();
        assertThat(ticketed(b)).isTrue();
        assertThat(ticketed(c)).isFalse();
        assertThat(waiting()).isEqualTo(1);
        rig.passes(Duration.ofDays(1));
        work();
        rig.passes(Duration.ofHours(1));
        work();
        assertThat(ticketed(c)).isTrue();
        assertThat(waiting()).isZero();
    }

    @Test
    void a_sweep_in_between_opens_no_more() {
        sweep();
        rig.passes(Duration.ofHours(1));
        sweep();
        assertThat(ticketed(b) || ticketed(c)).isFalse();
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void what_an_event_calls_for_is_never_held_back() {
        sweep();
        rig.reconciler.handle(Rig.news(b));
        assertThat(ticketed(b)).isTrue();
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void a_cluster_that_is_put_right_meanwhile_waits_no_more() {
        sweep();
        rig.world.applySilently(new Change.Edit(
                b,
                Caller.user(Passing.SOMEBODY),
                Map.of(
                        "properties",
                        Map.of(
                                "disableLocalAccounts",
                                true,
                                "aadProfile",
                                Map.of("managed", true, "adminGroupObjectIDs", List.of(ClusterDocument.GROUP))))));
        sweep();
        assertThat(ticketed(b)).isFalse();
        assertThat(rig.remembered(b).ticket.waits).isFalse();
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void who_is_to_approve_gets_the_whole_time_from_when_the_ticket_asks() {
        rig.policy(ONE_A_DAY.replace("mode: ticket", "mode: approve\n  approvers: [" + Passing.SOMEBODY + "]"));
        sweep();
        assertThat(rig.remembered(b).asked).isNotNull();
        rig.passes(Duration.ofDays(1));
        work();
        assertThat(ticketed(b)).isTrue();
        Asked asked = Optional.ofNullable(rig.remembered(b).asked).orElseThrow();
        assertThat(asked.deadline()).isEqualTo(rig.now().plus(Duration.ofDays(1)));
        assertThat(rig.audited.stream()
                        .filter(event -> event.body() instanceof ApprovalAsked)
                        .filter(event -> event.cluster()
                                .filter(subject -> subject.ref().equals(b))
                                .isPresent()))
                .hasSize(2);
    }

    @Test
    void a_ticket_that_is_open_goes_on_being_kept() {
        sweep();
        assertThat(ticketed(a)).isTrue();
        rig.world.applySilently(
                new Change.Edit(a, Caller.user(Passing.SOMEBODY), Map.of("properties", Map.of("enableRBAC", false))));
        rig.passes(Duration.ofHours(1));
        sweep();
        assertThat(rig.remembered(a).findings).containsKey("ENTRA-04");
        assertThat(rig.remembered(a).ticket.waits).isFalse();
    }
}

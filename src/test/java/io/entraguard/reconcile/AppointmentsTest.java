package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppointmentsTest {
    private final Rig rig = new Rig();
    private final ClusterRef cluster = Rig.ref(ClusterDocument.plain("c-1"));
    private final ClusterRows rows = rig.rows();
    private int tokens;
    private final Appointments appointments = new Appointments(rig.queue, () -> "token-" + ++tokens);

    @AfterEach
    void close() {
        rig.close();
    }

    private void make(Optional<Instant> wanted) {
        Held held = rows.take(cluster, rig.now());
        appointments.make(held, wanted, rig.now());
        rows.release(held);
    }

    private void makeIn(Duration time) {
        make(Optional.of(rig.now().plus(time)));
    }

    private boolean due(ReconcileRequest request) {
        return appointments.due(request, rows, rig.now());
    }

    @Test
    void news_is_always_due() {
        makeIn(Duration.ofHours(1));
        assertThat(due(Rig.news(cluster))).isTrue();
        assertThat(due(ReconcileRequest.news(cluster, Trigger.SWEEP, Optional.empty())))
                .isTrue();
    }

    @Test
    void an_appointment_is_kept_at_its_instant_by_the_message_that_names_it() {
        makeIn(Duration.ofHours(1));
        assertThat(rig.nextMessage()).contains(Duration.ofHours(1));
        rig.passes(Duration.ofHours(1));
        ReconcileRequest message = rig.take();
        assertThat(message.why()).isEqualTo(Trigger.RECHECK);
        assertThat(due(message)).isTrue();
        assertThat(due(message)).as("a duplicate before the row was saved").isTrue();
    }

    @Test
    void a_message_of_an_earlier_appointment_counts_no_more() {
        makeIn(Duration.ofHours(1));
        makeIn(Duration.ofHours(2));
        rig.passes(Duration.ofHours(2));
        assertThat(due(rig.take())).isFalse();
        assertThat(due(rig.take())).isTrue();
        assertThat(rig.queue.size()).isZero();
    }

    @Test
    void a_message_counts_no_more_where_the_appointment_was_taken_back() {
        makeIn(Duration.ofHours(1));
        make(Optional.empty());
        rig.passes(Duration.ofHours(1));
        assertThat(due(rig.take())).isFalse();
    }

    @Test
    void a_message_about_a_cluster_that_nobody_knows_counts_for_nothing() {
        assertThat(due(new ReconcileRequest(cluster, Trigger.RECHECK, Optional.empty(), Optional.of("token-1"), 0)))
                .isFalse();
    }

    @Test
    void an_appointed_message_without_a_token_counts_for_nothing() {
        makeIn(Duration.ZERO);
        assertThat(due(new ReconcileRequest(cluster, Trigger.OPERATION, Optional.empty(), Optional.empty(), 0)))
                .isFalse();
    }

    @Test
    void an_appointment_that_is_made_again_for_the_same_instant_makes_no_second_message() {
        Instant at = rig.now().plus(Duration.ofHours(1));
        make(Optional.of(at));
        make(Optional.of(at));
        assertThat(rig.queue.size()).isEqualTo(1);
    }

    @Test
    void an_appointment_for_now_is_made_anew_each_time() {
        makeIn(Duration.ZERO);
        assertThat(due(rig.take())).isTrue();
        makeIn(Duration.ZERO);
        assertThat(due(rig.take()))
                .as("else the cluster would not be looked at again")
                .isTrue();
    }

    @Test
    void an_appointment_in_the_past_is_for_now() {
        makeIn(Duration.ofHours(-1));
        assertThat(rig.nextMessage()).contains(Duration.ZERO);
        assertThat(due(rig.take())).isTrue();
    }

    @Test
    void an_appointment_beyond_six_days_is_armed_again_on_the_way() {
        makeIn(Duration.ofDays(15));
        for (Duration leg : new Duration[] {Duration.ofDays(6), Duration.ofDays(6), Duration.ofDays(3)}) {
            assertThat(rig.nextMessage()).contains(leg);
            rig.passes(leg);
            if (leg.equals(Duration.ofDays(6))) {
                assertThat(due(rig.take())).as("too early").isFalse();
            }
        }
        assertThat(due(rig.take())).isTrue();
        assertThat(rig.queue.size()).isZero();
    }

    @Test
    void where_the_queue_is_down_no_appointment_is_remembered() {
        Held held = rows.take(cluster, rig.now());
        rig.queueFaults.once();
        assertThatThrownBy(() -> appointments.make(held, Optional.of(rig.now()), rig.now()))
                .isInstanceOf(Failure.Transient.class);
        assertThat(held.memory.nextLook).isNull();
    }
}

package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the loop does with its messages, as far as no scenario can show it. */
class ReconcilerTest {
    private static final ClusterDocument DOCUMENT = ClusterDocument.plain("c-1");
    private static final Caller SOMEBODY = Caller.user(Passing.SOMEBODY);

    private final Rig rig = new Rig(DOCUMENT);
    private final ClusterRef cluster = Rig.ref(DOCUMENT);

    @AfterEach
    void close() {
        rig.close();
    }

    private void news() {
        rig.reconciler.handle(Rig.news(cluster));
    }

    private long applied() {
        return rig.world.writes().stream().filter(ArmWrite::applied).count();
    }

    /** Lets time pass to the next message, takes it and handles it. */
    private ReconcileRequest next() {
        rig.passes(rig.nextMessage().orElseThrow());
        ReconcileRequest message = rig.take();
        rig.reconciler.handle(message);
        return message;
    }

    @Test
    void a_message_that_finds_another_worker_at_its_cluster_is_put_back_as_it_was() {
        Held other = rig.rows().take(cluster, rig.now());
        var message = new ReconcileRequest(cluster, Trigger.SWEEP, Optional.empty(), Optional.empty(), 3);
        rig.reconciler.handle(message);
        assertThat(rig.nextMessage()).contains(Duration.ofSeconds(15));
        assertThat(rig.passes).isEmpty();
        rig.rows().release(other);
        assertThat(next()).as("nothing failed, so it is no other attempt").isEqualTo(message);
        assertThat(rig.passes).hasSize(1);
    }

    @Test
    void an_event_about_a_subscription_that_is_not_looked_after_is_recorded_and_nothing_is_read() {
        try (var elsewhere = new Rig(Set.of("11111111-2222-3333-4444-555555555555"), ClusterDocument.plain("c-1"))) {
            elsewhere.reconciler.handle(Rig.news(cluster));
            assertThat(elsewhere.passes).isEmpty();
            assertThat(elsewhere.rows().peek(cluster)).isEmpty();
            assertThat(elsewhere.audited)
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.body()).isEqualTo(new EventRejected("subscription-not-served", Map.of())));
        }
    }

    @Test
    void a_worker_who_died_holds_its_cluster_for_five_minutes() {
        Held unused = rig.rows().take(cluster, rig.now());
        news();
        int putBack = 0;
        while (rig.passes.isEmpty()) {
            next();
            putBack++;
        }
        assertThat(Duration.between(unused.memory.firstSeen, rig.now())).isEqualTo(Duration.ofMinutes(5));
        assertThat(putBack).isEqualTo(20);
    }

    @Test
    void a_failure_before_any_decision_puts_the_message_back_with_pauses_that_double() {
        rig.table.down(true);
        news();
        for (String pause :
                new String[] {"PT10S", "PT20S", "PT40S", "PT1M20S", "PT2M40S", "PT5M20S", "PT10M40S", "PT15M", "PT15M"
                }) {
            assertThat(rig.nextMessage()).contains(Duration.parse(pause));
            next();
        }
        assertThat(rig.passes).isEmpty();
        assertThat(rig.audited).isEmpty();
        rig.table.down(false);
        next();
        assertThat(rig.passes).hasSize(1);
        assertThat(applied()).isEqualTo(1);
    }

    @Test
    void a_store_that_asks_to_be_left_alone_is_left_alone() {
        rig.table.throttled(Duration.ofMinutes(3));
        news();
        assertThat(rig.nextMessage()).contains(Duration.ofMinutes(3));
    }

    @Test
    void where_not_even_the_queue_is_to_be_reached_the_message_stays_where_it_is() {
        rig.table.down(true);
        rig.queueFaults.down(true);
        assertThatThrownBy(this::news).isInstanceOf(Failure.Transient.class);
        assertThat(rig.queue.size()).isZero();
    }

    @Test
    void where_the_queue_fails_after_the_write_nothing_is_written_again() {
        rig.queueFaults.down(true);
        assertThatThrownBy(this::news).isInstanceOf(Failure.Transient.class);
        assertThat(applied()).isEqualTo(1);
        assertThat(rig.remembered(cluster).inFlight).isNotNull();
        assertThat(rig.remembered(cluster).lease).as("let go").isNull();
        rig.queueFaults.down(false);
        news(); // the host hands the message over again
        while (rig.nextMessage().isPresent()) {
            next();
        }
        assertThat(applied()).isEqualTo(1);
        assertThat(rig.live(cluster).identity().localAccountsOff()).isTrue();
    }

    @Test
    void a_message_of_an_appointment_that_no_longer_stands_is_dropped_without_a_look() {
        news();
        int looks = rig.passes.size();
        rig.reconciler.handle(
                new ReconcileRequest(cluster, Trigger.RECHECK, Optional.empty(), Optional.of("stale"), 0));
        assertThat(rig.passes).hasSize(looks);
        assertThat(rig.queue.size())
                .as("only the appointment of the first look")
                .isEqualTo(1);
    }

    @Test
    void however_many_messages_come_one_appointment_at_a_time_is_kept() {
        for (int i = 0; i < 10; i++) {
            news();
        }
        Instant started = rig.now();
        while (rig.nextMessage().isPresent()) {
            next();
        }
        assertThat(rig.passes.stream().map(Pass::at).filter(started::isBefore))
                .hasSize(4) // once a minute until the operation ends
                .doesNotHaveDuplicates();
        assertThat(applied()).isEqualTo(1);
    }

    @Test
    void a_cluster_that_arm_will_not_show_is_asked_after_again_and_people_are_told_after_an_hour() {
        rig.armAnswers("GET", 100, 403, "AuthorizationFailed");
        news();
        assertThat(rig.passes.get(0).decision().step().word()).isEqualTo("wait");
        while (rig.passes.get(rig.passes.size() - 1).decision().step().word().equals("wait")) {
            next();
        }
        assertThat(Duration.between(rig.passes.get(0).at(), rig.now()))
                .isBetween(Duration.ofHours(1), Duration.ofMinutes(75));
        assertThat(rig.passes.get(rig.passes.size() - 1).decision().step().word())
                .isEqualTo("ticket");
        assertThat(rig.remembered(cluster).status).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void a_cluster_that_was_deleted_and_made_anew_while_it_was_written_proves_nothing_and_trips_nothing() {
        news();
        rig.world.applySilently(new Change.Delete(cluster, SOMEBODY));
        Map<String, Object> anew = ClusterDocument.plain("c-1")
                .with("resourceUID", "another")
                .created(rig.now().toString())
                .tree();
        rig.world.applySilently(new Change.Create(cluster, SOMEBODY, anew));
        next();
        assertThat(rig.audited)
                .extracting(AuditEvent::body)
                .filteredOn(AuditEvent.RemediationEnded.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        AuditEvent.RemediationEnded.class,
                        ended -> assertThat(ended.outcome()).isEqualTo(AuditEvent.Outcome.NOT_APPLIED));
        assertThat(rig.remembered(cluster).reverts).isEmpty();
        assertThat(rig.remembered(cluster).inFlight).isNull();
        assertThat(rig.memory.load(MemoryStore.FLEET, "limits").orElseThrow().text())
                .contains("\"failed\":[]");
    }

    @Test
    void an_event_that_could_not_be_read_is_recorded_and_touches_no_cluster() {
        rig.reconciler.handle(new Rejected("not-json", Map.of("event", "e-1")));
        assertThat(rig.audited).singleElement().satisfies(event -> {
            assertThat(event.cluster()).isEmpty();
            assertThat(event.body()).isEqualTo(new EventRejected("not-json", Map.of("event", "e-1")));
        });
        assertThat(rig.queue.size()).isZero();
        assertThat(rig.memory.all(MemoryStore.CLUSTERS)).isEmpty();
    }
}

package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CachedFleetTest {
    private final VirtualClock clock = new VirtualClock();
    private final AtomicInteger reads = new AtomicInteger();
    private final Failing faults = new Failing();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private volatile boolean slow;
    private volatile Executor beside = Runnable::run;

    private final LabMemoryStore store = new LabMemoryStore(operation -> {
        if (operation.equals("all clusters")) {
            reads.incrementAndGet();
            hold();
        }
        return faults.take(operation);
    });
    private final CachedFleet fleet =
            new CachedFleet(store, clock, Duration.ofSeconds(5), task -> beside.execute(task));

    private void hold() {
        if (slow) {
            entered.countDown();
            try {
                assertThat(leave.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void cluster(String name) {
        cluster(name, memory -> {});
    }

    private void cluster(String name, Consumer<ClusterMemory> with) {
        var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain(name)), clock.instant());
        with.accept(memory);
        new ClusterRows(store, () -> "test").insert(memory);
    }

    private void pass(Duration time) {
        clock.advanceTo(clock.instant().plus(time));
    }

    @Test
    void many_who_ask_within_seconds_make_one_reading() {
        fleet.get();
        pass(Duration.ofMillis(4_999));
        fleet.get();
        assertThat(reads).hasValue(1);
        pass(Duration.ofMillis(1));
        fleet.get();
        assertThat(reads).hasValue(2);
    }

    @Test
    void a_change_shows_in_the_next_reading_under_another_revision() {
        cluster("c-1");
        FleetOverview before = fleet.get();
        cluster("c-2");
        assertThat(fleet.get()).isSameAs(before);
        pass(Duration.ofSeconds(5));
        assertThat(fleet.get().clusters()).hasSize(2);
        assertThat(fleet.get().revision()).isNotEqualTo(before.revision());
    }

    @Test
    void what_time_alone_changes_is_under_another_revision_and_what_stayed_is_not() {
        var by = new Actor("oid", Optional.empty(), false, true, Optional.empty());
        var seen = new Sighting(Sighting.Act.TAGS, "e-1", clock.instant(), by, Optional.empty());
        Instant until = clock.instant().plus(Duration.ofSeconds(90));
        cluster("c-1", memory -> {
            memory.status = Status.NONCOMPLIANT;
            memory.exemption = new Waived(Optional.of(until), seen, Optional.empty(), false);
        });
        FleetOverview before = fleet.get();
        pass(Duration.ofSeconds(89));
        assertThat(fleet.get().revision()).isEqualTo(before.revision());
        pass(Duration.ofSeconds(5));
        assertThat(fleet.get().clusters()).isNotEqualTo(before.clusters());
        assertThat(fleet.get().revision()).isNotEqualTo(before.revision());
    }

    @Test
    void while_it_is_read_beside_all_go_by_what_was_read_before() throws Exception {
        FleetOverview before = fleet.get();
        pass(Duration.ofSeconds(10));
        slow = true;
        var threads = Executors.newSingleThreadExecutor();
        beside = threads;
        try {
            assertThat(fleet.get()).isSameAs(before);
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(fleet.get()).isSameAs(before);
            leave.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(fleet.get()).isNotSameAs(before);
            assertThat(reads).hasValue(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_reading_that_failed_is_tried_again_by_whoever_asks_next() {
        FleetOverview before = fleet.get();
        pass(Duration.ofSeconds(10));
        faults.with(new FaultHook.Status(503, "ServerBusy", Optional.empty()));
        assertThat(fleet.get()).isSameAs(before);
        assertThat(fleet.get().at()).isEqualTo(clock.instant());
    }

    @Test
    void what_is_older_than_a_minute_is_shown_to_nobody() {
        fleet.get();
        pass(Duration.ofMinutes(2));
        faults.with(new FaultHook.Status(503, "ServerBusy", Optional.empty()));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(fleet::get);
        assertThat(fleet.get().at()).isEqualTo(clock.instant());
    }
}

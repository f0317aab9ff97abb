package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Limits;
import io.entraguard.reconcile.GuardHealth.Condition;
import io.entraguard.reconcile.GuardHealth.Part;
import io.entraguard.reconcile.GuardHealth.Report;
import io.entraguard.reconcile.outbox.SinkHealth;
import io.entraguard.testing.ClusterDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GuardHealthTest {
    private final VirtualClock clock = new VirtualClock();
    private final Failing table = new Failing();
    private final Failing queueFaults = new Failing();
    private final LabMemoryStore store = new LabMemoryStore(table);
    private final LabWorkQueue queue = new LabWorkQueue(clock, queueFaults);
    private final List<SinkHealth> sinks = new ArrayList<>();
    private byte[] file = Rig.POLICY.getBytes(StandardCharsets.UTF_8);
    private final PolicyInForce policy = new PolicyInForce(
            known -> known.equals(Optional.of("e" + file.length))
                    ? Optional.empty()
                    : Optional.of(new PolicySource.Loaded(file.clone(), "e" + file.length)),
            "policy.yaml",
            store,
            events -> {},
            clock,
            Duration.ZERO);
    private final GuardHealth health = new GuardHealth(
            store,
            new CachedFleet(store, clock, Duration.ZERO, Runnable::run),
            queue,
            policy,
            this::sinks,
            GuardMode.AUDIT,
            "1.2.3",
            clock);

    /** As the outbox tells of them: by what memory holds. */
    private List<SinkHealth> sinks() {
        store.all("outbox");
        return List.copyOf(sinks);
    }

    private Part part(String name) {
        return health.report().parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void swept(Map<String, String> missing) {
        swept(missing, Optional.of(new TreeSet<>()));
    }

    private void swept(Map<String, String> missing, Optional<SortedSet<String>> withoutTopic) {
        Optional<Instant> now = Optional.of(clock.instant());
        var subscriptions = new TreeSet<>(Set.of("sub-1", "sub-2"));
        new SweepReport(now, now, 7, 0, new TreeMap<>(missing), 2, 3, subscriptions, withoutTopic).save(store);
    }

    private void pass(Duration time) {
        clock.advanceTo(clock.instant().plus(time));
    }

    @Test
    void a_guard_that_has_just_swept_is_well() {
        swept(Map.of());
        Report report = health.report();
        assertThat(report.condition()).isEqualTo(Condition.OK);
        assertThat(report.mode()).isEqualTo("audit");
        assertThat(report.version()).isEqualTo("1.2.3");
        assertThat(report.parts())
                .extracting(Part::name)
                .containsExactly(
                        "memory",
                        "queue",
                        "lastEvent",
                        "lastSweep",
                        "eventCoverage",
                        "auditCoverage",
                        "policy",
                        "ledger",
                        "breaker");
    }

    @Test
    void a_sweep_that_is_over_three_hours_old_or_never_was_is_worth_a_look() {
        assertThat(part("lastSweep").condition()).isEqualTo(Condition.DEGRADED);
        Instant swept = clock.instant();
        swept(Map.of());
        pass(Duration.ofHours(3));
        assertThat(part("lastSweep").condition()).isEqualTo(Condition.OK);
        pass(Duration.ofSeconds(1));
        assertThat(part("lastSweep").condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part("lastSweep").since()).contains(swept);
        assertThat(health.report().condition()).isEqualTo(Condition.DEGRADED);
    }

    private void sweepsDaily(int days) {
        for (int day = 0; day < days; day++) {
            clock.advanceTo(clock.instant().plus(Duration.ofDays(1)));
            SweepReport.begins(store, clock.instant());
        }
        swept(Map.of());
    }

    @Test
    void where_sweeps_are_daily_one_is_late_after_three_days() {
        sweepsDaily(3);
        clock.advanceTo(clock.instant().plus(Duration.ofDays(3)));
        assertThat(part("lastSweep").condition()).isEqualTo(Condition.OK);
        clock.advanceTo(clock.instant().plusSeconds(1));
        assertThat(part("lastSweep").condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part("lastSweep").text()).startsWith("none has come to its end for over 72 hours");
    }

    @Test
    void one_sweep_that_came_late_is_not_the_usual_time_between_them() {
        for (int hour = 0; hour < 6; hour++) {
            clock.advanceTo(clock.instant().plus(hour == 3 ? Duration.ofDays(10) : Duration.ofHours(1)));
            SweepReport.begins(store, clock.instant());
        }
        assertThat(SweepReport.usualInterval(store)).contains(Duration.ofHours(1));
        for (int minute = 0; minute < 20; minute++) {
            clock.advanceTo(clock.instant().plus(Duration.ofMinutes(5)));
            SweepReport.begins(store, clock.instant());
        }
        assertThat(SweepReport.usualInterval(store)).contains(Duration.ofMinutes(5));
        swept(Map.of());
        clock.advanceTo(clock.instant().plus(Duration.ofHours(3)));
        assertThat(part("lastSweep").condition()).isEqualTo(Condition.OK);
    }

    @Test
    void a_sweep_that_began_and_did_not_end_is_none() {
        SweepReport.begins(store, clock.instant());
        assertThat(part("lastSweep").text()).isEqualTo("no sweep has come to its end yet");
    }

    @Test
    void a_sweep_says_what_it_saw_and_one_that_missed_a_subscription_is_worth_a_look() {
        swept(Map.of());
        new TicketAllowance(store)
                .recount(List.of(Rig.ref(ClusterDocument.plain("c-1")), Rig.ref(ClusterDocument.plain("c-2"))));
        assertThat(part("lastSweep").text())
                .isEqualTo("it saw 7 clusters, 3 wait for a place on the queue, 2 wait for their ticket");
        swept(Map.of("sub-1", "it vanished from view"));
        assertThat(part("lastSweep").condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part("lastSweep").text()).endsWith("in 1 subscription, sub-1: it vanished from view");
    }

    @Test
    void a_subscription_without_a_system_topic_is_worth_a_look_and_a_failed_look_up_of_it_is_not() {
        swept(Map.of(), Optional.of(new TreeSet<>(Set.of("sub-2"))));
        assertThat(part("eventCoverage").condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part("eventCoverage").text()).contains("sub-2").doesNotContain("sub-1");
        assertThat(health.report().condition()).isEqualTo(Condition.DEGRADED);
        swept(Map.of(), Optional.empty());
        assertThat(part("eventCoverage").condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(health.report().condition()).isEqualTo(Condition.OK);
    }

    @Test
    void a_table_that_cannot_be_reached_is_down_and_says_so_and_the_rest_is_still_told() {
        policy.get();
        table.down(true);
        Report report = health.report();
        assertThat(report.condition()).isEqualTo(Condition.DOWN);
        assertThat(part("memory").text())
                .isEqualTo("could not be asked: table: load fleet/audit-coverage: 503 ServerBusy");
        assertThat(part("sinks").condition()).isEqualTo(Condition.DOWN);
        assertThat(part("queue").condition()).isEqualTo(Condition.OK);
        assertThat(part("policy").condition()).isEqualTo(Condition.OK);
    }

    @Test
    void a_queue_that_cannot_be_reached_is_down() {
        queueFaults.down(true);
        assertThat(part("queue").condition()).isEqualTo(Condition.DOWN);
        assertThat(health.report().condition()).isEqualTo(Condition.DOWN);
    }

    @Test
    void news_that_nobody_works_on_is_worth_a_look_and_an_appointment_is_not() {
        var cluster = Rig.ref(ClusterDocument.plain("c-1"));
        queue.send(
                new WorkItem.ReconcileRequest(cluster, Trigger.RECHECK, Optional.empty(), Optional.of("t"), 0),
                Duration.ofHours(1));
        pass(Duration.ofHours(2));
        assertThat(part("queue").condition()).isEqualTo(Condition.OK);
        Instant sent = clock.instant();
        queue.send(Rig.news(cluster), Duration.ZERO);
        pass(Duration.ofMinutes(16));
        assertThat(part("queue"))
                .isEqualTo(new Part(
                        "queue", Condition.DEGRADED, Optional.of(sent), "2 messages, the oldest news 960 s old"));
    }

    @Test
    void a_broken_new_policy_leaves_the_last_good_one_in_force_and_says_why() {
        String hash = policy.get().hash();
        file = "mode: perhaps\n".getBytes(StandardCharsets.UTF_8);
        Part broken = part("policy");
        assertThat(broken.condition()).isEqualTo(Condition.DEGRADED);
        assertThat(broken.text()).startsWith("policy " + hash + " of policy.yaml stays in force: policy.yaml:1");
    }

    @Test
    void without_any_policy_the_guard_is_down() {
        file = "mode: perhaps\n".getBytes(StandardCharsets.UTF_8);
        assertThat(part("policy").condition()).isEqualTo(Condition.DOWN);
        assertThat(health.report().condition()).isEqualTo(Condition.DOWN);
    }

    @Test
    void the_newest_event_is_told_whichever_cluster_it_was_about() {
        assertThat(part("lastEvent").condition()).isEqualTo(Condition.UNKNOWN);
        Instant at = clock.instant().minusSeconds(90);
        for (int i = 0; i < 3; i++) {
            var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain("c-" + i)), clock.instant());
            var by = new Actor("oid", Optional.empty(), false, false, Optional.empty());
            memory.chronicle.heard(
                    new Sighting(Act.WRITE, "e", at.minusSeconds(i), by, Optional.empty()), clock.instant());
            new ClusterRows(store, () -> "").insert(memory);
        }
        assertThat(part("lastEvent").since()).contains(at);
    }

    @Test
    void an_open_breaker_and_a_broken_chain_are_worth_a_look() {
        var cluster = Rig.ref(ClusterDocument.plain("c-1"));
        new FleetLimits(store).trip(cluster, clock.instant(), Limits.DEFAULTS);
        store.save(
                MemoryStore.FLEET,
                "broken-chains",
                "{\"broken\":{\"chain-1\":\"2026-01-01T00:00:00Z\"}}",
                Optional.empty());
        assertThat(part("breaker").text()).startsWith("open: nothing is remediated until ");
        assertThat(part("ledger"))
                .isEqualTo(new Part(
                        "ledger",
                        Condition.DEGRADED,
                        Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
                        "1 chain is broken, the first chain-1"));
        pass(Duration.ofDays(1));
        assertThat(part("breaker").text()).startsWith("half-open");
    }

    @Test
    void a_sink_that_fails_is_told_with_what_waits_for_it() {
        Instant since = clock.instant();
        sinks.add(new SinkHealth("event-hub", 0, Optional.empty(), Optional.empty(), Optional.empty()));
        sinks.add(new SinkHealth("logs", 7, Optional.of(since), Optional.of(since), Optional.of("403 Forbidden")));
        assertThat(part("sink event-hub").condition()).isEqualTo(Condition.OK);
        assertThat(part("sink logs"))
                .isEqualTo(new Part(
                        "sink logs",
                        Condition.DEGRADED,
                        Optional.of(since),
                        "403 Forbidden; 7 waiting, the oldest from " + since));
    }
}

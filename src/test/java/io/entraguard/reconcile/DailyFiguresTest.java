package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Tree;
import io.entraguard.testing.ClusterDocument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DailyFiguresTest {
    private final VirtualClock clock = new VirtualClock();
    private final Failing faults = new Failing();
    private final LabMemoryStore store = new LabMemoryStore(faults);
    private final DailyFigures figures = new DailyFigures(store, clock);

    DailyFiguresTest() {
        clock.advanceTo(Instant.parse("2026-02-05T09:00:00Z"));
    }

    private void cluster(String name, Consumer<ClusterMemory> with) {
        var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain(name)), clock.instant());
        with.accept(memory);
        new ClusterRows(store, () -> "test").insert(memory);
    }

    private void pass(Duration time) {
        clock.advanceTo(clock.instant().plus(time));
    }

    private List<Map<String, Object>> series(int days) {
        List<?> series = Objects.requireNonNull((List<?>)
                FleetOverview.read(store, clock.instant()).figures(days).get("series"));
        return series.stream().map(day -> Tree.object(day).orElseThrow()).toList();
    }

    @Test
    void a_day_keeps_what_its_sweep_found() {
        Instant now = clock.instant();
        cluster("c-1", memory -> memory.status = Status.COMPLIANT);
        cluster("c-2", memory -> {
            memory.status = Status.NONCOMPLIANT;
            var finding = new Finding(ControlId.ENTRA_03, Severity.HIGH, "x", Remedy.AUTOMATIC);
            memory.findings.put("ENTRA-03", new ClusterMemory.Open(finding, now, Optional.empty()));
            memory.chronicle.remedied(now.minus(Duration.ofHours(10)), Outcome.PROVEN); // yesterday
            memory.chronicle.remedied(now.minus(Duration.ofHours(9)), Outcome.FAILED); // midnight
        });
        cluster("c-3", memory -> {});
        figures.run();
        assertThat(series(90))
                .singleElement()
                .satisfies(day -> assertThat(day)
                        .containsEntry("date", "2026-02-05")
                        .containsEntry("complianceRate", new BigDecimal("0.3333"))
                        .containsEntry("evaluated", 3)
                        .containsEntry("exempt", 0)
                        .containsEntry("unknown", 1L)
                        .containsEntry("noncompliant", 1L)
                        .containsEntry("openFindings", 1)
                        .containsEntry("remediations", 1));
    }

    @Test
    void a_later_sweep_of_the_day_counts_and_a_day_without_one_is_a_gap() {
        cluster("c-1", memory -> {});
        figures.run();
        pass(Duration.ofHours(1));
        cluster("c-2", memory -> {});
        figures.run();
        figures.run();
        pass(Duration.ofDays(2));
        figures.run();
        assertThat(series(90))
                .extracting(day -> day.get("date") + " " + day.get("evaluated"))
                .containsExactly("2026-02-05 2", "2026-02-07 2");
    }

    @Test
    void a_remediation_that_ends_after_the_days_last_sweep_still_is_that_days() {
        cluster("c-1", memory -> {});
        figures.run();
        cluster("c-2", memory -> memory.chronicle.remedied(Instant.parse("2026-02-05T23:59:59Z"), Outcome.PROVEN));
        pass(Duration.ofDays(1));
        figures.run();
        assertThat(series(90))
                .extracting(day -> day.get("date") + " " + day.get("remediations"))
                .containsExactly("2026-02-05 1", "2026-02-06 0");
        assertThat(series(90).get(0)).as("what else the day was stays").containsEntry("evaluated", 1);
    }

    @Test
    void four_hundred_days_are_kept_and_no_more() {
        for (int day = 0; day < 405; day++) {
            figures.run();
            pass(Duration.ofDays(1));
        }
        figures.run();
        assertThat(store.all(MemoryStore.DAYS)).hasSize(400);
        assertThat(series(400)).hasSize(400);
        assertThat(series(1)).hasSize(1);
        assertThat(series(7)).hasSize(7);
    }

    @Test
    void another_instance_that_writes_the_same_day_is_no_failure() {
        figures.run();
        faults.well().well().with(new FaultHook.Status(412, "UpdateConditionNotSatisfied", Optional.empty()));
        figures.run();
        assertThat(series(1)).hasSize(1);
    }
}

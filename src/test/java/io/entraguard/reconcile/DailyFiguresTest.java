package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
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

    private static Object at(Map<String, Object> day, String... path) {
        Object value = day;
        for (String name : path) {
            value = Objects.requireNonNull(Tree.object(value).orElseThrow().get(name), name);
        }
        return value;
    }

    @Test
    void a_day_keeps_every_figure_of_the_moment_that_its_sweep_saw() {
        Instant now = clock.instant();
        cluster("c-1", memory -> {
            memory.status = Status.NONCOMPLIANT;
            var finding = new Finding(ControlId.ENTRA_03, Severity.HIGH, "x", Remedy.AUTOMATIC);
            memory.findings.put(
                    "ENTRA-03",
                    new ClusterMemory.Open(
                            finding, now.minus(Duration.ofDays(2)), Optional.of(now.minus(Duration.ofDays(3)))));
            memory.close(new Closed("ENTRA-01", Severity.HIGH, Optional.empty(), now.minusSeconds(60), now));
            memory.chronicle.remedied(now, Outcome.PROVEN);
            memory.chronicle.answered.add(new Chronicle.Answered(now.minusSeconds(5), now));
            memory.ticket.begun = now;
            var by = new Actor("oid", Optional.empty(), false, true, Optional.empty());
            var seen = new Sighting(Sighting.Act.TAGS, "e-1", now, by, Optional.empty());
            memory.optOut = new Waived(Optional.empty(), seen, Optional.empty(), false);
        });
        figures.run();
        Map<String, Object> day = series(1).get(0);
        assertThat(at(day, "mttr", "bySeverity", "high", "median")).isEqualTo("PT1M");
        assertThat(at(day, "mttd", "p90")).isEqualTo("PT24H");
        assertThat(at(day, "openFindingsByAge", "1 to 7 days")).isEqualTo(1);
        assertThat(at(day, "remediationsByOutcome"))
                .isEqualTo(Map.of("proven", 1, "refused", 0, "failed", 0, "notApplied", 0));
        assertThat(at(day, "approvals"))
                .isEqualTo(Map.of("pending", 0, "latency", Map.of("median", "PT5S", "p90", "PT5S")));
        assertThat(at(day, "waivers")).isEqualTo(Map.of("exemption", 0, "break-glass", 0, "opt-out", 1));
        assertThat(at(day, "reopenedShare")).isEqualTo(new BigDecimal("0.0000"));
        Object brief = FleetOverview.read(store, now).brief().get("series");
        assertThat(String.valueOf(brief))
                .as("the console's page has 400 of them")
                .contains("openFindings=1")
                .doesNotContain("mttr")
                .hasSizeLessThan(200);
    }

    @Test
    void a_day_from_before_a_figure_was_kept_says_nothing_of_it() {
        store.save(
                MemoryStore.DAYS,
                "2026-02-04",
                "{\"date\":\"2026-02-04\",\"at\":\"2026-02-04T08:00:00Z\",\"complianceRate\":0.9,\"evaluated\":10,\"exempt\":0,"
                        + "\"unknown\":0,\"noncompliant\":1,\"openFindings\":1,\"remediations\":4}",
                Optional.empty());
        assertThat(series(2).get(0))
                .containsEntry("remediations", 4)
                .containsEntry("mttr", null)
                .containsEntry("waivers", null)
                .containsEntry("reopenedShare", null);
        cluster("c-1", memory -> memory.chronicle.remedied(Instant.parse("2026-02-04T23:00:00Z"), Outcome.PROVEN));
        figures.run();
        assertThat(series(2).get(0)).as("fewer are known than were counted").containsEntry("remediations", 4);
    }

    @Test
    void a_day_keeps_the_rates_of_the_fifty_largest_parts_and_says_how_many_more_there_were() {
        for (int i = 0; i < 60; i++) {
            int owner = i;
            for (int j = 0; j < (i < 7 ? 2 : 1); j++) {
                cluster("c-" + i + "-" + j, memory -> {
                    memory.status = Status.COMPLIANT;
                    memory.chronicle.owner = "\"".repeat(240) + owner;
                });
            }
        }
        figures.run();
        FleetOverview overview = FleetOverview.read(store, clock.instant());
        Map<String, Object> day = Tree.object(((List<?>) Objects.requireNonNull(
                                overview.figures(1, store, Facet.OWNER).get("series")))
                        .get(0))
                .orElseThrow();
        Map<String, Object> groups = Tree.object(day.get("groups")).orElseThrow();
        assertThat(groups).hasSize(50);
        for (int i = 0; i < 7; i++) {
            assertThat(groups.get("\"".repeat(240) + i))
                    .isEqualTo(Map.of(
                            "complianceRate", new BigDecimal("1.0000"), "evaluated", 2, "exempt", 0, "unknown", 0L));
        }
        assertThat(day).containsEntry("groupsLeftOut", 10);
        assertThat(store.load("days-by-owner", "2026-02-05").orElseThrow().text())
                .as("whatever is in the names")
                .hasSizeLessThan(32_768);
        assertThat(Tree.object(series(1).get(0)).orElseThrow()).doesNotContainKey("groups");
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
        for (Facet facet : Facet.values()) {
            assertThat(store.all(DayParts.partition(facet))).hasSize(400);
        }
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

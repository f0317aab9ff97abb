package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import io.entraguard.testing.ClusterDocument;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the figures say between a fleet's first sweep and the looks that it asks for, and what these looks then do. */
class FirstSweepTest {
    private static final int BAD = 60;
    private static final int LIMIT = 10;

    private final Rig rig = new Rig(Stream.concat(
                    IntStream.range(0, BAD)
                            .mapToObj(i -> ClusterDocument.plain("bad-" + i).tag("env", i < 20 ? "prod" : "test")),
                    IntStream.range(0, 15)
                            .mapToObj(
                                    i -> ClusterDocument.compliant("good-" + i).tag("env", "prod")))
            .toArray(ClusterDocument[]::new));

    @AfterEach
    void close() {
        rig.close();
    }

    private Map<String, Object> kpis() {
        return Kpis.of(rig.memory, rig.now());
    }

    private Map<String, Object> environment(String name) {
        Object by = Tree.object(kpis().get("by")).orElseThrow().get("environment");
        return Tree.object(Tree.object(by).orElseThrow().get(name)).orElseThrow();
    }

    private List<String> alerts() {
        return rig.audited.stream()
                .map(AuditEvent::body)
                .filter(Alert.class::isInstance)
                .map(alert -> ((Alert) alert).kind())
                .toList();
    }

    private void looks() {
        while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
            rig.reconciler.handle(rig.take());
        }
    }

    @Test
    void every_cluster_that_was_seen_counts_whether_its_look_has_come_or_not() {
        rig.queueLimit(LIMIT);
        rig.sweep.run();
        assertThat(kpis())
                .containsEntry("evaluated", BAD + 15)
                .containsEntry("compliant", 15L)
                .containsEntry("unknown", (long) BAD)
                .containsEntry("complianceRate", new BigDecimal("0.2000"));
        assertThat(environment("prod")).containsEntry("evaluated", 35).containsEntry("unknown", 20L);
        looks();
        assertThat(kpis())
                .containsEntry("evaluated", BAD + 15)
                .containsEntry("noncompliant", (long) LIMIT)
                .containsEntry("unknown", (long) BAD - LIMIT)
                .containsEntry("complianceRate", new BigDecimal("0.2000"));
    }

    @Test
    void the_days_figures_are_of_every_cluster_that_was_seen() {
        rig.queueLimit(LIMIT);
        rig.sweep.run();
        new DailyFigures(rig.memory, rig.clock).run();
        assertThat(DailyFigures.all(rig.memory)).singleElement().satisfies(day -> {
            assertThat(day.evaluated()).isEqualTo(BAD + 15);
            assertThat(day.unknown()).isEqualTo(BAD);
            assertThat(day.complianceRate()).contains(new BigDecimal("0.2000"));
        });
    }

    @Test
    void however_long_its_look_had_to_wait_a_cluster_of_the_first_sweep_is_no_news() {
        rig.policy(Rig.POLICY.replace("auto", "ticket"));
        rig.queueLimit(LIMIT);
        for (int hour = 0; hour < 6; hour++) {
            rig.sweep.run();
            looks();
            rig.passes(Duration.ofHours(1));
        }
        assertThat(kpis()).containsEntry("noncompliant", (long) BAD).containsEntry("unknown", 0L);
        assertThat(alerts()).isEmpty();
    }

    @Test
    void also_where_no_document_says_when_it_was_made() {
        try (var undated = new Rig(ClusterDocument.plain("undated").withTop("systemData", new HashMap<>()))) {
            ClusterRef cluster = ClusterDocument.plain("undated").snapshot().ref();
            undated.sweep.run();
            undated.take();
            undated.passes(Duration.ofHours(2));
            undated.sweep.run();
            undated.reconciler.handle(undated.take());
            assertThat(undated.remembered(cluster).baseline).isTrue();
            assertThat(undated.audited)
                    .extracting(AuditEvent::body)
                    .isNotEmpty()
                    .noneMatch(Alert.class::isInstance);
        }
    }

    /** What a first look records, where the sweep left a row of the cluster and where it did not. */
    private static List<Body> recorded(boolean withRow) {
        try (var rig = new Rig(ClusterDocument.plain("one"))) {
            rig.sweep.run();
            ClusterRef cluster = ClusterDocument.plain("one").snapshot().ref();
            MemoryStore.Row row =
                    rig.memory.load(MemoryStore.CLUSTERS, cluster.key()).orElseThrow();
            if (!withRow) {
                rig.memory.delete(MemoryStore.CLUSTERS, row.name(), row.etag());
            }
            rig.passes(Duration.ofHours(3));
            rig.reconciler.handle(rig.take());
            ClusterMemory memory = rig.remembered(cluster);
            assertThat(memory.baseline).isTrue();
            assertThat(Optional.ofNullable(memory.lastLook)).contains(rig.now());
            return rig.audited.stream().map(AuditEvent::body).toList();
        }
    }

    @Test
    void a_first_look_records_the_same_with_a_row_that_the_sweep_left_as_without_one() {
        assertThat(recorded(true)).isNotEmpty().isEqualTo(recorded(false));
    }
}

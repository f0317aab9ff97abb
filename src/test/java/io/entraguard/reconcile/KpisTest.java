package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Tree;
import io.entraguard.testing.ClusterDocument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KpisTest {
    private static final Instant NOW = Instant.parse("2026-02-05T09:00:00Z");

    private final LabMemoryStore store = new LabMemoryStore(new Failing());
    private final ClusterRows rows = new ClusterRows(store, () -> "test");
    private int clusters;

    private void cluster(Consumer<ClusterMemory> with) {
        var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain("c-" + ++clusters)), NOW);
        with.accept(memory);
        rows.insert(memory);
    }

    private void status(Status status) {
        cluster(memory -> memory.status = status);
    }

    private Map<String, Object> kpis() {
        return Kpis.of(store, NOW);
    }

    private @Nullable Object at(String... path) {
        Object value = kpis();
        for (String name : path) {
            value = Tree.object(value).orElseThrow().get(name);
        }
        return value;
    }

    private static void repaired(ClusterMemory memory, ControlId control, Duration took) {
        Instant detected = NOW.minus(Duration.ofDays(10));
        memory.close(new Closed(control.code(), Severity.HIGH, Optional.empty(), detected, detected.plus(took)));
    }

    private static void open(ClusterMemory memory, ControlId control, Duration age, Optional<Duration> undetected) {
        Instant since = NOW.minus(age);
        memory.findings.put(
                control.code(),
                new ClusterMemory.Open(
                        new Finding(control, Severity.HIGH, "x", Remedy.MANUAL), since, undetected.map(since::minus)));
    }

    @Test
    void an_empty_fleet_has_no_rate_and_no_times() {
        assertThat(kpis())
                .containsEntry("complianceRate", null)
                .containsEntry("evaluated", 0)
                .containsEntry("accessProvisioningTime", null)
                .containsEntry("accessReviewFailures", null);
        var none = new LinkedHashMap<String, @Nullable Object>();
        none.put("median", null);
        none.put("p90", null);
        assertThat(at("mttr")).isEqualTo(none);
        assertThat(at("mttd")).isEqualTo(none);
    }

    @Test
    void the_rate_is_of_all_clusters_and_unknown_ones_are_not_compliant() {
        status(Status.COMPLIANT);
        status(Status.NONCOMPLIANT);
        status(Status.UNKNOWN);
        assertThat(kpis())
                .containsEntry("complianceRate", new BigDecimal("0.3333"))
                .containsEntry("evaluated", 3)
                .containsEntry("compliant", 1L)
                .containsEntry("noncompliant", 1L)
                .containsEntry("unknown", 1L)
                .containsEntry("exempt", 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 0.3333", "2, 3, 0.6667", "1, 8, 0.1250", "3, 3, 1.0000", "0, 5, 0.0000", "1, 20000, 0.0001"})
    void a_rate_has_four_decimals_rounded_half_up(long compliant, long evaluated, BigDecimal rate) {
        assertThat(Kpis.rate(compliant, evaluated)).isEqualTo(rate);
    }

    @Test
    void clusters_that_are_gone_count_no_more() {
        status(Status.COMPLIANT);
        cluster(memory -> {
            memory.gone = true;
            open(memory, ControlId.ENTRA_01, Duration.ofDays(1), Optional.empty());
            repaired(memory, ControlId.ENTRA_03, Duration.ofHours(1));
        });
        assertThat(kpis()).containsEntry("evaluated", 1).containsEntry("complianceRate", new BigDecimal("1.0000"));
        assertThat(at("mttr", "median")).isNull();
        assertThat(at("openFindings", "byControl")).isEqualTo(Map.of());
    }

    @Test
    void the_median_and_the_ninetieth_percentile_are_times_that_were_measured() {
        cluster(memory -> {
            for (int hours = 10; hours >= 1; hours--) {
                repaired(memory, ControlId.ENTRA_03, Duration.ofHours(hours));
            }
        });
        assertThat(at("mttr", "median")).isEqualTo("PT5H");
        assertThat(at("mttr", "p90")).isEqualTo("PT9H");
    }

    @Test
    void one_time_is_its_own_median() {
        cluster(memory -> repaired(memory, ControlId.ENTRA_01, Duration.ofMinutes(4)));
        assertThat(at("mttr", "median")).isEqualTo("PT4M");
        assertThat(at("mttr", "p90")).isEqualTo("PT4M");
    }

    @Test
    void only_controls_that_decide_about_compliance_have_times() {
        cluster(memory -> {
            repaired(memory, ControlId.OWN_01, Duration.ofDays(3));
            repaired(memory, ControlId.ENTRA_09, Duration.ofDays(3));
            open(memory, ControlId.OWN_02, Duration.ofDays(1), Optional.of(Duration.ofHours(1)));
            repaired(memory, ControlId.ENTRA_08, Duration.ofHours(1));
        });
        assertThat(at("mttr", "p90")).isEqualTo("PT1H");
        assertThat(at("mttd", "p90")).isNull();
    }

    @Test
    void detection_is_measured_where_the_change_was_seen_open_or_closed() {
        cluster(memory -> open(memory, ControlId.ENTRA_01, Duration.ofDays(1), Optional.of(Duration.ofMinutes(2))));
        cluster(memory -> open(memory, ControlId.ENTRA_01, Duration.ofDays(1), Optional.empty()));
        cluster(memory -> memory.close(
                new Closed("ENTRA-03", Severity.HIGH, Optional.of(NOW.minusSeconds(360)), NOW.minusSeconds(60), NOW)));
        assertThat(at("mttd", "median")).isEqualTo("PT2M");
        assertThat(at("mttd", "p90")).isEqualTo("PT5M");
    }

    @Test
    void open_findings_are_counted_by_control_and_by_age() {
        cluster(memory -> {
            open(memory, ControlId.ENTRA_01, Duration.ofHours(23), Optional.empty());
            open(memory, ControlId.OWN_01, Duration.ofDays(1), Optional.empty());
        });
        cluster(memory -> {
            open(memory, ControlId.ENTRA_01, Duration.ofDays(7), Optional.empty());
            open(memory, ControlId.ENTRA_03, Duration.ofDays(30), Optional.empty());
        });
        assertThat(at("openFindings", "byControl")).isEqualTo(Map.of("ENTRA-01", 2, "ENTRA-03", 1, "OWN-01", 1));
        assertThat(at("openFindings", "byAge"))
                .isEqualTo(Map.of("under 1 day", 1, "1 to 7 days", 1, "7 to 30 days", 1, "over 30 days", 1));
    }
}

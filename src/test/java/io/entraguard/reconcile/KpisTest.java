package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.entraguard.lab.faces.LabMemoryStore;
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
import java.util.LinkedHashMap;
import java.util.List;
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
        for (String time : List.of("mttr", "mttd")) {
            assertThat(Tree.object(at(time)).orElseThrow()).containsAllEntriesOf(none);
            for (String severity : List.of("critical", "high", "medium", "low")) {
                assertThat(at(time, "bySeverity", severity)).isEqualTo(none);
            }
        }
        assertThat(at("approvals")).isEqualTo(Map.of("pending", 0, "latency", none));
        assertThat(kpis()).containsEntry("reopenedShare", null);
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
    void clusters_that_are_gone_count_no_more_but_for_how_long_their_repairs_took() {
        status(Status.COMPLIANT);
        cluster(memory -> {
            memory.gone = true;
            open(memory, ControlId.ENTRA_01, Duration.ofDays(1), Optional.empty());
            repaired(memory, ControlId.ENTRA_03, Duration.ofHours(1));
            memory.chronicle.answered.add(new Chronicle.Answered(NOW.minusSeconds(60), NOW));
            memory.ticket.begun = NOW;
            memory.ticket.reopened = 1;
        });
        assertThat(kpis())
                .containsEntry("evaluated", 1)
                .containsEntry("complianceRate", new BigDecimal("1.0000"))
                .containsEntry("reopenedShare", new BigDecimal("1.0000"));
        assertThat(at("mttr", "median")).isEqualTo("PT1H");
        assertThat(at("approvals", "latency", "median")).isEqualTo("PT1M");
        assertThat(at("openFindings", "byControl")).isEqualTo(Map.of());
    }

    @Test
    void a_row_that_cannot_be_read_is_a_cluster_that_nothing_is_known_of() {
        status(Status.COMPLIANT);
        status(Status.COMPLIANT);
        MemoryStore.Row row = store.all(MemoryStore.CLUSTERS).get(0);
        store.save(MemoryStore.CLUSTERS, row.name(), "{", Optional.of(row.etag()));
        assertThat(kpis())
                .containsEntry("evaluated", 2)
                .containsEntry("unknown", 1L)
                .containsEntry("complianceRate", new BigDecimal("0.5000"));
        assertThat(group("subscription", "00000000-0000-0000-0000-000000000001"))
                .containsEntry("unknown", 1L);
        assertThat(FleetOverview.read(store, NOW).clusters())
                .extracting(ClusterEntry::status)
                .containsExactlyInAnyOrder(Status.UNKNOWN, Status.COMPLIANT);
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

    private void owned(String owner, String environment, Status status, ControlId... failing) {
        cluster(memory -> {
            memory.status = status;
            memory.chronicle.owner = owner.isEmpty() ? null : owner;
            memory.chronicle.environment = environment.isEmpty() ? null : environment;
            for (ControlId control : failing) {
                open(memory, control, Duration.ofDays(1), Optional.empty());
            }
        });
    }

    private Map<String, Object> group(String grouping, String name) {
        return Tree.object(at("by", grouping, name)).orElseThrow();
    }

    @Test
    void rates_are_told_of_each_group_and_of_the_clusters_in_none() {
        owned("team-a", "prod", Status.COMPLIANT);
        owned("team-a", "dev", Status.NONCOMPLIANT);
        owned("team-a", "", Status.UNKNOWN);
        owned("", "prod", Status.COMPLIANT);
        assertThat(group("owner", "team-a"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("complianceRate", new BigDecimal("0.3333"), "evaluated", 3, "exempt", 0, "unknown", 1L));
        assertThat(group("owner", "")).containsEntry("complianceRate", new BigDecimal("1.0000"));
        assertThat(group("environment", "prod")).containsEntry("evaluated", 2);
        assertThat(group("environment", "")).containsEntry("unknown", 1L);
        assertThat(group("costCenter", "")).containsEntry("evaluated", 4);
        assertThat(group("subscription", "00000000-0000-0000-0000-000000000001"))
                .containsEntry("evaluated", 4);
    }

    @Test
    void an_exempt_cluster_counts_beside_the_rate_of_its_group() {
        cluster(memory -> {
            memory.status = Status.NONCOMPLIANT;
            memory.chronicle.owner = "team-a";
            memory.exemption = new Waived(Optional.of(NOW.plusSeconds(1)), approver(), Optional.empty(), false);
        });
        var expected = new LinkedHashMap<String, @Nullable Object>();
        expected.put("complianceRate", null);
        expected.put("evaluated", 1);
        expected.put("exempt", 1);
        expected.put("unknown", 0L);
        assertThat(group("owner", "team-a")).isEqualTo(expected);
    }

    private static Sighting approver() {
        var by = new Actor("oid", Optional.empty(), false, true, Optional.empty());
        return new Sighting(Sighting.Act.TAGS, "e-1", NOW, by, Optional.empty());
    }

    @Test
    void open_findings_are_counted_by_owner() {
        owned("team-a", "", Status.NONCOMPLIANT, ControlId.ENTRA_01, ControlId.ENTRA_03);
        owned("team-b", "", Status.NONCOMPLIANT, ControlId.ENTRA_01);
        owned("", "", Status.COMPLIANT, ControlId.OWN_01);
        assertThat(at("openFindings", "byOwner")).isEqualTo(Map.of("team-a", 2, "team-b", 1, "", 1));
    }

    @Test
    void times_are_told_of_each_severity() {
        cluster(memory -> {
            Instant detected = NOW.minus(Duration.ofDays(1));
            memory.close(new Closed(
                    "ENTRA-05", Severity.CRITICAL, Optional.empty(), detected, detected.plus(Duration.ofHours(2))));
            memory.close(new Closed(
                    "ENTRA-03", Severity.HIGH, Optional.empty(), detected, detected.plus(Duration.ofHours(6))));
        });
        assertThat(at("mttr", "median")).isEqualTo("PT2H");
        assertThat(at("mttr", "bySeverity", "critical", "p90")).isEqualTo("PT2H");
        assertThat(at("mttr", "bySeverity", "high", "median")).isEqualTo("PT6H");
        assertThat(at("mttr", "bySeverity", "medium", "median")).isNull();
    }

    @Test
    void remediations_of_thirty_days_count_by_their_outcome_also_of_clusters_that_are_gone() {
        Duration untilMidnight = Duration.ofHours(9);
        cluster(memory -> {
            memory.gone = true;
            remedied(memory, Outcome.PROVEN, untilMidnight.plusDays(29).plusSeconds(1));
            remedied(memory, Outcome.PROVEN, untilMidnight.plusDays(29));
        });
        cluster(memory -> {
            remedied(memory, Outcome.REFUSED, Duration.ofDays(2));
            remedied(memory, Outcome.REFUSED, Duration.ZERO);
            remedied(memory, Outcome.NOT_APPLIED, Duration.ofDays(1));
        });
        assertThat(at("remediations")).isEqualTo(Map.of("proven", 1, "refused", 2, "failed", 0, "notApplied", 1));
    }

    private static void remedied(ClusterMemory memory, Outcome outcome, Duration ago) {
        memory.chronicle.remedied(NOW.minus(ago), outcome);
    }

    @Test
    void no_remediation_of_a_cluster_is_left_out_however_many_there_were() {
        cluster(memory -> {
            for (int i = 0; i < 100; i++) {
                remedied(memory, Outcome.FAILED, Duration.ofHours(i));
            }
        });
        assertThat(at("remediations")).isEqualTo(Map.of("proven", 0, "refused", 0, "failed", 100, "notApplied", 0));
    }

    @Test
    void approvals_that_wait_are_counted_and_those_that_came_are_timed() {
        cluster(memory -> {
            memory.status = Status.NONCOMPLIANT;
            memory.asked = new Asked("3f9a2c71b04d", NOW, NOW.plus(Duration.ofDays(1)));
            memory.chronicle.decided = new Chronicle.Last(
                    "defaults",
                    "approve",
                    "await-approval",
                    Optional.empty(),
                    List.of("approval-missing"),
                    Optional.of("3f9a2c71b04d"));
        });
        cluster(memory -> {
            for (int hours : new int[] {1, 3, 9}) {
                memory.chronicle.answered.add(
                        new Chronicle.Answered(NOW.minus(Duration.ofDays(1)), NOW.minus(Duration.ofHours(24 - hours))));
            }
        });
        assertThat(at("approvals")).isEqualTo(Map.of("pending", 1, "latency", Map.of("median", "PT3H", "p90", "PT9H")));
    }

    @Test
    void the_share_of_tickets_that_were_opened_again_is_of_those_that_were_ever_opened() {
        for (int reopened : new int[] {0, 0, 2}) {
            cluster(memory -> {
                memory.ticket.begun = NOW;
                memory.ticket.reopened = reopened;
            });
        }
        status(Status.COMPLIANT);
        assertThat(kpis()).containsEntry("reopenedShare", new BigDecimal("0.3333"));
    }

    @Test
    void names_that_differ_in_case_alone_are_one_group_named_as_most_of_its_clusters_are() {
        owned("Team-A", "PROD", Status.COMPLIANT);
        owned("team-a", "prod", Status.NONCOMPLIANT, ControlId.ENTRA_01);
        owned("team-a", "Prod", Status.NONCOMPLIANT, ControlId.ENTRA_01);
        assertThat(at("by", "owner")).asInstanceOf(MAP).containsOnlyKeys("team-a");
        assertThat(at("by", "environment"))
                .as("the first by letters where none is commoner")
                .asInstanceOf(MAP)
                .containsOnlyKeys("PROD");
        assertThat(group("owner", "team-a")).containsEntry("evaluated", 3);
        assertThat(at("openFindings", "byOwner")).isEqualTo(Map.of("team-a", 2));
    }

    @Test
    void hostile_owners_are_names_of_groups_and_nothing_more() {
        String hostile = "__proto__\",\"evaluated\":9 <script>";
        owned(hostile, "", Status.COMPLIANT);
        assertThat(group("owner", hostile)).containsEntry("evaluated", 1);
        assertThat(kpis()).containsEntry("evaluated", 1);
    }
}

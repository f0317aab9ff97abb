package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.GuardHealth.Condition;
import io.entraguard.reconcile.GuardHealth.Part;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which clusters' audit logs reach the guard: what a sweep finds out, what is remembered and what is said of it. */
class AuditCoverageTest {
    private static final ClusterDocument ONE = ClusterDocument.compliant("c-1");
    private static final ClusterDocument TWO = ClusterDocument.compliant("c-2");
    private static final ClusterDocument NEW = ClusterDocument.compliant("c-new");

    private final Rig rig = new Rig(ONE, TWO);

    @AfterEach
    void stop() {
        rig.close();
    }

    private FleetOverview fleet() {
        return FleetOverview.read(rig.memory, rig.now());
    }

    private Part part() {
        return fleet().auditCoverage();
    }

    private String coverage(ClusterDocument document) {
        ClusterRef cluster = Rig.ref(document);
        String listed = fleet().clusters().stream()
                .filter(entry -> entry.id().equalsIgnoreCase(cluster.id()))
                .map(entry -> String.valueOf(entry.tree().get("auditCoverage")))
                .findFirst()
                .orElseThrow();
        assertThat(ClusterPage.of(rig.memory, cluster, rig.now()).orElseThrow())
                .as("the cluster's page and the list say the same")
                .containsEntry("auditCoverage", listed);
        return listed;
    }

    private void says(ClusterDocument document, String state) {
        rig.world.auditState(Rig.ref(document), Optional.of(state).filter(word -> !word.isEmpty()));
    }

    private void fails() {
        rig.diagnostics = () -> {
            throw new Failure.Transient("503");
        };
    }

    @Test
    void clusters_that_were_found_to_send_their_audit_logs_are_covered() {
        rig.sweep.run();

        assertThat(coverage(ONE)).isEqualTo("covered");
        assertThat(part())
                .isEqualTo(new Part(
                        "auditCoverage",
                        Condition.OK,
                        Optional.of(rig.now()),
                        "kube-audit is sent here by 2 clusters, as Azure Policy has it"));
    }

    @Test
    void a_cluster_without_the_setting_is_named_until_it_has_it() {
        says(TWO, "NonCompliant");
        rig.sweep.run();

        assertThat(coverage(ONE)).isEqualTo("covered");
        assertThat(coverage(TWO)).isEqualTo("missing");
        assertThat(part().condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part().text())
                .startsWith("no audit coverage of 1 of 2 clusters: 1 without the diagnostic setting, c-2 (")
                .doesNotContain("c-1 (")
                .contains("assign infra/policy/kube-audit.bicep");

        says(TWO, "Compliant");
        rig.sweep.run();
        assertThat(coverage(TWO)).isEqualTo("covered");
        assertThat(part().condition()).isEqualTo(Condition.OK);
    }

    @Test
    void a_cluster_that_the_policy_says_nothing_of_is_never_covered() {
        says(TWO, "");
        rig.sweep.run();

        assertThat(coverage(TWO)).isEqualTo("unknown");
        assertThat(part().condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part().text())
                .startsWith("no audit coverage of 1 of 2 clusters: 1 that Azure Policy says nothing of, c-2 (");
    }

    @Test
    void a_policy_that_is_not_assigned_covers_nobody() {
        rig.diagnostics = () -> new AuditDiagnostics.Found(Set.of(), Set.of());
        rig.sweep.run();

        assertThat(part().condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part().text())
                .startsWith("no audit coverage of 2 of 2 clusters: 2 that Azure Policy says nothing of");
    }

    @Test
    void a_new_cluster_has_a_day_until_the_policy_must_have_looked_at_it() {
        rig.sweep.run();
        rig.world.populate(List.of(NEW.tree()));
        says(NEW, "");
        rig.passes(Duration.ofHours(1));
        rig.sweep.run();

        assertThat(coverage(NEW)).isEqualTo("unknown");
        assertThat(part().condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(part().text()).startsWith("1 of 3 clusters new, and Azure Policy has not told of");

        rig.passes(Duration.ofHours(24));
        rig.sweep.run();
        assertThat(part().condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part().text()).contains("c-new (");
    }

    @Test
    void a_cluster_that_came_after_the_sweep_is_not_known_to_be_covered() {
        rig.sweep.run();
        rig.world.populate(List.of(NEW.tree()));
        rig.reconciler.handle(Rig.news(Rig.ref(NEW)));

        assertThat(coverage(NEW)).isEqualTo("unknown");
    }

    @Test
    void a_look_up_that_fails_leaves_the_sweep_whole_and_what_was_found_before_for_a_day() {
        says(TWO, "NonCompliant");
        rig.sweep.run();
        var asked = rig.now();
        fails();
        rig.passes(Duration.ofHours(1));
        rig.sweep.run();

        assertThat(SweepReport.of(rig.memory).orElseThrow().finished()).contains(rig.now());
        assertThat(coverage(ONE)).isEqualTo("covered");
        assertThat(coverage(TWO)).isEqualTo("missing");
        assertThat(part().since()).contains(asked);
        assertThat(part().condition()).isEqualTo(Condition.DEGRADED);
        assertThat(part().text()).contains("the last look-up failed").contains("this is of the one before");

        rig.passes(Duration.ofHours(23));
        rig.sweep.run();
        assertThat(coverage(ONE)).isEqualTo("unknown");
        assertThat(part().condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(part().text()).contains("over a day old");
    }

    @Test
    void where_nothing_is_missing_a_failed_look_up_is_still_no_good_news() {
        rig.sweep.run();
        fails();
        rig.sweep.run();

        assertThat(part().condition()).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void an_answer_does_not_stay_good_where_no_sweep_comes_to_its_end_any_more() {
        rig.sweep.run();
        rig.passes(AuditBook.KEPT);

        assertThat(coverage(ONE)).isEqualTo("unknown");
        assertThat(part().condition()).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void where_it_could_never_be_looked_up_nothing_is_covered() {
        fails();
        rig.sweep.run();

        assertThat(coverage(ONE)).isEqualTo("unknown");
        assertThat(part().condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(part().text()).contains("could not be looked up");
    }

    @Test
    void before_any_sweep_it_is_unknown() {
        assertThat(part())
                .isEqualTo(new Part(
                        "auditCoverage", Condition.UNKNOWN, Optional.empty(), "no sweep has looked it up yet"));
    }

    @Test
    void where_the_guard_reads_no_audit_logs_it_says_so_and_names_nobody() {
        says(TWO, "NonCompliant");
        rig.sweep.run();
        AuditBook.renew(rig.memory, Optional.empty(), Set.of(), rig.now());

        assertThat(coverage(ONE)).isEqualTo("off");
        assertThat(coverage(TWO)).isEqualTo("off");
        assertThat(part().condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(part().text()).startsWith("off: ").doesNotContain("c-2");

        fails();
        rig.sweep.run();
        assertThat(coverage(ONE))
                .as("what held before it was switched off is forgotten")
                .isEqualTo("unknown");
    }

    @Test
    void what_is_found_of_clusters_that_the_sweep_did_not_see_is_not_kept() {
        rig.sweep.run();
        ClusterRef other = Rig.ref(ClusterDocument.compliant("c-other"));
        rig.diagnostics = () -> new AuditDiagnostics.Found(Set.of(other, Rig.ref(ONE)), Set.of());
        rig.sweep.run();

        assertThat(AuditBook.of(rig.memory, rig.now()).of(other)).isEqualTo(AuditCoverage.UNKNOWN);
        assertThat(coverage(ONE)).isEqualTo("covered");
    }

    @Test
    void a_row_that_cannot_be_read_covers_nobody_and_is_written_anew() {
        rig.sweep.run();
        String etag = rig.memory
                .load(MemoryStore.FLEET, "audit-coverage")
                .orElseThrow()
                .etag();
        rig.memory.save(MemoryStore.FLEET, "audit-coverage", "[", Optional.of(etag));
        assertThat(coverage(ONE)).isEqualTo("unknown");

        rig.sweep.run();
        assertThat(coverage(ONE)).isEqualTo("covered");
    }

    @Test
    void of_more_clusters_than_a_row_holds_those_that_miss_it_come_first_and_the_rest_is_unknown() {
        var covered = new HashSet<ClusterRef>();
        var seen = new HashSet<String>();
        IntStream.range(0, 26_000).forEach(i -> {
            ClusterRef cluster =
                    ClusterRef.of("/subscriptions/s/resourceGroups/g/providers/" + ClusterRef.TYPE + "/c" + i);
            covered.add(cluster);
            seen.add(SweptPage.name(cluster));
        });
        Set<ClusterRef> missing = Set.of(covered.iterator().next());
        AuditDiagnostics found = () -> new AuditDiagnostics.Found(covered, missing);
        AuditBook.renew(rig.memory, Optional.of(found), seen, rig.now());

        assertThat(rig.memory
                        .load(MemoryStore.FLEET, "audit-coverage")
                        .orElseThrow()
                        .text())
                .hasSizeLessThan(500_000);
        AuditBook book = AuditBook.of(rig.memory, rig.now());
        assertThat(covered.stream()
                        .collect(java.util.stream.Collectors.groupingBy(
                                book::of, java.util.stream.Collectors.counting())))
                .isEqualTo(Map.of(
                        AuditCoverage.MISSING, 1L, AuditCoverage.COVERED, 24_999L, AuditCoverage.UNKNOWN, 1_000L));
    }

    @Test
    void ten_are_named_and_the_others_counted() {
        IntStream.rangeClosed(10, 21).forEach(i -> {
            ClusterDocument document = ClusterDocument.compliant("d-" + i);
            rig.world.populate(List.of(document.tree()));
            says(document, "NonCompliant");
        });
        rig.sweep.run();

        assertThat(part().text())
                .startsWith("no audit coverage of 12 of 14 clusters: 12 without the diagnostic setting, d-10 (")
                .contains("d-19 (")
                .contains(" and 2 more;")
                .doesNotContain("d-20 (");
    }

    @Test
    void it_is_looked_up_once_and_only_after_every_page_was_read() {
        var pagesBefore = new ArrayList<Integer>();
        var pages = new PagedFleet(rig.fleet, 1);
        AuditDiagnostics real = rig.diagnostics;
        rig.fleet = pages;
        rig.diagnostics = () -> {
            pagesBefore.add(pages.asked.size());
            return real.find();
        };
        rig.sweep.run();

        assertThat(pagesBefore).containsExactly(2);
    }

    @Test
    void the_overview_is_another_one_when_a_cluster_stands_differently() {
        rig.sweep.run();
        String before = fleet().revision();
        assertThat(fleet().revision()).isEqualTo(before);
        AuditBook.renew(rig.memory, Optional.empty(), Set.of(), rig.now());

        assertThat(fleet().revision()).isNotEqualTo(before);
    }
}

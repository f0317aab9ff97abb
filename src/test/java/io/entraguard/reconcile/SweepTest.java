package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Fault;
import io.entraguard.model.ClusterRef;
import io.entraguard.testing.ClusterDocument;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final Caller SOMEBODY = Caller.user(Passing.SOMEBODY);
    private static final ClusterDocument GOOD = ClusterDocument.compliant("good");
    private static final ClusterDocument BAD = ClusterDocument.plain("bad");

    private final Rig rig = new Rig(GOOD, BAD);
    private final ClusterRef good = Rig.ref(GOOD);
    private final ClusterRef bad = Rig.ref(BAD);

    @AfterEach
    void close() {
        rig.close();
    }

    /** The clusters that a sweep queues. */
    private List<String> sweep() {
        rig.sweep.run();
        var queued = new ArrayList<String>();
        while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
            WorkItem.ReconcileRequest request = rig.take();
            assertThat(request.why()).isEqualTo(Trigger.SWEEP);
            queued.add(request.cluster().name());
        }
        return queued;
    }

    private void look(ClusterRef cluster) {
        rig.reconciler.handle(Rig.news(cluster));
    }

    private void silently(Map<String, Object> merge) {
        rig.world.applySilently(new Change.Edit(good, SOMEBODY, merge));
    }

    @Test
    void a_row_that_passes_every_control_is_known_good_without_a_look() {
        assertThat(sweep()).containsExactly("bad");
        ClusterMemory memory = rig.remembered(good);
        assertThat(memory.status).isEqualTo(Status.COMPLIANT);
        assertThat(memory.baseline).isTrue();
        assertThat(rig.passes).isEmpty();
        assertThat(sweep()).as("and stays so").containsExactly("bad");
    }

    @Test
    void what_changed_unnoticed_is_found() {
        sweep();
        silently(Map.of("properties", Map.of("disableLocalAccounts", false)));
        assertThat(sweep()).containsExactlyInAnyOrder("good", "bad");
    }

    @Test
    void tags_that_changed_unnoticed_are_found() {
        sweep();
        silently(Map.of("tags", Map.of("env", "prod")));
        assertThat(sweep()).contains("good");
    }

    @Test
    void what_went_unnoticed_is_found_once() {
        look(bad);
        look(good);
        rig.world.applySilently(new Change.Delete(bad, SOMEBODY));
        assertThat(sweep()).containsExactly("bad");
        look(bad);
        assertThat(sweep()).isEmpty();
    }

    @Test
    void what_was_made_anew_under_its_name_is_found() {
        look(good);
        assertThat(sweep()).doesNotContain("good");
        rig.world.applySilently(new Change.Delete(good, SOMEBODY));
        rig.world.applySilently(new Change.Create(
                good,
                SOMEBODY,
                ClusterDocument.compliant("good").with("resourceUID", "u-2").tree()));
        assertThat(sweep()).contains("good");
    }

    @Test
    void a_guard_tag_is_always_worth_a_look() {
        silently(Map.of("tags", Map.of("Entra-Guard-Mode", "ticket")));
        assertThat(sweep()).contains("good");
    }

    @Test
    void a_cluster_that_an_operation_holds_is_looked_at() {
        silently(Map.of("properties", Map.of("provisioningState", "Upgrading")));
        assertThat(sweep()).contains("good");
    }

    @Test
    void a_good_cluster_without_an_owner_is_looked_at_once() {
        silently(Map.of("tags", Map.of("owner", "")));
        assertThat(sweep()).contains("good");
        look(good);
        assertThat(sweep()).doesNotContain("good");
    }

    @Test
    void a_policy_that_finds_fault_with_what_was_good_is_noticed() {
        silently(Map.of("properties", Map.of("aadProfile", Map.of("tenantID", "t-1"))));
        look(good);
        assertThat(sweep()).doesNotContain("good");
        rig.policy(Rig.POLICY + "  tenant: 72f988bf-0000-41af-91ab-2d7cd011db47\n");
        assertThat(sweep()).contains("good");
    }

    @Test
    void an_appointment_that_was_missed_is_made_up_for() {
        look(good);
        ClusterRows rows = rig.rows();
        ClusterRows.Held held = rows.take(good, rig.now());
        held.memory.nextLook = new ClusterMemory.Look("lost", rig.now().minus(Duration.ofMinutes(15)), Trigger.RECHECK);
        rows.release(held);
        assertThat(sweep()).doesNotContain("good");
        rig.passes(Duration.ofSeconds(1));
        assertThat(sweep()).contains("good");
    }

    @Test
    void a_row_that_cannot_be_judged_is_looked_at() {
        silently(Map.of("properties", Map.of("disableLocalAccounts", "yes")));
        assertThat(sweep()).contains("good");
    }

    @Test
    void one_row_of_memory_that_cannot_be_read_stops_no_sweep() {
        rig.memory.save(MemoryStore.CLUSTERS, good.key(), "{", Optional.empty());
        assertThat(sweep()).containsExactly("bad");
    }

    @Test
    void where_a_page_cannot_be_read_the_next_sweep_starts_over() {
        rig.azureFaults.order(new Fault(
                Fault.Target.GRAPH,
                Optional.empty(),
                Optional.empty(),
                1,
                new Fault.Answered(503, "ServiceUnavailable", Optional.empty(), Optional.empty())));
        assertThatThrownBy(this::sweep).isInstanceOf(Failure.class);
        assertThat(sweep()).containsExactly("bad");
    }

    @Test
    void where_memory_or_queue_are_down_nothing_is_lost() {
        rig.table.once();
        assertThatThrownBy(this::sweep).isInstanceOf(Failure.Transient.class);
        rig.queueFaults.well().once();
        assertThatThrownBy(this::sweep).isInstanceOf(Failure.Transient.class);
        assertThat(sweep()).containsExactly("bad");
    }

    @Test
    void what_was_seen_and_not_looked_at_yet_counts_as_unknown() {
        silently(Map.of("properties", Map.of("disableLocalAccounts", "yes")));
        rig.sweep.run();
        assertThat(Kpis.of(rig.memory, rig.now()))
                .containsEntry("evaluated", 2)
                .containsEntry("unknown", 2L)
                .containsEntry("complianceRate", new BigDecimal("0.0000"));
        assertThat(rig.remembered(bad).judged).isFalse();
        assertThat(rig.remembered(bad).region).isEqualTo("westeurope");
    }

    @Test
    void a_row_that_the_reconciler_made_meanwhile_stays() {
        Fleet graph = rig.fleet;
        rig.fleet = token -> {
            look(bad);
            return graph.page(token);
        };
        sweep();
        assertThat(rig.remembered(bad).judged).isTrue();
        assertThat(rig.remembered(bad).status).isEqualTo(Status.NONCOMPLIANT);
    }

    @Test
    void it_leaves_a_report_of_when_it_was_and_what_it_saw() {
        assertThat(SweepReport.of(rig.memory)).isEmpty();
        sweep();
        SweepReport report = SweepReport.of(rig.memory).orElseThrow();
        assertThat(report.started()).contains(rig.now());
        assertThat(report.finished()).contains(rig.now());
        assertThat(report.clusters()).isEqualTo(2);
        assertThat(report.subscriptions()).containsExactly(good.subscription());
    }
}

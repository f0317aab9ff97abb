package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.model.ClusterRef;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sweep queues first, and how much of it. */
class SweepOrderTest {
    private static final Map<String, Object> RBAC_OFF = Map.of("properties", Map.of("enableRBAC", false));

    private final Rig rig = new Rig(
            ClusterDocument.plain("a-test").tag("env", "test"),
            ClusterDocument.plain("b-test-worse").tag("env", "test").with("enableRBAC", false),
            ClusterDocument.plain("c-prod").tag("Env", "Production"),
            ClusterDocument.plain("d-prod-worse").tag("env", "prod").with("enableRBAC", false),
            ClusterDocument.plain("e-first").tag("tier", "first"),
            ClusterDocument.compliant("f-good"));

    @AfterEach
    void close() {
        rig.close();
    }

    private List<String> sweep() {
        rig.sweep.run();
        return queued();
    }

    private List<String> queued() {
        var queued = new ArrayList<String>();
        while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
            queued.add(rig.take().cluster().name());
        }
        return queued;
    }

    private SweepReport report() {
        return SweepReport.of(rig.memory).orElseThrow();
    }

    @Test
    void the_policys_priority_comes_first_then_production_then_the_worst() {
        rig.policy(Rig.POLICY + """
                rules:
                  - name: first
                    when: {tags: {tier: [first]}}
                    priority: 1
                """);
        assertThat(sweep()).containsExactly("e-first", "d-prod-worse", "c-prod", "b-test-worse", "a-test");
    }

    @Test
    void among_equals_what_is_known_longest_comes_first() {
        ClusterRef test = Rig.ref(ClusterDocument.plain("a-test"));
        rig.policy(Rig.POLICY.replace("auto", "ticket"));
        rig.passes(Duration.ofDays(1));
        rig.reconciler.handle(Rig.news(Rig.ref(ClusterDocument.plain("e-first"))));
        rig.passes(Duration.ofHours(1));
        rig.reconciler.handle(Rig.news(test));
        queued();
        assertThat(sweep()).endsWith("e-first", "a-test");
    }

    @Test
    void the_queue_holds_no_more_than_its_limit_and_the_rest_is_counted() {
        rig.queueLimit(2);
        rig.sweep.run();
        assertThat(rig.queue.size()).isEqualTo(2);
        assertThat(report().postponed()).isEqualTo(3);
        rig.sweep.run();
        assertThat(rig.queue.size()).as("there is no room yet").isEqualTo(2);
        assertThat(report().postponed()).isEqualTo(5);
        assertThat(queued()).containsExactly("d-prod-worse", "c-prod");
    }

    @Test
    void however_little_room_the_queue_has_every_cluster_has_its_look() {
        rig.policy(Rig.POLICY.replace("auto", "ticket"));
        rig.queueLimit(2);
        var looked = new ArrayList<String>();
        for (int hour = 0; hour < 5; hour++) {
            rig.sweep.run();
            while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
                WorkItem.ReconcileRequest request = rig.take();
                looked.add(request.cluster().name());
                rig.reconciler.handle(request);
            }
            rig.passes(Duration.ofHours(1));
        }
        assertThat(looked)
                .containsExactly(
                        "d-prod-worse",
                        "c-prod",
                        "b-test-worse",
                        "a-test",
                        "e-first",
                        "d-prod-worse",
                        "c-prod",
                        "b-test-worse",
                        "a-test",
                        "d-prod-worse");
    }

    @Test
    void messages_that_wait_for_their_time_take_no_room() {
        for (int i = 0; i < 100; i++) {
            rig.queue.send(
                    WorkItem.ReconcileRequest.news(
                            Rig.ref(ClusterDocument.plain("a-test")), Trigger.EVENT, Optional.empty()),
                    Duration.ofDays(1));
        }
        rig.queueLimit(50);
        assertThat(sweep()).hasSize(5);
    }

    @Test
    void a_ticket_that_was_left_open_for_a_cluster_that_is_gone_is_closed() {
        ClusterRef prod = Rig.ref(ClusterDocument.plain("c-prod"));
        rig.policy(Rig.POLICY.replace("auto", "ticket"));
        rig.passes(Duration.ofDays(1));
        rig.reconciler.handle(Rig.news(prod));
        rig.world.applySilently(new Change.Delete(prod, Caller.user(Passing.SOMEBODY)));
        rig.trackerFaults.down(true);
        rig.reconciler.handle(Rig.news(prod));
        rig.trackerFaults.down(false);
        assertThat(rig.remembered(prod).gone).isTrue();
        assertThat(rig.remembered(prod).ticket.open).isTrue();
        while (rig.queue.size() > 0) { // the message that would come back to it is lost
            rig.passes(rig.nextMessage().orElseThrow());
            rig.take();
        }
        rig.passes(Duration.ofMinutes(20));
        assertThat(sweep()).contains("c-prod");
        rig.reconciler.handle(WorkItem.ReconcileRequest.news(prod, Trigger.SWEEP, Optional.empty()));
        assertThat(rig.remembered(prod).ticket.open).isFalse();
        assertThat(sweep()).as("and once").doesNotContain("c-prod");
    }

    @Test
    void a_ticket_that_was_left_open_for_a_cluster_that_is_well_is_closed() {
        ClusterRef good = Rig.ref(ClusterDocument.compliant("f-good"));
        rig.policy(Rig.POLICY.replace("auto", "ticket"));
        rig.world.applySilently(new Change.Edit(good, Caller.user(Passing.SOMEBODY), RBAC_OFF));
        rig.reconciler.handle(Rig.news(good));
        assertThat(rig.remembered(good).ticket.open).isTrue();
        rig.world.applySilently(
                new Change.Edit(good, Caller.user(Passing.SOMEBODY), Map.of("properties", Map.of("enableRBAC", true))));
        assertThat(sweep()).contains("f-good");
        rig.reconciler.handle(WorkItem.ReconcileRequest.news(good, Trigger.SWEEP, Optional.empty()));
        assertThat(rig.remembered(good).ticket.open).isFalse();
        assertThat(sweep()).doesNotContain("f-good");
    }

    @Test
    void a_row_never_leads_to_a_write() {
        rig.passes(Duration.between(rig.now(), Instant.parse("2026-02-01T00:00:00Z")));
        Fleet stale = rig.fleet;
        List<Map<String, Object>> rows = stale.page(Optional.empty()).rows();
        ClusterRef test = Rig.ref(ClusterDocument.plain("a-test"));
        rig.world.applySilently(new Change.Edit(
                test,
                Caller.user(Passing.SOMEBODY),
                Map.of(
                        "properties",
                        Map.of(
                                "disableLocalAccounts",
                                true,
                                "aadProfile",
                                Map.of("managed", true, "adminGroupObjectIDs", List.of(ClusterDocument.GROUP))))));
        Optional<Map<String, Object>> before = rig.world.cluster(test);
        rig.fleet = token -> new Fleet.Page(rows, Optional.empty());
        assertThat(sweep()).contains("a-test");
        rig.reconciler.handle(WorkItem.ReconcileRequest.news(test, Trigger.SWEEP, Optional.empty()));
        assertThat(rig.world.cluster(test)).isEqualTo(before);
        assertThat(rig.remembered(test).status).isEqualTo(Status.COMPLIANT);
    }
}

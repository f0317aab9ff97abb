package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.TagScope;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Reason;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InheritanceTest {
    private static final Caller SOMEBODY = Caller.user(Passing.SOMEBODY);
    private static final String INHERITING = """
            apiVersion: entra-guard/v1
            defaults:
              mode: ticket
              inheritTags: true
              adminGroups: [22222222-2222-2222-2222-222222222222]
            rules:
              - name: kept
                when: {tags: {env: [kept]}}
                mode: audit
              - name: sandbox
                when: {tags: {env: [dev]}}
                mode: auto
            """;

    private final ClusterDocument plain = ClusterDocument.plain("bad");
    private final ClusterDocument compliant = ClusterDocument.compliant("good");
    private final Rig rig = new Rig(plain, compliant);
    private final ClusterRef bad = Rig.ref(plain);
    private final ClusterRef good = Rig.ref(compliant);
    private final TagScope group = TagScope.groupOf(bad);

    @BeforeEach
    void inherit() {
        rig.policy(INHERITING);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void groupIs(String env) {
        rig.world.applySilently(new Change.GroupTags("rg-1", SOMEBODY, Map.of("env", env)));
    }

    private void look(ClusterRef cluster) {
        rig.reconciler.handle(Rig.news(cluster));
    }

    private void told() {
        rig.reconciler.handle(ScopeChanged.news(group, Optional.empty()));
    }

    private Pass lastPass() {
        return rig.passes.get(rig.passes.size() - 1);
    }

    /** The clusters that are queued to be looked at now, all for that reason. */
    private List<String> queued(Trigger why) {
        var queued = new ArrayList<String>();
        while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
            WorkItem.ReconcileRequest request = rig.take();
            assertThat(request.why()).isEqualTo(why);
            assertThat(request.seen()).isEmpty();
            queued.add(request.cluster().name());
        }
        return queued;
    }

    @Test
    void a_groups_tag_makes_a_rule_win() {
        groupIs("kept");
        look(bad);
        assertThat(lastPass().decision().mode()).isEqualTo(Mode.AUDIT);
    }

    @Test
    void owners_are_not_inherited() {
        rig.world.applySilently(new Change.GroupTags("rg-1", SOMEBODY, Map.of("owner", "a", "env", "x")));
        rig.world.applySilently(new Change.Edit(good, SOMEBODY, Map.of("tags", Map.of("owner", ""))));
        look(good);
        assertThat(rig.remembered(good).findings).containsKey("OWN-01");
    }

    @Test
    void news_of_a_group_queues_its_known_clusters() {
        look(bad);
        look(good);
        groupIs("kept");
        told();
        assertThat(queued(Trigger.TAGS)).containsExactlyInAnyOrder("bad", "good");
        look(bad);
        assertThat(lastPass().decision().mode()).isEqualTo(Mode.AUDIT);
    }

    @Test
    void news_that_nobody_can_inherit_is_nothing() {
        told();
        assertThat(rig.nextMessage()).as("no cluster is known").isEmpty();
        rig.policy(Rig.POLICY);
        look(bad);
        rig.queue.take();
        told();
        assertThat(queued(Trigger.TAGS)).as("the policy inherits nothing").isEmpty();
    }

    @Test
    void news_that_cannot_be_followed_now_comes_again() {
        look(good);
        rig.armAnswers("GET", 1, 503, "ServiceUnavailable");
        told();
        assertThat(rig.nextMessage()).contains(Duration.ofSeconds(10));
        rig.passes(Duration.ofSeconds(10));
        var message = rig.queue.take().orElseThrow();
        assertThat(WorkItemJson.read(message.text())).isEqualTo(new ScopeChanged(group, Optional.empty(), 1));
    }

    @Test
    void a_sweep_notices_what_no_event_told() {
        look(good);
        rig.sweep.run();
        assertThat(queued(Trigger.SWEEP)).containsExactly("bad");
        groupIs("kept");
        rig.sweep.run();
        assertThat(queued(Trigger.SWEEP)).containsExactlyInAnyOrder("bad", "good");
        look(good);
        rig.sweep.run();
        assertThat(queued(Trigger.SWEEP)).as("and looks once").containsExactly("bad");
    }

    @Test
    void a_sweep_that_cannot_read_the_tags_of_a_group_has_its_clusters_looked_at() {
        look(good);
        rig.armAnswers("GET", 1, 403, "AuthorizationFailed");
        rig.sweep.run();
        assertThat(queued(Trigger.SWEEP)).containsExactlyInAnyOrder("bad", "good");
    }

    @Test
    void a_less_safe_mode_by_a_groups_tags_waits_for_an_approver_at_the_cluster() {
        groupIs("kept");
        look(bad);
        groupIs("dev");
        told();
        look(bad);
        look(bad);

        assertThat(lastPass().decision().mode()).isEqualTo(Mode.AUDIT);
        assertThat(lastPass().decision().reasons()).contains(Reason.RETAGGED.code());
        assertThat(rig.audited)
                .extracting(event -> event.body())
                .filteredOn(body -> body instanceof Alert alert && alert.kind().equals("retag-refused"))
                .hasSize(1);
    }

    @Test
    void a_safer_mode_by_a_groups_tags_holds_at_once() {
        look(bad);
        assertThat(lastPass().decision().mode()).isEqualTo(Mode.TICKET);
        groupIs("kept");
        told();
        look(bad);
        assertThat(lastPass().decision().mode()).isEqualTo(Mode.AUDIT);
    }

    @Test
    void tags_count_as_they_are_when_the_policy_begins_to_look_at_them() {
        groupIs("dev");
        rig.policy(INHERITING.replace("inheritTags: true", "inheritTags: false"));
        look(bad);
        assertThat(lastPass().decision().mode()).isEqualTo(Mode.TICKET);
        rig.policy(INHERITING);
        look(bad);
        assertThat(lastPass().decision().mode()).isEqualTo(Mode.AUTO);
    }
}

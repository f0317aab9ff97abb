package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApprovalsTest {
    private final TagsSeen seen = new TagsSeen();
    private List<Body> recorded = List.of();

    private Plan plan() {
        return Plan.of(seen.document.snapshot(), seen.settings(), Plan.due(seen.document.snapshot(), seen.settings()))
                .orElseThrow();
    }

    /** A look at which the plan needs an approval; why the tag does not count. */
    private Optional<Reason> rules() {
        TagsSeen.Look look = seen.look();
        Optional<Because> refused = new Approvals(
                        seen.pass.memory,
                        seen.settings(),
                        look.book(),
                        look.evidence(),
                        Optional.of(Passing.GUARD),
                        look.audit(),
                        seen.pass.now)
                .rule(plan());
        seen.looked();
        look.audit().flush();
        recorded = seen.pass.recorded();
        return refused.map(Because::reason);
    }

    private void asked() {
        assertThat(rules()).isEmpty();
        seen.later(Duration.ofMinutes(30));
    }

    private Sighting approves(String who) {
        seen.tag(GuardTag.APPROVE, plan().id());
        return seen.writesTags(who);
    }

    private boolean granted() {
        return seen.pass.memory.approval != null
                && seen.pass.memory.approval.planId().equals(plan().id());
    }

    private List<String> alerts() {
        return recorded.stream()
                .filter(Alert.class::isInstance)
                .map(body -> ((Alert) body).kind())
                .toList();
    }

    private void assertRefused(Reason reason) {
        assertThat(rules()).contains(reason);
        assertThat(granted()).isFalse();
        assertThat(recorded)
                .filteredOn(RequestRuled.class::isInstance)
                .singleElement()
                .satisfies(body -> {
                    assertThat(((RequestRuled) body).granted()).isFalse();
                    assertThat(((RequestRuled) body).reason()).isEqualTo(reason.code());
                });
        assertThat(rules()).as("at the next look").contains(reason);
        assertThat(recorded).as("at the next look").isEmpty();
    }

    @Test
    void a_plan_is_asked_about_once() {
        assertThat(rules()).isEmpty();
        assertThat(recorded)
                .singleElement()
                .isEqualTo(new ApprovalAsked(
                        plan().id(), Remediations.changes(plan()), seen.pass.now.plus(Duration.ofHours(24))));
        assertThat(rules()).isEmpty();
        assertThat(recorded).isEmpty();
    }

    @Test
    void an_approvers_tag_in_time_approves() {
        asked();
        Sighting by = approves(TagsSeen.APPROVER);
        assertThat(rules()).isEmpty();
        assertThat(granted()).isTrue();
        assertThat(recorded).singleElement().satisfies(body -> {
            var ruled = (RequestRuled) body;
            assertThat(ruled.granted()).isTrue();
            assertThat(ruled.subject()).isEqualTo(plan().id());
            assertThat(ruled.by()).contains(by);
            assertThat(ruled.reason()).isEqualTo("last-writer-unknown");
        });
    }

    @Test
    void nothing_is_said_of_the_last_writer_where_the_log_knows_them() {
        seen.wrote(Act.WRITE, TagsSeen.STRANGER);
        seen.later(Duration.ofHours(1));
        asked();
        approves(TagsSeen.APPROVER);
        rules();
        assertThat(granted()).isTrue();
        assertThat(((RequestRuled) recorded.get(0)).reason()).isEmpty();
    }

    @Test
    void a_strangers_tag_is_refused_with_an_alert_and_stays_so_when_an_approver_writes_beside_it() {
        asked();
        approves(TagsSeen.STRANGER);
        assertThat(rules()).contains(Reason.NOT_AN_APPROVER);
        assertThat(alerts()).containsExactly("approval-refused");
        seen.later(Duration.ofMinutes(5));
        seen.writesTags(TagsSeen.APPROVER);
        assertThat(rules()).contains(Reason.NOT_AN_APPROVER);
        assertThat(granted()).isFalse();
    }

    @Test
    void whoever_wrote_the_configuration_last_cannot_approve_nor_have_a_colleague_stand_for_their_tag() {
        seen.told(seen.wrote(Act.WRITE, TagsSeen.APPROVER));
        seen.later(Duration.ofHours(1));
        asked();
        approves(TagsSeen.APPROVER);
        assertThat(rules()).contains(Reason.APPROVAL_SELF);
        assertThat(alerts()).containsExactly("approval-refused");
        seen.later(Duration.ofMinutes(5));
        seen.writesTags(TagsSeen.OTHER_APPROVER);
        assertThat(rules()).contains(Reason.APPROVAL_SELF);

        seen.tag(GuardTag.APPROVE, null);
        rules();
        seen.later(Duration.ofMinutes(5));
        approves(TagsSeen.OTHER_APPROVER);
        assertThat(rules()).isEmpty();
        assertThat(granted()).isTrue();
    }

    @Test
    void the_last_writer_is_known_from_the_log_alone_too() {
        seen.wrote(Act.WRITE, TagsSeen.APPROVER);
        seen.later(Duration.ofHours(1));
        asked();
        approves(TagsSeen.APPROVER);
        assertRefused(Reason.APPROVAL_SELF);
    }

    @Test
    void self_approval_comes_before_lateness_so_that_nobody_stands_for_it_later() {
        seen.wrote(Act.WRITE, TagsSeen.APPROVER);
        seen.later(Duration.ofHours(1));
        asked();
        seen.later(Duration.ofDays(2));
        approves(TagsSeen.APPROVER);
        assertRefused(Reason.APPROVAL_SELF);
    }

    @Test
    void the_guard_cannot_approve() {
        asked();
        approves(Passing.GUARD);
        assertRefused(Reason.APPROVAL_BY_GUARD);
    }

    @Test
    void without_mfa_where_the_policy_wants_it_a_tag_is_refused() {
        seen.under("  requireMfa: true");
        asked();
        seen.tag(GuardTag.APPROVE, plan().id());
        seen.told(seen.wrote(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, false));
        assertRefused(Reason.MFA_MISSING);
        seen.later(Duration.ofMinutes(5));
        seen.writesTags(TagsSeen.APPROVER);
        assertThat(rules()).isEmpty();
        assertThat(granted()).isTrue();
    }

    @Test
    void another_plans_id_approves_nothing() {
        asked();
        seen.tag(GuardTag.APPROVE, "000000000000");
        seen.writesTags(TagsSeen.APPROVER);
        assertRefused(Reason.APPROVAL_OTHER_PLAN);
    }

    @Test
    void a_tag_from_before_the_guard_asked_approves_nothing_until_it_is_written_again() {
        seen.looks();
        seen.later(Duration.ofMinutes(5));
        approves(TagsSeen.APPROVER);
        seen.looks();
        seen.later(Duration.ofMinutes(5));
        assertThat(rules()).contains(Reason.APPROVAL_EARLY);
        seen.later(Duration.ofMinutes(5));
        seen.writesTags(TagsSeen.APPROVER);
        assertThat(rules()).isEmpty();
        assertThat(granted()).isTrue();
    }

    @Test
    void a_late_tag_is_refused_and_asks_anew() {
        asked();
        seen.later(Duration.ofHours(24));
        approves(TagsSeen.APPROVER);
        assertThat(rules()).contains(Reason.APPROVAL_LATE);
        assertThat(recorded).filteredOn(ApprovalAsked.class::isInstance).hasSize(1);
        seen.later(Duration.ofHours(23));
        seen.writesTags(TagsSeen.APPROVER);
        assertThat(rules()).isEmpty();
        assertThat(granted()).isTrue();
    }

    @Test
    void a_tag_at_the_deadline_is_in_time() {
        asked();
        seen.later(Duration.ofHours(24).minusMinutes(30));
        approves(TagsSeen.APPROVER);
        rules();
        assertThat(granted()).isTrue();
    }

    @Test
    void a_used_approval_does_not_work_twice_until_it_is_written_again() {
        asked();
        approves(TagsSeen.APPROVER);
        rules();
        seen.pass.memory.useApproval(seen.pass.now);
        seen.later(Duration.ofHours(1));
        assertThat(rules()).contains(Reason.APPROVAL_USED);
        assertThat(granted()).isFalse();
        seen.later(Duration.ofMinutes(5));
        seen.writesTags(TagsSeen.APPROVER);
        rules();
        assertThat(granted()).isTrue();
    }

    @Test
    void a_tag_that_did_its_work_for_an_earlier_plan_is_not_spoken_of() {
        asked();
        approves(TagsSeen.APPROVER);
        rules();
        seen.pass.memory.useApproval(seen.pass.now);
        seen.document.entra(io.entraguard.testing.ClusterDocument.GROUP);
        seen.later(Duration.ofHours(1));
        assertThat(rules()).isEmpty();
        assertThat(granted()).isFalse();
    }

    @Test
    void another_plan_takes_the_approval_back() {
        asked();
        approves(TagsSeen.APPROVER);
        rules();
        seen.document.entra(io.entraguard.testing.ClusterDocument.GROUP);
        seen.later(Duration.ofHours(1));
        assertThat(rules()).contains(Reason.APPROVAL_OTHER_PLAN);
        assertThat(seen.pass.memory.approval).isNull();
    }

    @Test
    void what_the_log_does_not_show_yet_is_waited_for_and_not_recorded() {
        asked();
        approves(TagsSeen.APPROVER);
        seen.logDown = true;
        assertThat(rules()).contains(Reason.WRITER_UNPROVEN);
        assertThat(recorded).isEmpty();
        seen.logDown = false;
        seen.later(Duration.ofMinutes(2));
        rules();
        assertThat(granted()).isTrue();
    }

    @Test
    void a_second_write_that_may_be_another_persons_is_said_to_be_by_several() {
        asked();
        seen.later(Duration.ofHours(24));
        approves(TagsSeen.APPROVER);
        rules();
        seen.later(Duration.ofMinutes(5));
        seen.writesTags(TagsSeen.STRANGER);
        seen.writesTags(TagsSeen.APPROVER);
        assertRefused(Reason.WRITERS_SEVERAL);
    }

    @Test
    void a_made_up_event_raises_an_alert_once() {
        asked();
        seen.tag(GuardTag.APPROVE, plan().id());
        seen.told(TagsSeen.sighting(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, true, "c-9"));
        assertThat(rules()).contains(Reason.WRITER_UNPROVEN);
        seen.later(Duration.ofHours(1));
        assertThat(rules()).contains(Reason.WRITER_UNKNOWN);
        assertThat(alerts()).containsExactly("event-unproven");
        seen.later(Duration.ofHours(1));
        rules();
        assertThat(alerts()).isEmpty();
    }
}

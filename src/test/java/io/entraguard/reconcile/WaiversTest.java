package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.Waiver;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Plan.Half;
import io.entraguard.reconcile.ClusterMemory.Fix;
import io.entraguard.reconcile.ClusterMemory.Revert;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaiversTest {
    private final TagsSeen seen = new TagsSeen();

    private void aLookBefore() {
        seen.looks();
        seen.later(Duration.ofHours(1));
    }

    private String in(Duration time) {
        return seen.pass.now.plus(time).toString();
    }

    private List<Body> writes(GuardTag tag, String value, String who) {
        seen.tag(tag, value);
        seen.writesTags(who);
        return seen.looks();
    }

    private static List<String> moves(List<Body> recorded) {
        return recorded.stream()
                .filter(WaiverMoved.class::isInstance)
                .map(WaiverMoved.class::cast)
                .map(moved -> moved.waiver() + " " + moved.move())
                .toList();
    }

    private static String word(Waiver waiver, WaiverMove move) {
        return waiver + " " + move;
    }

    private Glass glass() {
        return java.util.Objects.requireNonNull(seen.pass.memory.glass);
    }

    private void compliant() {
        seen.document = ClusterDocument.compliant("c-1");
        seen.pass.memory.entraOnSince = seen.pass.now;
        seen.pass.memory.localAccountsOff = true;
    }

    @Test
    void an_exemption_begins_warns_seven_days_before_and_ends() {
        aLookBefore();
        seen.tag(GuardTag.REASON, "migration");
        List<Body> begun = writes(GuardTag.EXEMPT, in(Duration.ofDays(20)), TagsSeen.APPROVER);
        assertThat(moves(begun)).containsExactly(word(Waiver.EXEMPTION, WaiverMove.GRANTED));
        assertThat(begun)
                .filteredOn(WaiverMoved.class::isInstance)
                .allSatisfy(body -> assertThat(((WaiverMoved) body).note()).contains("migration"));
        seen.later(Duration.ofDays(13).minusSeconds(1));
        assertThat(seen.looks()).isEmpty();
        seen.later(Duration.ofSeconds(1));
        assertThat(moves(seen.looks())).containsExactly(word(Waiver.EXEMPTION, WaiverMove.EXPIRING));
        seen.later(Duration.ofDays(7).minusSeconds(1));
        assertThat(seen.looks()).isEmpty();
        seen.later(Duration.ofSeconds(1));
        assertThat(moves(seen.looks())).containsExactly(word(Waiver.EXEMPTION, WaiverMove.ENDED));
        seen.later(Duration.ofDays(1));
        assertThat(seen.looks()).isEmpty();
    }

    @Test
    void an_exemption_ends_when_its_tag_is_taken_away() {
        aLookBefore();
        writes(GuardTag.EXEMPT, in(Duration.ofDays(20)), TagsSeen.APPROVER);
        seen.later(Duration.ofDays(1));
        seen.tag(GuardTag.EXEMPT, null);
        assertThat(moves(seen.looks())).containsExactly(word(Waiver.EXEMPTION, WaiverMove.ENDED));
        assertThat(seen.pass.memory.exemption).isNull();
    }

    @Test
    void an_exemption_ends_when_a_stranger_prolongs_it() {
        aLookBefore();
        writes(GuardTag.EXEMPT, in(Duration.ofDays(20)), TagsSeen.APPROVER);
        seen.later(Duration.ofDays(1));
        assertThat(moves(writes(GuardTag.EXEMPT, in(Duration.ofDays(30)), TagsSeen.STRANGER)))
                .containsExactly(word(Waiver.EXEMPTION, WaiverMove.REFUSED), word(Waiver.EXEMPTION, WaiverMove.ENDED));
    }

    @Test
    void an_approver_prolongs_an_exemption_and_is_warned_anew() {
        aLookBefore();
        writes(GuardTag.EXEMPT, in(Duration.ofDays(5)), TagsSeen.APPROVER);
        seen.later(Duration.ofDays(1));
        assertThat(moves(writes(GuardTag.EXEMPT, in(Duration.ofDays(30)), TagsSeen.APPROVER)))
                .containsExactly(word(Waiver.EXEMPTION, WaiverMove.GRANTED));
        seen.later(Duration.ofDays(23));
        assertThat(moves(seen.looks())).containsExactly(word(Waiver.EXEMPTION, WaiverMove.EXPIRING));
    }

    @Test
    void a_break_glass_raises_a_critical_alert_whoever_asks_for_it_and_once() {
        aLookBefore();
        List<Body> recorded = writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(8)), TagsSeen.STRANGER);
        assertThat(recorded)
                .filteredOn(Alert.class::isInstance)
                .extracting(body -> ((Alert) body).kind() + " " + ((Alert) body).severity())
                .containsExactly("break-glass " + Severity.CRITICAL, "break-glass-refused " + Severity.HIGH);
        assertThat(moves(recorded)).containsExactly(word(Waiver.BREAK_GLASS, WaiverMove.REFUSED));
        assertThat(seen.looks()).as("a second look at the same instant").isEmpty();
        assertThat(seen.pass.memory.glass).isNull();
    }

    @Test
    void a_break_glass_warns_an_hour_before_its_end_and_ends() {
        compliant();
        aLookBefore();
        assertThat(moves(writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(8)), TagsSeen.APPROVER)))
                .containsExactly(word(Waiver.BREAK_GLASS, WaiverMove.GRANTED));
        seen.later(Duration.ofHours(7));
        assertThat(moves(seen.looks())).containsExactly(word(Waiver.BREAK_GLASS, WaiverMove.EXPIRING));
        seen.later(Duration.ofHours(1));
        assertThat(moves(seen.looks())).containsExactly(word(Waiver.BREAK_GLASS, WaiverMove.ENDED));
        assertThat(glass().ended()).isTrue();
        assertThat(glass().restores()).containsExactlyInAnyOrder(Half.ENTRA, Half.LOCAL_ACCOUNTS);
        assertThat(seen.looks()).isEmpty();
    }

    @Test
    void a_break_glass_restores_what_was_in_order_when_its_tag_appeared_also_where_the_log_accounts_for_it_later() {
        compliant();
        aLookBefore();
        seen.tag(GuardTag.BREAK_GLASS, in(Duration.ofHours(8)));
        Sighting by = seen.writesTags(TagsSeen.APPROVER);
        seen.logDown = true;
        seen.looks();
        assertThat(seen.pass.memory.glass).isNull();

        seen.later(Duration.ofMinutes(2));
        seen.document.with("disableLocalAccounts", false);
        seen.pass.memory.localAccountsOff = false;
        seen.logDown = false;
        seen.looks();
        assertThat(glass().from()).isEqualTo(by.at());
        assertThat(glass().restores()).contains(Half.LOCAL_ACCOUNTS);
    }

    @Test
    void what_was_not_in_order_before_is_not_restored() {
        aLookBefore();
        writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(8)), TagsSeen.APPROVER);
        assertThat(glass().restores()).isEmpty();
    }

    @Test
    void what_an_earlier_break_glass_left_to_be_restored_is_restored_after_the_next() {
        compliant();
        aLookBefore();
        writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(2)), TagsSeen.APPROVER);
        seen.document.with("disableLocalAccounts", false);
        seen.pass.memory.localAccountsOff = false;
        seen.later(Duration.ofHours(2));
        seen.looks();
        seen.later(Duration.ofMinutes(1));
        writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(2)), TagsSeen.APPROVER);
        assertThat(glass().ended()).isFalse();
        assertThat(glass().restores()).contains(Half.LOCAL_ACCOUNTS);
    }

    @Test
    void an_approver_renews_a_break_glass_from_its_first_use_on() {
        compliant();
        aLookBefore();
        writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(8)), TagsSeen.APPROVER);
        Instant from = glass().from();
        seen.later(Duration.ofHours(6));
        String later = in(Duration.ofHours(20));
        assertThat(moves(writes(GuardTag.BREAK_GLASS, later, TagsSeen.APPROVER)))
                .containsExactly(word(Waiver.BREAK_GLASS, WaiverMove.GRANTED));
        assertThat(glass().from()).isEqualTo(from);
        assertThat(glass().until()).isEqualTo(Instant.parse(later));
        assertThat(glass().restores()).contains(Half.LOCAL_ACCOUNTS);
    }

    @Test
    void a_stranger_who_stretches_a_break_glass_ends_it() {
        compliant();
        aLookBefore();
        writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(8)), TagsSeen.APPROVER);
        seen.later(Duration.ofHours(6));
        List<Body> recorded = writes(GuardTag.BREAK_GLASS, in(Duration.ofHours(20)), TagsSeen.STRANGER);
        assertThat(moves(recorded))
                .containsExactly(
                        word(Waiver.BREAK_GLASS, WaiverMove.REFUSED), word(Waiver.BREAK_GLASS, WaiverMove.ENDED));
        assertThat(glass().until()).isEqualTo(seen.pass.now);
    }

    @Test
    void listings_and_reverts_inside_a_break_glass_do_not_count_and_those_before_it_do() {
        compliant();
        aLookBefore();
        ClusterMemory memory = seen.pass.memory;
        memory.revert(new Revert(seen.pass.now.minusSeconds(1), Optional.empty()));
        seen.tag(GuardTag.BREAK_GLASS, in(Duration.ofHours(8)));
        seen.writesTags(TagsSeen.APPROVER);
        memory.adminCredential = seen.pass.sees(Act.ADMIN_CREDENTIAL, TagsSeen.STRANGER, seen.pass.now.plusSeconds(5));
        memory.userCredential = seen.pass.sees(Act.USER_CREDENTIAL, TagsSeen.STRANGER, seen.pass.now.minusSeconds(5));
        memory.fix = new Fix("plan", seen.pass.now.minusSeconds(60), false);
        memory.revert(new Revert(seen.pass.now.plusSeconds(5), Optional.empty()));
        seen.later(Duration.ofSeconds(10));
        seen.looks();
        assertThat(memory.adminCredential).isNull();
        assertThat(memory.userCredential).isNotNull();
        assertThat(memory.reverts).hasSize(1);
        assertThat(java.util.Objects.requireNonNull(memory.fix).standing()).isTrue();
    }

    @Test
    void an_opt_out_begins_and_ends_with_an_approvers_mode_tag() {
        aLookBefore();
        assertThat(moves(writes(GuardTag.MODE, "audit", TagsSeen.APPROVER)))
                .containsExactly(word(Waiver.OPT_OUT, WaiverMove.GRANTED));
        seen.later(Duration.ofHours(1));
        assertThat(seen.looks()).isEmpty();
        seen.tag(GuardTag.MODE, null);
        assertThat(moves(seen.looks())).containsExactly(word(Waiver.OPT_OUT, WaiverMove.ENDED));
    }

    @Test
    void a_safer_mode_that_anybody_may_choose_is_no_opt_out() {
        aLookBefore();
        assertThat(moves(writes(GuardTag.MODE, "ticket", TagsSeen.STRANGER))).isEmpty();
        assertThat(seen.pass.memory.optOut).isNull();
    }
}

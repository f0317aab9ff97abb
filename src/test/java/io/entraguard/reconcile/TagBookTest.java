package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Author.Known;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TagBookTest {
    private static final String UNTIL = "2026-02-01T00:00:00Z";

    private final TagsSeen seen = new TagsSeen();

    private SeenTag tag(GuardTag tag) {
        return java.util.Objects.requireNonNull(seen.pass.memory.tags.get(tag.tag()));
    }

    private void aLookBefore() {
        seen.looks();
        seen.later(Duration.ofHours(1));
    }

    private static List<RequestRuled> ruled(List<Body> recorded) {
        return recorded.stream()
                .filter(RequestRuled.class::isInstance)
                .map(RequestRuled.class::cast)
                .toList();
    }

    private static List<String> alerts(List<Body> recorded) {
        return recorded.stream()
                .filter(Alert.class::isInstance)
                .map(body -> ((Alert) body).kind())
                .toList();
    }

    @Test
    void a_value_is_new_when_the_look_before_did_not_see_it() {
        seen.looks();
        var before = seen.pass.now;
        seen.later(Duration.ofHours(1));
        seen.tag(GuardTag.EXEMPT, UNTIL);
        seen.look();
        assertThat(tag(GuardTag.EXEMPT).since()).isEqualTo(seen.pass.now);
        assertThat(tag(GuardTag.EXEMPT).lower()).contains(before);
        seen.looked();
        var first = seen.pass.now;

        seen.later(Duration.ofHours(1));
        seen.look();
        assertThat(tag(GuardTag.EXEMPT).since()).isEqualTo(first);
        seen.tag(GuardTag.EXEMPT, "2026-03-01");
        seen.look();
        assertThat(tag(GuardTag.EXEMPT).since()).isEqualTo(seen.pass.now);
        seen.tag(GuardTag.EXEMPT, null);
        seen.look();
        assertThat(seen.pass.memory.tags).isEmpty();
    }

    @Test
    void a_tag_is_known_by_its_name_in_any_case_and_others_are_not_entered() {
        seen.document
                .tag(GuardTag.REASON.tag().toUpperCase(Locale.ROOT), "because")
                .tag("entra-guard-aprove", "x");
        seen.look();
        assertThat(seen.pass.memory.tags).containsOnlyKeys(GuardTag.REASON.tag());
    }

    @Test
    void a_writer_is_settled_once_and_the_log_is_not_asked_again() {
        aLookBefore();
        seen.tag(GuardTag.MODE, "off");
        seen.writesTags(TagsSeen.APPROVER);
        assertThat(ruled(seen.looks())).singleElement().satisfies(ruling -> {
            assertThat(ruling.request()).isEqualTo(Request.MODE);
            assertThat(ruling.granted()).isTrue();
            assertThat(ruling.subject()).isEqualTo("off");
        });
        seen.asked = 0;
        seen.later(Duration.ofHours(1));
        assertThat(seen.looks()).isEmpty();
        assertThat(seen.asked).isZero();
    }

    @Test
    void an_unproven_writer_is_not_settled_and_nothing_is_recorded_of_them() {
        aLookBefore();
        seen.tag(GuardTag.MODE, "off");
        Sighting told = TagsSeen.sighting(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, true, "c-9");
        seen.told(told);
        assertThat(seen.looks()).isEmpty();
        assertThat(tag(GuardTag.MODE).author()).isEmpty();
        seen.log.add(told);
        seen.later(Duration.ofMinutes(2));
        assertThat(ruled(seen.looks())).extracting(RequestRuled::granted).containsExactly(true);
        assertThat(tag(GuardTag.MODE).author().orElseThrow().known()).isEqualTo(Known.ONE);
    }

    @Test
    void a_strangers_mode_is_refused_once_with_an_alert() {
        aLookBefore();
        seen.tag(GuardTag.MODE, "off");
        seen.writesTags(TagsSeen.STRANGER);
        List<Body> recorded = seen.looks();
        assertThat(ruled(recorded))
                .singleElement()
                .satisfies(ruling -> assertThat(ruling.reason()).isEqualTo(Reason.NOT_AN_APPROVER.code()));
        assertThat(alerts(recorded)).containsExactly("mode-refused");
        seen.later(Duration.ofHours(1));
        assertThat(seen.looks()).isEmpty();
        assertThat(tag(GuardTag.MODE).planted()).isTrue();
        assertThat(tag(GuardTag.MODE).ruledAgainst()).isTrue();
    }

    @Test
    void an_approver_who_sets_a_strangers_mode_anew_makes_it_theirs() {
        aLookBefore();
        seen.tag(GuardTag.MODE, "off");
        seen.writesTags(TagsSeen.STRANGER);
        seen.looks();
        seen.later(Duration.ofMinutes(10));
        Sighting beside = seen.writesTags(TagsSeen.APPROVER);
        assertThat(seen.looks()).isEmpty();

        seen.setBy(beside, "off");
        seen.later(Duration.ofMinutes(10));
        assertThat(ruled(seen.looks())).singleElement().satisfies(ruling -> {
            assertThat(ruling.granted()).isTrue();
            assertThat(ruling.by()).contains(beside);
        });
        assertThat(tag(GuardTag.MODE).ruledAgainst()).isFalse();
        assertThat(tag(GuardTag.MODE).planted()).isFalse();
    }

    @Test
    void a_strangers_exemption_is_refused_with_who_and_until_when() {
        aLookBefore();
        seen.tag(GuardTag.EXEMPT, UNTIL);
        Sighting by = seen.writesTags(TagsSeen.STRANGER);
        List<Body> recorded = seen.looks();
        assertThat(recorded)
                .filteredOn(WaiverMoved.class::isInstance)
                .singleElement()
                .satisfies(body -> {
                    var moved = (WaiverMoved) body;
                    assertThat(moved.move()).isEqualTo(WaiverMove.REFUSED);
                    assertThat(moved.until()).contains(java.time.Instant.parse(UNTIL));
                    assertThat(moved.by()).contains(by);
                });
        assertThat(alerts(recorded)).containsExactly("exemption-refused");
    }

    @Test
    void several_writers_are_no_trespass_and_raise_no_alert() {
        aLookBefore();
        seen.tag(GuardTag.MODE, "off");
        seen.writesTags(TagsSeen.STRANGER);
        seen.writesTags(TagsSeen.APPROVER);
        List<Body> recorded = seen.looks();
        assertThat(ruled(recorded)).extracting(RequestRuled::reason).containsExactly(Reason.WRITERS_SEVERAL.code());
        assertThat(alerts(recorded)).isEmpty();
    }
}

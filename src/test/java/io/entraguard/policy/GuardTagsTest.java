package io.entraguard.policy;

import static io.entraguard.policy.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import io.entraguard.model.Tags;
import io.entraguard.policy.Settings.TagMode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cluster's own tags make of the policy's mode, where nobody can show who wrote them. */
class GuardTagsTest {
    private static final String APPROVER = "11111111-1111-1111-1111-111111111111";
    private static final String STRANGER = "66666666-6666-6666-6666-666666666666";

    private static GuardTags read(Settings settings, String... tags) {
        return read(settings, Author.offline(NOW), tags);
    }

    private static GuardTags read(Settings settings, Author author, String... tags) {
        return GuardTags.read(tags(tags), settings, tag -> author, NOW);
    }

    private static Tags tags(String... tags) {
        var given = new LinkedHashMap<String, String>();
        for (int i = 0; i < tags.length; i += 2) {
            given.put(tags[i], tags[i + 1]);
        }
        return Tags.of(given);
    }

    private static Author by(String oid) {
        return new Author(Author.Known.ONE, Optional.of(Given.tagsWriteBy(oid)), NOW);
    }

    private static Author author(Author.Known known) {
        return new Author(known, Optional.empty(), NOW);
    }

    private static GuardTags nothing(Mode mode) {
        return new GuardTags(mode, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    private static List<Reason> reasons(GuardTags tags) {
        return tags.because().stream().map(Decision.Because::reason).toList();
    }

    private static Settings mode(Mode mode, TagMode tagMode) {
        return Given.changed(Map.of("mode", mode, "tagMode", tagMode, "approvers", List.of(APPROVER)));
    }

    private static Settings auto() {
        return mode(Mode.AUTO, TagMode.SAFER);
    }

    @Test
    void without_guard_tags_the_policys_mode_is_in_force() {
        GuardTags tags = read(auto(), "env", "prod", "entra", "x", "xentra-guard-mode", "off");
        assertThat(tags).isEqualTo(nothing(Mode.AUTO));
    }

    @ParameterizedTest(name = "policy {0}, tag {1}: {2}")
    @CsvSource({
        "AUTO, ticket, TICKET",
        "AUTO, approve, APPROVE",
        "AUTO, auto, AUTO",
        "APPROVE, ticket, TICKET",
        "TICKET, ticket, TICKET",
    })
    void anybody_may_choose_a_safer_mode_down_to_ticket(Mode policy, String tag, Mode inForce) {
        assertThat(read(mode(policy, TagMode.SAFER), by(STRANGER), "entra-guard-mode", tag))
                .isEqualTo(nothing(inForce));
    }

    @ParameterizedTest(name = "policy {0}, tag {1}")
    @CsvSource({"APPROVE, auto", "TICKET, auto", "TICKET, approve", "AUDIT, auto", "OFF, audit"})
    void nobody_chooses_a_less_safe_mode_where_the_policy_takes_safer_ones_only(Mode policy, String tag) {
        for (String oid : List.of(APPROVER, STRANGER)) {
            GuardTags tags = read(mode(policy, TagMode.SAFER), by(oid), "entra-guard-mode", tag);
            assertThat(tags.mode()).isEqualTo(policy);
            assertThat(reasons(tags)).containsExactly(Reason.MODE_NOT_SAFER);
        }
    }

    @ParameterizedTest(name = "tag {0}")
    @ValueSource(strings = {"off", "audit"})
    void only_an_approver_opts_a_cluster_out(String tag) {
        GuardTags byApprover = read(auto(), by(APPROVER), "entra-guard-mode", tag);
        assertThat(byApprover.mode().word()).isEqualTo(tag);
        assertThat(byApprover.because()).isEmpty();

        GuardTags byStranger = read(auto(), by(STRANGER), "entra-guard-mode", tag);
        assertThat(byStranger.mode()).isEqualTo(Mode.AUTO);
        assertThat(reasons(byStranger)).containsExactly(Reason.NOT_AN_APPROVER);
        assertThat(byStranger.rulings().get(GuardTag.MODE)).matches(Ruling::trespass);

        GuardTags offline = read(auto(), "entra-guard-mode", tag);
        assertThat(offline.mode()).isEqualTo(Mode.AUTO);
        assertThat(reasons(offline)).containsExactly(Reason.WRITER_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(value = Author.Known.class, names = "ONE", mode = EnumSource.Mode.EXCLUDE)
    void what_nobody_can_be_shown_to_have_written_does_not_count(Author.Known known) {
        GuardTags tags = read(auto(), author(known), "entra-guard-exempt-until", "2026-02-01");
        assertThat(tags.exempt()).isEmpty();
        assertThat(tags.because()).hasSize(1);
        assertThat(tags.pending(GuardTag.EXEMPT)).isEqualTo(known == Author.Known.UNPROVEN);
    }

    @Test
    void where_the_policy_asks_for_mfa_a_tag_written_without_does_not_count() {
        Settings settings =
                Given.changed(Map.of("mode", Mode.AUTO, "approvers", List.of(APPROVER), "requireMfa", true));
        Sighting write = Given.tagsWriteBy(APPROVER);
        var withoutMfa = new Sighting(
                write.act(),
                write.eventId(),
                write.at(),
                new Actor(APPROVER, Optional.empty(), false, false, Optional.empty()),
                write.correlationId());
        Author author = new Author(Author.Known.ONE, Optional.of(withoutMfa), NOW);
        assertThat(reasons(read(settings, author, "entra-guard-exempt-until", "2026-02-01")))
                .containsExactly(Reason.MFA_MISSING);
        assertThat(read(settings, by(APPROVER), "entra-guard-exempt-until", "2026-02-01")
                        .exempt())
                .isPresent();
    }

    @Test
    void where_the_policy_takes_no_tags_a_mode_does_nothing() {
        for (String word : new String[] {"off", "audit", "ticket", "approve", "auto"}) {
            assertThat(read(mode(Mode.AUTO, TagMode.NONE), "entra-guard-mode", word))
                    .isEqualTo(nothing(Mode.AUTO));
        }
    }

    @Test
    void where_the_policy_takes_any_mode_a_less_safe_one_needs_an_approver() {
        Settings any = mode(Mode.TICKET, TagMode.ANY);
        assertThat(read(any, by(APPROVER), "entra-guard-mode", "auto").mode()).isEqualTo(Mode.AUTO);
        GuardTags stranger = read(any, by(STRANGER), "entra-guard-mode", "auto");
        assertThat(stranger.mode()).isEqualTo(Mode.TICKET);
        assertThat(reasons(stranger)).containsExactly(Reason.NOT_AN_APPROVER);
        assertThat(read(mode(Mode.AUTO, TagMode.ANY), by(STRANGER), "entra-guard-mode", "ticket"))
                .isEqualTo(nothing(Mode.TICKET));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "entra-guard-mode, Auto",
        "entra-guard-mode, ''",
        "entra-guard-mode, yes",
        "entra-guard-approve, 3F9A2C71B04D",
        "entra-guard-approve, 3f9a2c71b04",
        "entra-guard-approve, 3f9a2c71b04dd",
        "entra-guard-exempt-until, tomorrow",
        "entra-guard-exempt-until, 2026-13-01",
        "entra-guard-exempt-until, 2026-02-30",
        "entra-guard-exempt-until, 2026-01-10T00:00:00",
        "entra-guard-exempt-until, ''",
        "entra-guard-exempt-until, 2026-04-06",
        "entra-guard-exempt-until, +99999999-01-01T00:00:00Z",
        "entra-guard-exempt-until, -999999999-01-01T00:00:00+18:00x",
        "entra-guard-break-glass-until, 2026-01-06T09:00:01Z",
        "entra-guard-break-glass-until, 2026-01-07",
        "entra-guard-something-new, x",
        "entra-guard-, x",
        "ENTRA-GUARD-MODE, never",
    })
    void a_tag_that_is_malformed_unknown_or_too_long_ahead_caps_the_mode_at_ticket(String name, String value) {
        for (Author author : List.of(Author.offline(NOW), by(APPROVER))) {
            GuardTags tags = read(auto(), author, name, value);
            assertThat(tags.mode()).isEqualTo(Mode.TICKET);
            assertThat(tags.because()).containsExactly(new Decision.Because(Reason.TAG_INVALID, name));
        }
    }

    @Test
    void a_value_that_no_tag_can_have_is_malformed_whatever_it_says() {
        GuardTags tags = read(auto(), "entra-guard-reason", "x".repeat(257));
        assertThat(tags.mode()).isEqualTo(Mode.TICKET);
        assertThat(tags.because()).extracting(because -> because.detail()).containsExactly("entra-guard-reason");
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"OFF", "AUDIT", "TICKET"})
    void a_cap_never_makes_a_mode_less_safe(Mode mode) {
        assertThat(read(mode(mode, TagMode.SAFER), "entra-guard-nonsense", "x").mode())
                .isEqualTo(mode);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "entra-guard-exempt-until, 2026-01-06",
        "entra-guard-exempt-until, 2026-04-05",
        "entra-guard-exempt-until, 2026-04-05T09:00:00Z",
        "entra-guard-exempt-until, 2026-04-05T11:00:00+02:00",
        "entra-guard-break-glass-until, 2026-01-06T09:00:00Z",
        "entra-guard-break-glass-until, 2026-01-06",
    })
    void an_exemption_and_break_glass_need_an_approver(String name, String value) {
        GuardTags granted = read(auto(), by(APPROVER), name, value);
        assertThat(granted.mode()).isEqualTo(Mode.AUTO);
        assertThat(granted.because()).isEmpty();
        assertThat(granted.exempt().or(granted::breakGlass)).isEqualTo(GuardTags.instant(value));

        assertThat(reasons(read(auto(), by(STRANGER), name, value))).containsExactly(Reason.NOT_AN_APPROVER);
        assertThat(read(auto(), name, value).because())
                .containsExactly(new Decision.Because(Reason.WRITER_UNKNOWN, "tag " + name));
    }

    @Test
    void a_tag_that_was_too_far_ahead_when_it_was_written_does_not_become_good_by_waiting() {
        Instant later = NOW.plus(Duration.ofDays(30));
        Tags tags = tags("entra-guard-exempt-until", "2026-04-15");
        GuardTags read = GuardTags.read(tags, auto(), tag -> by(APPROVER), later);
        assertThat(read.exempt()).isEmpty();
        assertThat(reasons(read)).containsExactly(Reason.TAG_INVALID);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "entra-guard-exempt-until, 2026-01-05",
        "entra-guard-exempt-until, 2026-01-05T09:00:00Z",
        "entra-guard-exempt-until, 1999-12-31",
        "entra-guard-break-glass-until, 2026-01-05T08:59:59Z",
        "entra-guard-reason, because",
        "entra-guard-reason, ''",
    })
    void what_is_over_or_asks_for_nothing_does_nothing(String name, String value) {
        assertThat(read(auto(), name, value)).isEqualTo(nothing(Mode.AUTO));
    }

    @Test
    void a_date_means_its_first_instant_in_utc() {
        String day = "2026-01-06";
        Settings settings = auto();
        Tags tags = Tags.of(Map.of("entra-guard-exempt-until", day));
        var midnight = Instant.parse(day + "T00:00:00Z");
        assertThat(GuardTags.read(tags, settings, tag -> by(APPROVER), midnight.minusSeconds(1))
                        .exempt())
                .isPresent();
        assertThat(GuardTags.read(tags, settings, tag -> by(APPROVER), midnight).exempt())
                .isEmpty();
    }

    @Test
    void names_are_known_in_any_case() {
        assertThat(read(auto(), "Entra-Guard-Mode", "ticket").mode()).isEqualTo(Mode.TICKET);
    }

    @Test
    void several_tags_each_have_their_say_and_the_safest_wins() {
        GuardTags tags = read(
                auto(),
                "entra-guard-mode",
                "approve",
                "entra-guard-exempt-until",
                "2026-02-01",
                "entra-guard-typo",
                "x");
        assertThat(tags.mode()).isEqualTo(Mode.TICKET);
        assertThat(tags.because())
                .extracting(because -> because.reason())
                .containsExactlyInAnyOrder(Reason.WRITER_UNKNOWN, Reason.TAG_INVALID);
    }
}

package io.entraguard.policy;

import static io.entraguard.policy.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Tags;
import io.entraguard.policy.Settings.TagMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cluster's own tags make of the policy's mode, where nobody can show who wrote them. */
class GuardTagsTest {
    private static GuardTags read(Settings settings, String... tags) {
        return read(settings, false, tags);
    }

    private static GuardTags read(Settings settings, boolean offline, String... tags) {
        var given = new LinkedHashMap<String, String>();
        for (int i = 0; i < tags.length; i += 2) {
            given.put(tags[i], tags[i + 1]);
        }
        return GuardTags.read(Tags.of(given), settings, offline, NOW);
    }

    private static Settings mode(Mode mode, TagMode tagMode) {
        return Given.changed(Map.of("mode", mode, "tagMode", tagMode));
    }

    private static Settings auto() {
        return mode(Mode.AUTO, TagMode.SAFER);
    }

    @Test
    void without_guard_tags_the_policys_mode_is_in_force() {
        GuardTags tags = read(auto(), "env", "prod", "entra", "x", "xentra-guard-mode", "off");
        assertThat(tags).isEqualTo(new GuardTags(Mode.AUTO, List.of()));
    }

    @ParameterizedTest(name = "policy {0}, tag {1}: {2}")
    @CsvSource({
        "AUTO, ticket, TICKET",
        "AUTO, approve, APPROVE",
        "AUTO, auto, AUTO",
        "APPROVE, ticket, TICKET",
        "APPROVE, auto, APPROVE",
        "TICKET, auto, TICKET",
        "TICKET, ticket, TICKET",
        "AUDIT, auto, AUDIT",
        "OFF, auto, OFF",
    })
    void anybody_may_choose_a_safer_mode_down_to_ticket_and_nobody_a_less_safe_one(
            Mode policy, String tag, Mode inForce) {
        GuardTags tags = read(mode(policy, TagMode.SAFER), "entra-guard-mode", tag);
        assertThat(tags.mode()).isEqualTo(inForce);
        assertThat(tags.because()).isEmpty();
    }

    @ParameterizedTest(name = "tag {0}")
    @ValueSource(strings = {"off", "audit"})
    void modes_that_do_nothing_need_an_approver_and_meanwhile_the_safer_step_is_taken(String tag) {
        GuardTags live = read(auto(), "entra-guard-mode", tag);
        assertThat(live.mode()).isEqualTo(Mode.TICKET);
        assertThat(live.because()).extracting(because -> because.reason()).containsExactly(Reason.NOT_YET_SUPPORTED);

        GuardTags offline = read(auto(), true, "entra-guard-mode", tag);
        assertThat(offline.mode()).isEqualTo(Mode.AUTO);
        assertThat(offline.because()).extracting(because -> because.reason()).containsExactly(Reason.WRITER_UNKNOWN);
    }

    @Test
    void where_the_policy_takes_no_tags_a_mode_does_nothing() {
        for (String word : new String[] {"off", "audit", "ticket", "approve", "auto"}) {
            assertThat(read(mode(Mode.AUTO, TagMode.NONE), "entra-guard-mode", word))
                    .isEqualTo(new GuardTags(Mode.AUTO, List.of()));
        }
    }

    @Test
    void where_the_policy_takes_any_mode_a_less_safe_one_needs_an_approver() {
        GuardTags tags = read(mode(Mode.TICKET, TagMode.ANY), "entra-guard-mode", "auto");
        assertThat(tags.mode()).isEqualTo(Mode.TICKET);
        assertThat(tags.because()).extracting(because -> because.reason()).containsExactly(Reason.NOT_YET_SUPPORTED);
        assertThat(read(mode(Mode.AUTO, TagMode.ANY), "entra-guard-mode", "ticket"))
                .isEqualTo(new GuardTags(Mode.TICKET, List.of()));
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
        for (boolean offline : new boolean[] {false, true}) {
            GuardTags tags = read(auto(), offline, name, value);
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
        assertThat(read(auto(), name, value))
                .isEqualTo(new GuardTags(
                        Mode.TICKET, List.of(new Decision.Because(Reason.NOT_YET_SUPPORTED, "tag " + name))));
        assertThat(read(auto(), true, name, value))
                .isEqualTo(
                        new GuardTags(Mode.AUTO, List.of(new Decision.Because(Reason.WRITER_UNKNOWN, "tag " + name))));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "entra-guard-exempt-until, 2026-01-05",
        "entra-guard-exempt-until, 2026-01-05T09:00:00Z",
        "entra-guard-exempt-until, 1999-12-31",
        "entra-guard-break-glass-until, 2026-01-05T08:59:59Z",
        "entra-guard-approve, 3f9a2c71b04d",
        "entra-guard-reason, because",
        "entra-guard-reason, ''",
    })
    void what_is_over_or_asks_for_nothing_does_nothing(String name, String value) {
        assertThat(read(auto(), name, value)).isEqualTo(new GuardTags(Mode.AUTO, List.of()));
    }

    @Test
    void a_date_means_its_first_instant_in_utc() {
        String day = "2026-01-06";
        Settings settings = auto();
        Tags tags = Tags.of(Map.of("entra-guard-exempt-until", day));
        var midnight = Instant.parse(day + "T00:00:00Z");
        assertThat(GuardTags.read(tags, settings, false, midnight.minusSeconds(1))
                        .because())
                .isNotEmpty();
        assertThat(GuardTags.read(tags, settings, false, midnight).because()).isEmpty();
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
                .containsExactlyInAnyOrder(Reason.NOT_YET_SUPPORTED, Reason.TAG_INVALID);
    }
}

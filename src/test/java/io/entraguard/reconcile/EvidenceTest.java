package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Author;
import io.entraguard.policy.Author.Known;
import io.entraguard.policy.GuardTag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final String VALUE = "3f9a2c71b04d";

    private static boolean byApprovers(Sighting write) {
        return !write.by().oid().equals(TagsSeen.STRANGER) && write.by().mfa();
    }

    private final TagsSeen seen = new TagsSeen();

    /** A look sees the tag that the look an hour before did not see. */
    private SeenTag appears() {
        seen.tag(GuardTag.APPROVE, VALUE);
        seen.look();
        return tag();
    }

    private SeenTag tag() {
        return java.util.Objects.requireNonNull(seen.pass.memory.tags.get(GuardTag.APPROVE.tag()));
    }

    private void aLookBefore() {
        seen.looks();
        seen.later(Duration.ofHours(1));
    }

    private Author first() {
        return seen.evidence().first(Optional.of(GuardTag.APPROVE), tag());
    }

    private Author after(Duration time) {
        seen.later(time);
        return first();
    }

    private static void assertOne(Author author, Sighting by) {
        assertThat(author.known()).isEqualTo(Known.ONE);
        assertThat(author.by()).contains(by);
    }

    @Test
    void the_one_who_wrote_between_the_looks_wrote_it() {
        aLookBefore();
        Sighting write = seen.writesTags(TagsSeen.APPROVER);
        SeenTag tag = appears();
        assertOne(first(), write);
        assertThat(first().since()).isEqualTo(tag.since());
    }

    @Test
    void an_event_that_the_log_does_not_show_yet_proves_nobody() {
        aLookBefore();
        Sighting told = TagsSeen.sighting(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, true, "c-9");
        seen.told(told);
        appears();
        assertThat(first().known()).isEqualTo(Known.UNPROVEN);
        assertThat(first().by()).contains(told);

        seen.log.add(told);
        assertOne(after(Duration.ofMinutes(10)), told);
    }

    @Test
    void an_event_that_the_log_never_shows_is_made_up_and_proves_nobody() {
        aLookBefore();
        Sighting told = TagsSeen.sighting(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, true, "c-9");
        seen.told(told);
        appears();
        assertThat(after(Duration.ofMinutes(59)).known()).isEqualTo(Known.UNPROVEN);
        assertThat(after(Duration.ofMinutes(1)).known()).isEqualTo(Known.NOBODY);
        Evidence evidence = seen.evidence();
        assertThat(evidence.madeUp()).as("before the log was asked").isEmpty();
        evidence.first(Optional.of(GuardTag.APPROVE), tag());
        assertThat(evidence.madeUp()).containsExactly(told);
    }

    @Test
    void an_event_without_a_correlation_id_is_never_shown() {
        aLookBefore();
        seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        seen.told(TagsSeen.sighting(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, true, null));
        appears();
        assertThat(first().known()).isEqualTo(Known.UNPROVEN);
    }

    @Test
    void the_same_call_by_another_than_the_log_shows_is_made_up() {
        aLookBefore();
        Sighting truth = seen.wrote(Act.TAGS, TagsSeen.STRANGER);
        Sighting forged = TagsSeen.sighting(
                Act.TAGS,
                TagsSeen.APPROVER,
                seen.pass.now,
                true,
                truth.correlationId().orElseThrow());
        seen.told(forged);
        appears();
        assertThat(first().known()).isEqualTo(Known.UNPROVEN);
        assertOne(after(Duration.ofHours(1)), truth);
    }

    @Test
    void two_who_wrote_between_the_looks_are_several() {
        aLookBefore();
        seen.writesTags(TagsSeen.STRANGER);
        seen.writesTags(TagsSeen.APPROVER);
        appears();
        assertThat(first().known()).isEqualTo(Known.SEVERAL);
        assertThat(first().by()).isEmpty();
    }

    @Test
    void a_write_of_the_configuration_may_have_set_tags_too() {
        aLookBefore();
        seen.told(seen.wrote(Act.WRITE, TagsSeen.STRANGER));
        seen.writesTags(TagsSeen.APPROVER);
        appears();
        assertThat(first().known()).isEqualTo(Known.SEVERAL);
    }

    @Test
    void the_last_of_one_persons_writes_is_theirs() {
        aLookBefore();
        seen.writesTags(TagsSeen.APPROVER);
        seen.later(Duration.ofMinutes(1));
        Sighting last = seen.writesTags(TagsSeen.APPROVER.toUpperCase(java.util.Locale.ROOT));
        appears();
        assertOne(first(), last);
    }

    @Test
    void writes_that_the_look_before_knew_of_did_not_set_it() {
        seen.looks();
        seen.later(Duration.ofHours(1));
        seen.writesTags(TagsSeen.STRANGER);
        seen.looks();
        Sighting write = seen.writesTags(TagsSeen.APPROVER);
        appears();
        assertOne(first(), write);
    }

    @Test
    void clocks_may_be_half_a_minute_apart_and_no_more() {
        seen.looks();
        Sighting before = seen.wrote(Act.TAGS, TagsSeen.APPROVER, seen.pass.now.minusSeconds(30), true);
        seen.wrote(Act.TAGS, TagsSeen.STRANGER, seen.pass.now.minusSeconds(31), true);
        seen.later(Duration.ofHours(1));
        seen.wrote(Act.TAGS, TagsSeen.STRANGER, seen.pass.now.plusSeconds(31), true);
        appears();
        assertOne(first(), before);
        seen.wrote(Act.TAGS, TagsSeen.STRANGER, seen.pass.now.plusSeconds(30), true);
        assertThat(first().known()).isEqualTo(Known.SEVERAL);
    }

    @Test
    void a_log_that_cannot_be_read_leaves_it_open_whoever_an_event_names() {
        aLookBefore();
        Sighting write = seen.writesTags(TagsSeen.APPROVER);
        appears();
        seen.logDown = true;
        assertThat(seen.evidence().unreadable()).isTrue();
        assertThat(first().known()).isEqualTo(Known.UNPROVEN);
        assertThat(first().by()).contains(write);
        assertThat(after(Duration.ofDays(2)).known()).isEqualTo(Known.UNPROVEN);
        Evidence evidence = seen.evidence();
        evidence.first(Optional.of(GuardTag.APPROVE), tag());
        assertThat(evidence.madeUp()).isEmpty();
        seen.logDown = false;
        assertOne(first(), write);
    }

    @Test
    void the_log_is_asked_once_a_pass() {
        aLookBefore();
        seen.writesTags(TagsSeen.APPROVER);
        appears();
        seen.asked = 0;
        Evidence evidence = seen.evidence();
        evidence.first(Optional.of(GuardTag.APPROVE), tag());
        evidence.lastConfigurationWrite();
        evidence.unreadable();
        assertThat(seen.asked).isEqualTo(1);
    }

    @Test
    void where_the_log_shows_nobody_it_may_still_lag_for_an_hour() {
        aLookBefore();
        appears();
        assertThat(first().known()).isEqualTo(Known.UNPROVEN);
        assertThat(first().by()).isEmpty();
        assertThat(after(Duration.ofHours(1)).known()).isEqualTo(Known.NOBODY);
    }

    @Test
    void a_tag_that_was_there_before_the_first_look_is_nobodys_at_once_where_the_log_shows_nobody() {
        appears();
        assertThat(first().known()).isEqualTo(Known.NOBODY);
    }

    @Test
    void before_the_first_look_the_log_decides() {
        Sighting write = seen.wrote(Act.WRITE, TagsSeen.APPROVER);
        seen.later(Duration.ofDays(3));
        appears();
        assertOne(first(), write);
    }

    @Test
    void before_the_first_look_the_history_tells_who_of_several_set_it() {
        seen.wrote(Act.WRITE, TagsSeen.STRANGER);
        Sighting setter = seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        seen.setBy(setter, VALUE);
        seen.later(Duration.ofDays(3));
        appears();
        assertOne(first(), setter);
    }

    @Test
    void between_two_looks_the_history_makes_nobody_of_several_the_one() {
        aLookBefore();
        seen.wrote(Act.TAGS, TagsSeen.STRANGER);
        Sighting setter = seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        seen.setBy(setter, VALUE);
        appears();
        assertThat(first().known()).isEqualTo(Known.SEVERAL);
    }

    @Test
    void where_no_event_told_the_history_may_contradict_the_log() {
        aLookBefore();
        seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        seen.setBy(TagsSeen.sighting(Act.TAGS, TagsSeen.STRANGER, seen.pass.now, true, "c-77"), VALUE);
        appears();
        assertThat(first().known()).isEqualTo(Known.NOBODY);
    }

    @Test
    void a_change_without_a_call_of_its_own_names_nobody() {
        aLookBefore();
        seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        seen.setBy(TagsSeen.sighting(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, true, null), VALUE);
        appears();
        assertThat(first().known()).isEqualTo(Known.NOBODY);
    }

    @Test
    void the_history_of_other_values_says_nothing() {
        aLookBefore();
        Sighting write = seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        seen.setBy(TagsSeen.sighting(Act.TAGS, TagsSeen.STRANGER, seen.pass.now, true, "c-77"), "000000000000");
        appears();
        assertOne(first(), write);
    }

    @Test
    void a_history_that_cannot_be_read_leaves_it_open_where_no_event_told() {
        aLookBefore();
        Sighting write = seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        appears();
        seen.historyDown = true;
        assertThat(first().known()).isEqualTo(Known.UNPROVEN);
        seen.told(write);
        assertOne(first(), write);
    }

    @Test
    void the_guards_own_remediations_set_no_tags_and_its_tag_writes_are_its_own() {
        aLookBefore();
        seen.wrote(Act.WRITE, Passing.GUARD);
        Sighting write = seen.writesTags(TagsSeen.APPROVER);
        appears();
        assertOne(first(), write);
        assertThat(seen.evidence().lastConfigurationWrite()).isEmpty();
        seen.wrote(Act.TAGS, Passing.GUARD);
        assertThat(first().known()).isEqualTo(Known.SEVERAL);
    }

    @Test
    void the_last_writer_of_the_configuration_is_who_wrote_last() {
        seen.wrote(Act.WRITE, TagsSeen.APPROVER);
        Sighting last = seen.wrote(Act.WRITE, TagsSeen.STRANGER);
        seen.wrote(Act.TAGS, TagsSeen.APPROVER);
        assertThat(seen.evidence().lastConfigurationWrite()).contains(last);
    }

    /** The tag was ruled against, with or without the suspicion that it was planted. */
    private void ruledAgainst(boolean planted) {
        SeenTag tag = tag();
        Author author = first();
        seen.pass.memory.tags.put(
                GuardTag.APPROVE.tag(),
                tag.settled(author).onlyLater(seen.pass.now, seen.pass.memory.knownWrites(), planted));
        seen.looked();
        seen.later(Duration.ofMinutes(10));
    }

    private Optional<Author> again() {
        return seen.evidence().again(GuardTag.APPROVE, tag(), EvidenceTest::byApprovers);
    }

    private void late() {
        aLookBefore();
        seen.writesTags(TagsSeen.APPROVER);
        appears();
        ruledAgainst(false);
    }

    private void planted() {
        aLookBefore();
        seen.writesTags(TagsSeen.STRANGER);
        appears();
        ruledAgainst(true);
    }

    @Test
    void after_a_ruling_only_later_writes_count() {
        late();
        assertThat(again()).isEmpty();
        Sighting second = seen.writesTags(TagsSeen.APPROVER);
        assertOne(again().orElseThrow(), second);
    }

    @Test
    void after_a_ruling_writes_that_do_not_count_change_nothing() {
        late();
        seen.writesTags(TagsSeen.STRANGER);
        assertThat(again()).isEmpty();
        seen.writesTags(TagsSeen.APPROVER);
        assertThat(again().orElseThrow().known()).isEqualTo(Known.SEVERAL);
    }

    @Test
    void after_a_ruling_an_approvers_event_waits_for_the_log_and_a_strangers_does_not() {
        late();
        seen.told(TagsSeen.sighting(Act.TAGS, TagsSeen.STRANGER, seen.pass.now, true, "c-8"));
        assertThat(again()).isEmpty();
        Sighting told = TagsSeen.sighting(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, true, "c-9");
        seen.told(told);
        assertThat(again().orElseThrow().known()).isEqualTo(Known.UNPROVEN);
        assertThat(again().orElseThrow().by()).contains(told);
        seen.later(Duration.ofHours(1));
        assertThat(again()).isEmpty();
    }

    @Test
    void after_a_ruling_an_unreadable_log_changes_nothing() {
        late();
        seen.writesTags(TagsSeen.APPROVER);
        seen.logDown = true;
        assertThat(again()).isEmpty();
    }

    @Test
    void a_planted_value_is_nobodys_who_writes_beside_it() {
        planted();
        Sighting beside = seen.writesTags(TagsSeen.APPROVER);
        assertThat(again()).isEmpty();
        seen.setBy(beside, "000000000000");
        assertThat(again()).isEmpty();
        seen.historyDown = true;
        assertThat(again()).isEmpty();
    }

    @Test
    void a_planted_value_that_an_approver_sets_anew_is_theirs() {
        planted();
        Sighting anew = seen.writesTags(TagsSeen.APPROVER);
        seen.setBy(anew, VALUE);
        assertOne(again().orElseThrow(), anew);
    }

    @Test
    void a_planted_value_that_two_set_anew_is_several_peoples() {
        planted();
        for (String who : List.of(TagsSeen.APPROVER, TagsSeen.OTHER_APPROVER)) {
            seen.setBy(seen.writesTags(who), VALUE);
        }
        assertThat(again().orElseThrow().known()).isEqualTo(Known.SEVERAL);
    }

    @Test
    void whoever_wrote_without_mfa_may_write_again_with_it_and_nobody_else_beside_it() {
        aLookBefore();
        Sighting without = seen.wrote(Act.TAGS, TagsSeen.APPROVER, seen.pass.now, false);
        seen.told(without);
        appears();
        ruledAgainst(true);
        Sighting others = seen.writesTags(TagsSeen.OTHER_APPROVER);
        assertThat(again()).isEmpty();
        seen.log.remove(others); // as if it had not been, in the log and among the events
        seen.pass.memory.writes.remove(others);
        Sighting with = seen.writesTags(TagsSeen.APPROVER);
        assertOne(again().orElseThrow(), with);
    }
}

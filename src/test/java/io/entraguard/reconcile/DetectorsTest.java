package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Author;
import io.entraguard.policy.Author.Known;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.ClusterMemory.Revert;
import io.entraguard.reconcile.StepRunner.Live;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetectorsTest {
    private static final Policy POLICY = PolicyFile.read(Rig.POLICY);

    private final Passing pass = new Passing();
    private final Map<String, Instant> reopened = new HashMap<>();
    private final Detectors detectors = new Detectors((cluster, from) -> List.of(), reopened);

    private List<Body> looks(Trigger why) {
        return looks(why, Optional.empty());
    }

    private List<Body> looks(Trigger why, Optional<Sighting> seen) {
        ClusterDocument document = ClusterDocument.plain("c-1");
        AuditDraft draft = pass.draft();
        var unused = detectors.detect(
                ReconcileRequest.news(pass.cluster, why, seen),
                pass.memory,
                Optional.of(new Live(document.snapshot(), document.tree())),
                POLICY,
                draft,
                pass.now);
        draft.flush();
        return pass.recorded();
    }

    private static List<String> kinds(List<Body> bodies) {
        return bodies.stream().map(body -> ((Alert) body).kind()).toList();
    }

    private static String text(List<Body> bodies, int number) {
        return ((Alert) bodies.get(number)).text();
    }

    private void undone(Optional<String> by) {
        pass.memory.revert(
                new Revert(pass.now, by.map(oid -> new Actor(oid, Optional.empty(), false, true, Optional.empty()))));
    }

    private void waiting(boolean authorKnown) {
        var author = authorKnown
                ? Optional.of(new Author(Known.NOBODY, Optional.empty(), pass.now))
                : Optional.<Author>empty();
        pass.memory.tags.put(
                GuardTag.BREAK_GLASS.tag(),
                new SeenTag(
                        "2026-01-05T12:00:00Z",
                        pass.now,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        author,
                        false,
                        "",
                        Optional.empty()));
    }

    @Test
    void what_a_sweep_finds_and_no_event_announced_is_told_once() {
        List<Body> told = looks(Trigger.SWEEP);
        assertThat(kinds(told)).containsExactly("sweep-found-unannounced");
        assertThat(((Alert) told.get(0)).severity()).isEqualTo(Severity.MEDIUM);
        assertThat(text(told, 0)).contains("c-1");
        pass.later(Duration.ofHours(1));
        assertThat(looks(Trigger.SWEEP)).isEmpty();
    }

    @Test
    void what_an_event_announced_is_no_news_to_a_sweep() {
        looks(Trigger.EVENT);
        assertThat(looks(Trigger.SWEEP)).isEmpty();
    }

    @Test
    void an_event_of_another_kind_announces_too_but_a_certificate_in_use_does_not() {
        Sighting used = pass.sees(Act.CERTIFICATE_USED, Passing.SOMEBODY, pass.now);
        assertThat(looks(Trigger.CREDENTIAL, Optional.of(used))).isEmpty();
        assertThat(pass.memory.announced).isFalse();
        assertThat(kinds(looks(Trigger.SWEEP))).containsExactly("sweep-found-unannounced");

        pass.memory.announced = false;
        looks(Trigger.CREDENTIAL, Optional.of(pass.sees(Act.ADMIN_CREDENTIAL, Passing.SOMEBODY, pass.now)));
        assertThat(looks(Trigger.SWEEP)).isEmpty();
    }

    @Test
    void what_was_there_before_the_first_sweep_is_no_news() {
        pass.memory.baseline = true;
        assertThat(looks(Trigger.SWEEP)).isEmpty();
    }

    @Test
    void only_a_sweep_finds() {
        assertThat(looks(Trigger.RECHECK)).isEmpty();
        assertThat(pass.memory.announced).isFalse();
    }

    @Test
    void an_event_has_a_quarter_of_an_hour_to_come() {
        Instant created = pass.now;
        assertThat(Detectors.unannounced(false, false, created, created.plus(Duration.ofSeconds(899))))
                .isFalse();
        assertThat(Detectors.unannounced(false, false, created, created.plus(Duration.ofMinutes(15))))
                .isTrue();
        assertThat(Detectors.unannounced(true, false, created, created.plus(Duration.ofDays(1))))
                .isFalse();
        assertThat(Detectors.unannounced(false, true, created, created.plus(Duration.ofDays(1))))
                .isFalse();
    }

    @Test
    void only_news_summons() {
        for (Trigger why : Trigger.values()) {
            pass.memory.summoned = false;
            Detectors.heard(ReconcileRequest.news(pass.cluster, why, Optional.empty()), pass.memory);
            assertThat(pass.memory.summoned).as("%s", why).isEqualTo(why != Trigger.SWEEP && why != Trigger.RECHECK);
        }
    }

    @Test
    void a_fix_that_was_undone_is_told_once_with_who_undid_it() {
        undone(Optional.of(Passing.SOMEBODY));
        List<Body> told = looks(Trigger.EVENT);
        assertThat(kinds(told)).containsExactly("fix-reverted");
        assertThat(text(told, 0)).isEqualTo("the guard's fix of c-1 was undone by " + Passing.SOMEBODY);
        assertThat(looks(Trigger.EVENT)).isEmpty();
    }

    @Test
    void the_last_write_is_evidence_of_a_revert_only_where_it_is_the_one_that_undid_the_fix() {
        pass.memory.lastWrite = pass.sees(Act.WRITE, Passing.SOMEBODY, pass.now);
        undone(Optional.of(Passing.SOMEBODY));
        assertThat(((Alert) looks(Trigger.EVENT).get(0)).evidence()).contains(pass.memory.lastWrite);
        pass.later(Duration.ofHours(1));
        undone(Optional.empty());
        assertThat(((Alert) looks(Trigger.SWEEP).get(0)).evidence()).isEmpty();
    }

    @Test
    void a_fight_is_given_up_loudly() {
        undone(Optional.of(Passing.SOMEBODY));
        looks(Trigger.EVENT);
        pass.later(Duration.ofDays(1));
        undone(Optional.empty());
        List<Body> told = looks(Trigger.EVENT);
        assertThat(kinds(told)).containsExactly("fix-reverted", "fought-over");
        assertThat(((Alert) told.get(1)).severity()).isEqualTo(Severity.HIGH);
        assertThat(text(told, 1)).contains("2 times").endsWith("the last time by somebody who was not seen");
        assertThat(looks(Trigger.EVENT)).isEmpty();
    }

    @Test
    void reverts_far_apart_are_no_fight() {
        undone(Optional.of(Passing.SOMEBODY));
        looks(Trigger.EVENT);
        pass.later(Duration.ofDays(8));
        undone(Optional.of(Passing.SOMEBODY));
        assertThat(kinds(looks(Trigger.EVENT))).containsExactly("fix-reverted");
    }

    @Test
    void what_an_approver_or_an_operator_reopened_begins_anew() {
        undone(Optional.of(Passing.SOMEBODY));
        looks(Trigger.EVENT);
        pass.memory.reopenedAt = pass.now.plusSeconds(1);
        pass.later(Duration.ofHours(1));
        undone(Optional.of(Passing.SOMEBODY));
        assertThat(kinds(looks(Trigger.EVENT))).containsExactly("fix-reverted");

        reopened.put(pass.cluster.key(), pass.now.plusSeconds(1)); // by a setting, which is later than the approval
        pass.later(Duration.ofHours(1));
        undone(Optional.of(Passing.SOMEBODY));
        assertThat(kinds(looks(Trigger.EVENT))).containsExactly("fix-reverted");
    }

    @Test
    void under_break_glass_nothing_is_called_a_revert_until_it_is_known_who_wrote_the_tag() {
        waiting(false);
        undone(Optional.of(Passing.SOMEBODY));
        assertThat(looks(Trigger.EVENT)).isEmpty();
        waiting(true);
        assertThat(kinds(looks(Trigger.EVENT))).containsExactly("fix-reverted");
    }
}

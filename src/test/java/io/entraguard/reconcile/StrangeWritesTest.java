package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Settings;
import io.entraguard.reconcile.ClusterMemory.Flown;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StrangeWritesTest {
    private final Passing pass = new Passing();
    private final Log log = new Log();
    private final StrangeWrites strange = new StrangeWrites(log);

    /** An Activity Log that shows what a test puts there, or cannot be read. */
    private static final class Log implements ActivityLog {
        private final List<Sighting> entries = new ArrayList<>();
        private boolean down;

        @Override
        public List<Sighting> since(ClusterRef cluster, Instant from) {
            if (down) {
                throw new Failure.Transient("activity: HTTP 503");
            }
            return entries.stream().filter(entry -> !entry.at().isBefore(from)).toList();
        }
    }

    private static Sighting write(String by, Instant at, String correlation) {
        var actor = new Actor(by, Optional.empty(), true, false, Optional.empty());
        return new Sighting(Act.WRITE, "e-" + correlation, at, actor, Optional.of(correlation));
    }

    /** An event tells of a write by the guard's identity. */
    private Sighting seen(String correlation) {
        Sighting write = write(Passing.GUARD, pass.now, correlation);
        StrangeWrites.note(write, pass.memory);
        return write;
    }

    private Optional<Instant> judges() {
        AuditDraft draft = pass.draft();
        Optional<Instant> again = strange.judge(pass.memory, draft, pass.now);
        draft.flush();
        return again;
    }

    private List<Body> laterRecorded(Duration time) {
        pass.later(time);
        judges();
        return pass.recorded();
    }

    @Test
    void of_a_write_that_the_guard_did_not_send_the_alarm_is_raised_once_the_log_should_show_it() {
        Sighting write = seen("corr-1");
        log.entries.add(write(Passing.GUARD.toUpperCase(Locale.ROOT), pass.now, "CORR-1"));
        assertThat(judges()).contains(pass.now.plus(Duration.ofMinutes(15)));
        assertThat(pass.recorded()).as("not yet").isEmpty();
        assertThat(laterRecorded(Duration.ofMinutes(15))).singleElement().isInstanceOfSatisfying(Alert.class, alert -> {
            assertThat(alert.kind()).isEqualTo("own-identity-misused");
            assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(alert.evidence()).contains(write);
            assertThat(alert.text()).contains("c-1").endsWith("the Activity Log shows it");
        });
        assertThat(laterRecorded(Duration.ofHours(2))).as("once").isEmpty();
    }

    @Test
    void a_write_that_the_log_does_not_show_may_be_made_up_and_the_alarm_says_so() {
        seen("corr-1");
        log.entries.add(write(Passing.SOMEBODY, pass.now, "corr-1"));
        log.entries.add(write(Passing.GUARD, pass.now, "corr-2"));
        assertThat(laterRecorded(Duration.ofMinutes(15))).singleElement().isInstanceOfSatisfying(Alert.class, alert -> {
            assertThat(alert.text()).endsWith("the Activity Log does not show it, so the event may be made up");
        });
    }

    @Test
    void a_log_that_cannot_be_read_is_waited_for_a_day_and_no_longer() {
        seen("corr-1");
        log.down = true;
        assertThat(laterRecorded(Duration.ofMinutes(15))).isEmpty();
        assertThat(judges()).contains(pass.now.plus(Duration.ofMinutes(15)));
        assertThat(laterRecorded(Duration.ofHours(23))).isEmpty();
        assertThat(laterRecorded(Duration.ofMinutes(45))).singleElement().isInstanceOfSatisfying(Alert.class, alert -> {
            assertThat(alert.text()).endsWith("the Activity Log cannot be read");
        });
    }

    @Test
    void what_claims_to_come_from_the_future_is_not_waited_for() {
        StrangeWrites.note(write(Passing.GUARD, pass.now.plus(Duration.ofDays(3650)), "corr-1"), pass.memory);
        log.down = true;
        assertThat(judges()).isEmpty();
        assertThat(pass.recorded()).hasSize(1);
    }

    @Test
    void a_write_whose_correlation_the_guard_knows_is_its_own_whenever_it_came_to_know_it() {
        pass.memory.ownWrite("corr-1");
        seen("corr-1");
        assertThat(pass.memory.strange).isEmpty();
        seen("corr-2");
        pass.memory.ownWrite("corr-2"); // its event came before its answer
        assertThat(laterRecorded(Duration.ofHours(1))).isEmpty();
        assertThat(pass.memory.strange).isEmpty();
    }

    @Test
    void a_write_within_an_hour_of_one_of_the_guards_own_counts_as_that_one() {
        Instant intended = pass.now;
        pass.memory.landed(new Flown(intended, intended.plus(Duration.ofMinutes(10))));
        for (Duration after : List.of(Duration.ofMinutes(-5), Duration.ZERO, Duration.ofMinutes(70))) {
            StrangeWrites.note(write(Passing.GUARD, intended.plus(after), "corr" + after), pass.memory);
        }
        assertThat(laterRecorded(Duration.ofHours(3))).isEmpty();
        for (Duration outside : List.of(Duration.ofMinutes(-6), Duration.ofMinutes(71))) {
            StrangeWrites.note(write(Passing.GUARD, intended.plus(outside), "corr" + outside), pass.memory);
        }
        assertThat(laterRecorded(Duration.ofHours(3))).hasSize(2);
    }

    @Test
    void while_a_write_of_the_guards_is_under_way_nothing_is_judged() {
        seen("corr-1");
        ClusterDocument document = ClusterDocument.plain("c-1");
        Plan plan = Plan.of(document.snapshot(), Settings.DEFAULTS.withMode(Mode.AUTO), Set.of(Plan.Half.values()))
                .orElseThrow();
        pass.memory.inFlight = new InFlight(
                "rem-1", plan, "e-1", document.tree(), pass.now, true, Optional.empty(), Optional.empty(), pass.now);
        assertThat(laterRecorded(Duration.ofHours(1))).isEmpty();
        assertThat(pass.memory.strange).hasSize(1);
        pass.memory.inFlight = null;
        assertThat(laterRecorded(Duration.ZERO)).hasSize(1);
    }

    @Test
    void a_flood_of_them_raises_a_bounded_number_of_alarms() {
        for (int i = 0; i < 1_000; i++) {
            seen("corr-" + i);
        }
        assertThat(laterRecorded(Duration.ofMinutes(15))).hasSize(12);
    }

    @Test
    void a_look_that_is_played_again_after_a_stop_raises_the_alarm_by_the_same_name() {
        seen("corr-1");
        pass.later(Duration.ofMinutes(15));
        var occurrences = new ArrayList<String>();
        for (int i = 0; i < 2; i++) { // the row was not saved after the first
            pass.memory.strange = new ArrayList<>(List.of(write(Passing.GUARD, pass.now, "corr-1")));
            var draft = new AuditDraft(
                    events -> events.forEach(event -> occurrences.add(event.occurrence())),
                    pass.memory,
                    "hash",
                    pass.now.plus(Duration.ofHours(1)));
            strange.judge(pass.memory, draft, pass.now.plus(Duration.ofHours(1)));
            draft.flush();
        }
        assertThat(occurrences).hasSize(2).containsOnly("own-identity e-corr-1");
    }
}

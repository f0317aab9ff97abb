package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterRef;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.Limits;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetLimitsTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final Limits PLENTY = limits(100, 1000);

    private final Failing faults = new Failing();
    private final LabMemoryStore store = new LabMemoryStore(faults);
    private final FleetLimits limits = new FleetLimits(store);

    private static Limits limits(int concurrent, int perHour) {
        return new Limits(
                concurrent,
                perHour,
                new Limits.Breaker(3, Duration.ofHours(1)),
                50,
                new Limits.Reverts(2, Duration.ofDays(7)));
    }

    private static ClusterRef cluster(int number) {
        return Rig.ref(ClusterDocument.plain("c-" + number));
    }

    private boolean begins(int number, Instant at, Limits most) {
        return limits.begin(cluster(number), at, most).equals(FleetLoad.IDLE);
    }

    private void fails(int number, Instant at) {
        limits.begin(cluster(number), at, PLENTY);
        limits.end(cluster(number), at, true, PLENTY);
    }

    private void succeeds(int number, Instant at) {
        limits.begin(cluster(number), at, PLENTY);
        limits.end(cluster(number), at, false, PLENTY);
    }

    private Optional<Instant> openUntil(Instant at) {
        return limits.load(cluster(99), at, PLENTY).breakerUntil();
    }

    private static Instant after(int minutes) {
        return NOW.plus(Duration.ofMinutes(minutes));
    }

    @Test
    void so_many_at_once_and_no_more() {
        Limits two = limits(2, 1000);
        assertThat(begins(1, NOW, two)).isTrue();
        assertThat(begins(2, NOW, two)).isTrue();
        assertThat(limits.begin(cluster(3), NOW, two).fullUntil()).contains(after(2));
        limits.end(cluster(1), NOW, false, two);
        assertThat(begins(3, NOW, two)).isTrue();
    }

    @Test
    void one_that_came_to_nothing_makes_room_too() {
        Limits one = limits(1, 1000);
        begins(1, NOW, one);
        limits.forget(cluster(1));
        assertThat(begins(2, NOW, one)).isTrue();
        limits.forget(cluster(77));
    }

    @Test
    void one_that_nobody_ended_counts_for_six_hours() {
        Limits one = limits(1, 1000);
        begins(1, NOW, one);
        assertThat(begins(2, after(6 * 60 - 1), one)).isFalse();
        assertThat(begins(2, after(6 * 60), one)).isTrue();
    }

    @Test
    void one_that_begins_again_after_a_stop_takes_no_second_place() {
        Limits one = limits(1, 1);
        assertThat(limits.begin(cluster(1), NOW, limits(1, 2))).isEqualTo(FleetLoad.IDLE);
        assertThat(limits.begin(cluster(1), NOW, limits(1, 2))).isEqualTo(FleetLoad.IDLE);
        assertThat(limits.load(cluster(1), NOW, limits(1, 2))).isEqualTo(FleetLoad.IDLE);
        assertThat(limits.load(cluster(1), NOW, one).fullUntil()).contains(after(60));
    }

    @Test
    void so_many_in_any_sixty_minutes_and_no_more() {
        Limits hourly = limits(100, 2);
        assertThat(begins(1, NOW, hourly)).isTrue();
        assertThat(begins(2, after(50), hourly)).isTrue();
        assertThat(limits.begin(cluster(3), after(55), hourly).fullUntil()).contains(after(60));
        assertThat(limits.begin(cluster(3), after(59), hourly).fullUntil()).contains(after(60));
        assertThat(begins(3, after(60), hourly)).as("the first is an hour old").isTrue();
        assertThat(limits.begin(cluster(4), after(61), hourly).fullUntil()).contains(after(110));
    }

    @Test
    void what_came_to_nothing_counts_in_its_hour_all_the_same() {
        Limits hourly = limits(100, 1);
        begins(1, NOW, hourly);
        limits.forget(cluster(1));
        assertThat(limits.begin(cluster(2), after(1), hourly).fullUntil()).contains(after(60));
    }

    @Test
    void a_policy_that_allows_less_than_ran_waits_for_the_one_that_makes_room() {
        for (int i = 0; i < 5; i++) {
            begins(i, after(i), PLENTY);
        }
        assertThat(limits.load(cluster(99), after(5), limits(100, 2)).fullUntil())
                .contains(after(3 + 60));
    }

    @Test
    void enough_failures_within_the_time_open_the_breaker() {
        fails(1, NOW);
        fails(2, after(10));
        assertThat(openUntil(after(10))).isEmpty();
        fails(3, after(20));
        assertThat(openUntil(after(20))).contains(after(80));
        assertThat(limits.begin(cluster(4), after(79), PLENTY).breakerUntil()).contains(after(80));
    }

    @Test
    void failures_that_lie_further_apart_do_not() {
        fails(1, NOW);
        fails(2, after(30));
        fails(3, after(60));
        assertThat(openUntil(after(60))).isEmpty();
    }

    @Test
    void half_open_one_at_a_time_tries_and_a_success_closes_it() {
        open();
        assertThat(begins(4, after(60), PLENTY)).isTrue();
        assertThat(limits.begin(cluster(5), after(60), PLENTY).breakerUntil()).contains(after(62));
        limits.end(cluster(4), after(64), false, PLENTY);
        assertThat(begins(5, after(64), PLENTY)).isTrue();
        assertThat(begins(6, after(64), PLENTY)).isTrue();
    }

    @Test
    void half_open_a_failure_opens_it_again() {
        open();
        begins(4, after(60), PLENTY);
        limits.end(cluster(4), after(64), true, PLENTY);
        assertThat(openUntil(after(64))).contains(after(124));
    }

    @Test
    void half_open_a_try_that_came_to_nothing_says_nothing() {
        open();
        begins(4, after(60), PLENTY);
        limits.forget(cluster(4));
        assertThat(begins(5, after(61), PLENTY)).isTrue();
        assertThat(limits.begin(cluster(6), after(61), PLENTY).breakerUntil()).contains(after(63));
    }

    @Test
    void an_open_breaker_is_not_closed_by_what_had_begun_before() {
        begins(9, NOW, PLENTY);
        open();
        limits.end(cluster(9), after(4), false, PLENTY);
        assertThat(openUntil(after(4))).contains(after(60));
    }

    @Test
    void a_breaker_that_was_closed_needs_as_many_failures_again() {
        open();
        succeeds(4, after(60));
        fails(5, after(61));
        fails(6, after(62));
        assertThat(openUntil(after(62))).isEmpty();
    }

    @Test
    void it_can_be_tripped_at_once() {
        limits.trip(cluster(1), NOW, PLENTY);
        assertThat(openUntil(NOW)).contains(after(60));
    }

    private void open() {
        fails(1, NOW);
        fails(2, NOW);
        fails(3, NOW);
        assertThat(openUntil(NOW)).contains(after(60));
    }

    /** What is told now, by name, kind and text. */
    private List<String> told() {
        var told = new ArrayList<String>();
        limits.tell(
                events -> events.forEach(event -> {
                    Alert alert = (Alert) event.body();
                    assertThat(event.cluster()).isEmpty();
                    told.add(event.occurrence() + " " + alert.kind() + " " + event.at() + ": " + alert.text());
                }),
                "hash");
        return told;
    }

    @Test
    void an_opening_is_told_once_with_until_when_and_the_clusters_that_failed() {
        assertThat(told()).isEmpty();
        open();
        fails(4, after(1)); // it is open already
        assertThat(told())
                .singleElement()
                .asString()
                .startsWith("breaker 1 breaker-open " + NOW + ": ")
                .contains("nothing is remediated until " + after(60))
                .contains(cluster(1).id(), cluster(2).id(), cluster(3).id());
        assertThat(told()).isEmpty();
    }

    @Test
    void a_closing_is_told_after_its_opening_and_names_what_went_well() {
        open();
        succeeds(4, after(60));
        assertThat(told()).hasSize(2).last().asString().startsWith("breaker 2 breaker-closed " + after(60));
        open(after(120));
        assertThat(told()).singleElement().asString().startsWith("breaker 3 breaker-open " + after(120));
    }

    private void open(Instant at) {
        fails(1, at);
        fails(2, at);
        fails(3, at);
    }

    @Test
    void a_probe_that_fails_opens_it_again_and_that_is_news() {
        open();
        begins(4, after(60), PLENTY);
        limits.end(cluster(4), after(64), true, PLENTY);
        assertThat(told())
                .extracting(told -> told.substring(0, 22))
                .containsExactly("breaker 1 breaker-open", "breaker 2 breaker-open");
    }

    @Test
    void one_that_was_tripped_says_which_cluster_changed_without_an_explanation() {
        limits.trip(cluster(1), NOW, PLENTY);
        assertThat(told())
                .singleElement()
                .asString()
                .contains("nothing explains")
                .contains(cluster(1).id());
    }

    @Test
    void of_many_failures_an_alert_names_the_last_ten() {
        for (int i = 0; i < 14; i++) {
            limits.begin(cluster(i), NOW, PLENTY);
        }
        var many = new Limits(100, 1000, new Limits.Breaker(14, Duration.ofHours(1)), 50, PLENTY.reverts());
        for (int i = 0; i < 14; i++) {
            limits.end(cluster(i), NOW, true, many);
        }
        assertThat(told())
                .singleElement()
                .asString()
                .contains(cluster(13).id(), cluster(4).id(), "and 4 more")
                .doesNotContain(cluster(3).id() + ",");
    }

    @Test
    void what_could_not_be_recorded_is_told_later() {
        open();
        assertThatThrownBy(() -> limits.tell(
                        events -> {
                            throw new Failure.Transient("the ledger gave no answer");
                        },
                        "hash"))
                .isInstanceOf(Failure.Transient.class);
        assertThat(told()).hasSize(1);
    }

    @Test
    void what_was_told_and_not_noted_is_told_again_by_the_same_name() {
        open();
        faults.well().with(new FaultHook.Timeout()); // the read, and then the note
        assertThatThrownBy(this::told).isInstanceOf(Failure.Transient.class);
        assertThat(told()).singleElement().asString().startsWith("breaker 1 ");
        assertThat(told()).isEmpty();
    }

    @Test
    void a_turn_that_comes_while_another_is_told_is_not_lost() {
        open();
        var names = new ArrayList<String>();
        limits.tell(
                events -> {
                    events.forEach(event -> names.add(event.occurrence()));
                    if (names.size() == 1) {
                        succeeds(4, after(60)); // another instance, before this one has noted
                    }
                },
                "hash");
        assertThat(names).containsExactly("breaker 1", "breaker 1", "breaker 2");
        assertThat(told()).isEmpty();
    }

    @Test
    void many_who_begin_at_once_stay_within_the_limit() throws Exception {
        Limits three = limits(3, 1000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> begins = IntStream.range(0, 24)
                    .mapToObj(number -> (Callable<Boolean>) () -> begun(number, three))
                    .toList();
            var begun = new ArrayList<Boolean>();
            for (Future<Boolean> future : threads.invokeAll(begins)) {
                begun.add(future.get());
            }
            assertThat(begun).filteredOn(Boolean::booleanValue).hasSize(3);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Begins, again where too many wrote the row at once, as the queue would. */
    private boolean begun(int number, Limits most) {
        for (int i = 0; i < 100; i++) {
            try {
                return limits.begin(cluster(number), NOW, most).equals(FleetLoad.IDLE);
            } catch (Failure.Transient e) {
                // tried again
            }
        }
        throw new AssertionError("never got through");
    }

    @Test
    void a_writer_who_is_always_outrun_gives_up_and_comes_again() {
        for (int i = 0; i < 5; i++) {
            faults.well().with(new FaultHook.Status(412, "UpdateConditionNotSatisfied", Optional.empty()));
        }
        assertThatThrownBy(() -> limits.begin(cluster(1), NOW, PLENTY))
                .isInstanceOf(Failure.Transient.class)
                .hasMessageContaining("too many at once");
    }

    @Test
    void a_writer_who_was_outrun_reads_again() {
        faults.well().with(new FaultHook.Status(412, "UpdateConditionNotSatisfied", Optional.empty()));
        assertThat(begins(1, NOW, PLENTY)).isTrue();
    }

    @Test
    void a_row_that_cannot_be_read_lets_nothing_begin() {
        store.save(MemoryStore.FLEET, "limits", "{", Optional.empty());
        assertThatThrownBy(() -> limits.begin(cluster(1), NOW, PLENTY)).isInstanceOf(Failure.Transient.class);
    }
}

package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
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
import org.junit.jupiter.api.Test;

class TicketAllowanceTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final Failing faults = new Failing();
    private final LabMemoryStore store = new LabMemoryStore(faults);
    private final TicketAllowance allowance = new TicketAllowance(store);

    private static ClusterRef cluster(int number) {
        return Rig.ref(ClusterDocument.plain("c-" + number));
    }

    private static Rank rank(Severity worst) {
        return new Rank(100, false, worst, NOW);
    }

    private Optional<Instant> asks(int number, Severity worst, Instant at, int limit) {
        return allowance.take(cluster(number), rank(worst), false, at, limit);
    }

    @Test
    void so_many_are_opened_in_any_day_and_the_next_when_one_is_a_day_old() {
        assertThat(asks(1, Severity.HIGH, NOW, 2)).isEmpty();
        assertThat(asks(2, Severity.HIGH, NOW.plusSeconds(60), 2)).isEmpty();
        assertThat(asks(3, Severity.HIGH, NOW.plusSeconds(120), 2)).contains(NOW.plus(DAY));
        assertThat(asks(3, Severity.HIGH, NOW.plus(DAY).minusSeconds(1), 2)).contains(NOW.plus(DAY));
        assertThat(asks(3, Severity.HIGH, NOW.plus(DAY), 2)).isEmpty();
        assertThat(asks(4, Severity.HIGH, NOW.plus(DAY), 2))
                .as("and the second of the first day a minute later")
                .contains(NOW.plus(DAY).plusSeconds(60));
    }

    @Test
    void the_same_ticket_at_another_try_is_one() {
        assertThat(asks(1, Severity.HIGH, NOW, 1)).isEmpty();
        assertThat(asks(1, Severity.HIGH, NOW.plusSeconds(60), 1)).isEmpty();
    }

    @Test
    void who_waits_and_is_worse_comes_first() {
        asks(1, Severity.HIGH, NOW, 1);
        assertThat(asks(2, Severity.MEDIUM, NOW, 1)).isPresent();
        assertThat(asks(3, Severity.CRITICAL, NOW, 1)).isPresent();
        assertThat(asks(2, Severity.MEDIUM, NOW.plus(DAY), 1)).isPresent();
        assertThat(asks(3, Severity.CRITICAL, NOW.plus(DAY), 1)).isEmpty();
    }

    @Test
    void one_that_waits_and_needs_none_any_more_keeps_nobody_waiting() {
        asks(1, Severity.HIGH, NOW, 1);
        asks(3, Severity.CRITICAL, NOW, 1);
        allowance.leave(cluster(3));
        assertThat(asks(2, Severity.MEDIUM, NOW.plus(DAY), 1)).isEmpty();
    }

    @Test
    void one_that_is_forgotten_keeps_nobody_waiting_after_the_next_count() {
        asks(1, Severity.HIGH, NOW, 1);
        asks(3, Severity.CRITICAL, NOW, 1);
        allowance.recount(List.of(cluster(2)));
        assertThat(allowance.waiting()).isEqualTo(1);
        assertThat(asks(2, Severity.MEDIUM, NOW.plus(DAY), 1)).isEmpty();
    }

    @Test
    void those_who_wait_are_counted_and_the_row_stays_small() {
        for (int i = 0; i < 500; i++) {
            asks(i, Severity.HIGH, NOW, 5);
        }
        assertThat(allowance.waiting()).isEqualTo(495);
        assertThat(store.load(MemoryStore.FLEET, "sweep-tickets").orElseThrow().text())
                .hasSizeLessThan(2_000);
        assertThat(allowance.take(cluster(499), rank(Severity.HIGH), true, NOW, 5))
                .isPresent();
        assertThat(allowance.waiting()).as("once each").isEqualTo(495);
    }

    @Test
    void where_the_policy_allows_none_they_wait() {
        assertThat(asks(1, Severity.CRITICAL, NOW, 0)).contains(NOW.plus(DAY));
        assertThat(allowance.waiting()).isEqualTo(1);
    }

    @Test
    void many_at_once_open_no_more() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 12; i++) {
                int number = i;
                work.add(() -> {
                    try {
                        return asks(number, Severity.HIGH, NOW, 3).isEmpty();
                    } catch (Failure.Transient e) {
                        return false; // too many at once: it is put back
                    }
                });
            }
            int opened = 0;
            for (Future<Boolean> one : threads.invokeAll(work)) {
                opened += one.get() ? 1 : 0;
            }
            assertThat(opened).isBetween(1, 3);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_row_that_cannot_be_read_opens_none() {
        store.save(MemoryStore.FLEET, "sweep-tickets", "[", Optional.empty());
        assertThatThrownBy(() -> asks(1, Severity.HIGH, NOW, 1)).isInstanceOf(Failure.Transient.class);
    }
}

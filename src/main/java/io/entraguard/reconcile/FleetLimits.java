package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.ClusterRef;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.Limits;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many remediations run and ran lately, across all instances, and the breaker: one etag-guarded row. Safe for use by
 * many threads and processes.
 */
final class FleetLimits {
    private static final String ROW = "limits";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(2);

    /** A remediation that nobody ended counts no longer; AKS operations take minutes, the longest below this. */
    private static final Duration FORGOTTEN = Duration.ofHours(6);

    private static final int TRIES = 5;

    private final MemoryStore store;

    FleetLimits(MemoryStore store) {
        this.store = store;
    }

    /** The row. */
    static final class State {
        Map<String, Instant> running = new TreeMap<>();
        List<Instant> starts = new ArrayList<>();
        List<Instant> failures = new ArrayList<>();

        @Nullable Instant openUntil;
    }

    /** What holds a remediation of this cluster back now. */
    FleetLoad load(ClusterRef cluster, Instant now, Limits limits) {
        return load(read(), cluster, now, limits);
    }

    /** Counts a remediation as begun; what holds it back where the limits are reached meanwhile. */
    FleetLoad begin(ClusterRef cluster, Instant now, Limits limits) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(FleetLimits::parse).orElseGet(State::new);
            FleetLoad load = load(state, cluster, now, limits);
            if (!load.equals(FleetLoad.IDLE)) {
                return load;
            }
            if (state.running.put(cluster.key(), now) == null) {
                state.starts.add(now);
            }
            state.starts.removeIf(start -> !start.plus(HOUR).isAfter(now));
            if (saved(row, state, i)) {
                return FleetLoad.IDLE;
            }
        }
    }

    /** Counts a remediation as ended; enough failures within the policy's time open the breaker. */
    void end(ClusterRef cluster, Instant now, boolean failed, Limits limits) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(FleetLimits::parse).orElseGet(State::new);
            state.running.remove(cluster.key());
            if (failed) {
                fail(state, now, limits);
            } else if (state.openUntil == null || !now.isBefore(state.openUntil)) {
                // While it is open, a success only says that something begun before the trouble went well.
                state.failures.clear();
                state.openUntil = null;
            }
            if (saved(row, state, i)) {
                return;
            }
        }
    }

    /** Takes back a remediation that was begun and came to nothing, which says nothing about others. */
    void forget(ClusterRef cluster) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(FleetLimits::parse).orElseGet(State::new);
            if (state.running.remove(cluster.key()) == null || saved(row, state, i)) {
                return;
            }
        }
    }

    /** Opens the breaker at once. */
    void trip(ClusterRef cluster, Instant now, Limits limits) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(FleetLimits::parse).orElseGet(State::new);
            state.running.remove(cluster.key());
            state.openUntil = now.plus(limits.breaker().within());
            if (saved(row, state, i)) {
                return;
            }
        }
    }

    private static void fail(State state, Instant now, Limits limits) {
        Duration within = limits.breaker().within();
        state.failures.removeIf(failure -> !failure.plus(within).isAfter(now));
        state.failures.add(now);
        boolean probeFailed = state.openUntil != null;
        if (probeFailed || state.failures.size() >= limits.breaker().failures()) {
            state.openUntil = now.plus(within);
        }
    }

    private static FleetLoad load(State state, ClusterRef cluster, Instant now, Limits limits) {
        long running = state.running.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(cluster.key()))
                .filter(entry -> entry.getValue().plus(FORGOTTEN).isAfter(now))
                .count();
        Instant openUntil = state.openUntil;
        if (openUntil != null && (now.isBefore(openUntil) || running > 0)) {
            // Half-open: once the time is over, one remediation at a time tells whether the trouble is over too.
            Instant look = now.isBefore(openUntil) ? openUntil : now.plus(LOOK_AGAIN);
            return new FleetLoad(Optional.empty(), Optional.of(look));
        }
        if (running >= limits.concurrentRemediations()) {
            return new FleetLoad(Optional.of(now.plus(LOOK_AGAIN)), Optional.empty());
        }
        List<Instant> lately = state.starts.stream()
                .filter(start -> start.plus(HOUR).isAfter(now))
                .sorted()
                .toList();
        if (lately.size() >= limits.remediationsPerHour()) {
            Instant free = lately.isEmpty()
                    ? now.plus(HOUR)
                    : lately.get(lately.size() - Math.max(1, limits.remediationsPerHour()))
                            .plus(HOUR);
            return new FleetLoad(Optional.of(free), Optional.empty());
        }
        return FleetLoad.IDLE;
    }

    private State read() {
        return store.load(MemoryStore.FLEET, ROW).map(FleetLimits::parse).orElseGet(State::new);
    }

    private boolean saved(Optional<Row> row, State state, int attempt) {
        try {
            store.save(MemoryStore.FLEET, ROW, ClusterRows.JSON.writeValueAsString(state), row.map(Row::etag));
            return true;
        } catch (Failure.Conflict e) {
            if (attempt >= TRIES) {
                throw new Failure.Transient("the row of the limits is written by too many at once");
            }
            return false;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the limits have only fields that JSON can hold", e);
        }
    }

    private static State parse(Row row) {
        try {
            return ClusterRows.JSON.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of the limits could not be read: " + e.getOriginalMessage());
        }
    }
}

package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
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

    /** An alert names this many clusters. */
    private static final int NAMED = 10;

    private final MemoryStore store;

    FleetLimits(MemoryStore store) {
        this.store = store;
    }

    /**
     * A remediation that ended badly.
     *
     * @param cluster its id
     */
    record Failed(String cluster, Instant at) {}

    /**
     * The breaker opened or closed, and somebody is to be told of it.
     *
     * @param number tells it from the others, and is the same whoever tells
     */
    record Turn(long number, boolean opened, Instant at, String text) {
        Alert alert() {
            return opened
                    ? new Alert("breaker-open", Severity.HIGH, text, Optional.empty())
                    : new Alert("breaker-closed", Severity.LOW, text, Optional.empty());
        }
    }

    /** The row. */
    static final class State {
        Map<String, Instant> running = new TreeMap<>();
        List<Instant> starts = new ArrayList<>();
        List<Failed> failed = new ArrayList<>();

        @Nullable Instant openUntil;
        /** How often the breaker opened or closed. */
        long turns;
        /** What nobody was told of yet. */
        List<Turn> untold = new ArrayList<>();
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
                fail(state, cluster, now, limits);
            } else if (state.openUntil == null || !now.isBefore(state.openUntil)) {
                // While it is open, a success only says that something begun before the trouble went well.
                succeed(state, cluster, now);
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
            open(
                    state,
                    "a remediation came with a change that nothing explains, of " + cluster.id(),
                    now,
                    limits.breaker().within());
            if (saved(row, state, i)) {
                return;
            }
        }
    }

    private static void succeed(State state, ClusterRef cluster, Instant now) {
        state.failed.clear();
        if (state.openUntil != null) {
            state.openUntil = null;
            turn(state, false, now, "the breaker is closed: the remediation of " + cluster.id() + " went well");
        }
    }

    private static void fail(State state, ClusterRef cluster, Instant now, Limits limits) {
        Duration within = limits.breaker().within();
        state.failed.removeIf(failure -> !failure.at().plus(within).isAfter(now));
        state.failed.add(new Failed(cluster.id(), now));
        boolean probeFailed = state.openUntil != null;
        if (probeFailed || state.failed.size() >= limits.breaker().failures()) {
            List<String> clusters =
                    state.failed.stream().map(Failed::cluster).distinct().toList();
            open(state, "remediations failed, the last of " + named(clusters), now, within);
        }
    }

    /** The last of many. */
    private static String named(List<String> clusters) {
        int left = Math.max(0, clusters.size() - NAMED);
        return String.join(", ", clusters.subList(left, clusters.size())) + (left == 0 ? "" : " and " + left + " more");
    }

    /** Opens the breaker, or keeps it open for longer: only the former is news. */
    private static void open(State state, String why, Instant now, Duration within) {
        boolean news = state.openUntil == null || !now.isBefore(state.openUntil);
        Instant until = now.plus(within);
        state.openUntil = until;
        if (news) {
            turn(state, true, now, "the breaker is open, and nothing is remediated until " + until + ": " + why);
        }
    }

    private static void turn(State state, boolean opened, Instant now, String text) {
        state.turns++;
        state.untold.add(new Turn(state.turns, opened, now, text));
    }

    /**
     * Tells of openings and closings of the breaker that nobody was told of. Told first, saved second: a stop in between
     * makes the same event again, by the same name.
     *
     * @throws Failure where it could not be recorded; a later call tells
     */
    void tell(Audit audit, String policyHash) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(FleetLimits::parse).orElseGet(State::new);
            if (state.untold.isEmpty()) {
                return;
            }
            audit.record(state.untold.stream()
                    .map(turn -> new AuditEvent(
                            Optional.empty(), turn.at(), "breaker " + turn.number(), policyHash, turn.alert()))
                    .toList());
            state.untold.clear();
            if (saved(row, state, i)) {
                return;
            }
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

    /** Until when the breaker is open; past where it is half-open, empty where it is closed. */
    Optional<Instant> openUntil() {
        return Optional.ofNullable(read().openUntil);
    }

    private State read() {
        return store.load(MemoryStore.FLEET, ROW).map(FleetLimits::parse).orElseGet(State::new);
    }

    private boolean saved(Optional<Row> row, State state, int attempt) {
        try {
            store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), row.map(Row::etag));
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
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of the limits could not be read: " + e.getOriginalMessage());
        }
    }
}

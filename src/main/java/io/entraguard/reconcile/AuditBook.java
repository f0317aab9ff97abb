package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.AuditDiagnostics.Found;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the last sweeps found out about the clusters' audit logs, in one row of the fleet's own, so that no cluster's row
 * is written for it. A look-up that fails leaves what the one before found, for a day. Immutable.
 */
final class AuditBook {
    /** Azure Policy evaluates what is there once a day, so that an older answer may be of two evaluations ago. */
    static final Duration KEPT = Duration.ofHours(24);

    private static final String ROW = "audit-coverage";

    /** A row holds 500,000 characters, and a cluster's name takes 19 of them; of what is beyond nothing is known. */
    private static final int MOST = 25_000;

    private static final Logger LOG = Logger.getLogger(AuditBook.class.getName());

    private final State state;
    private final boolean fresh;
    private final Set<String> covered;
    private final Set<String> missing;

    private AuditBook(State state, Instant now) {
        this.state = state;
        this.fresh = state.asked != null && now.isBefore(state.asked.plus(KEPT));
        this.covered = fresh ? new HashSet<>(state.covered) : Set.of();
        this.missing = fresh ? new HashSet<>(state.missing) : Set.of();
    }

    /** The row; clusters by the short names that sweeps know them by. */
    private static final class State {
        boolean off;

        /** When the answer was given that the names are from. */
        @Nullable Instant asked;

        /** Whether it was asked for again since, in vain. */
        boolean failed;

        List<String> covered = List.of();
        List<String> missing = List.of();
    }

    /**
     * What is known now.
     *
     * @throws Failure.Transient where memory could not be asked
     */
    static AuditBook of(MemoryStore store, Instant now) {
        return new AuditBook(
                store.load(MemoryStore.FLEET, ROW).map(AuditBook::parse).orElseGet(State::new), now);
    }

    /** What is known of one cluster. */
    AuditCoverage of(ClusterRef cluster) {
        if (state.off) {
            return AuditCoverage.OFF;
        }
        String name = SweptPage.name(cluster);
        if (missing.contains(name)) {
            return AuditCoverage.MISSING;
        }
        return covered.contains(name) ? AuditCoverage.COVERED : AuditCoverage.UNKNOWN;
    }

    /** Whether the guard reads no audit logs. */
    boolean off() {
        return state.off;
    }

    /** When the answer was given that it goes by, or would if it were not too old; empty where there was none yet. */
    Optional<Instant> asked() {
        return Optional.ofNullable(state.asked);
    }

    /** Whether there is an answer that is young enough to go by. */
    boolean fresh() {
        return fresh;
    }

    /** Whether the last look-up failed. */
    boolean failed() {
        return state.failed;
    }

    /** Another word whenever a cluster may stand differently. */
    String revision() {
        return state.off + " " + fresh + " " + state.failed + " " + state.asked;
    }

    /**
     * Looks it up at a sweep's end. Never fails for what is looked up, since a sweep is worth as much without it.
     *
     * @param diagnostics empty where the guard reads no audit logs
     * @param seen short names of the clusters that the sweep saw
     * @throws Failure.Transient where memory could not be asked
     */
    static void renew(MemoryStore store, Optional<AuditDiagnostics> diagnostics, Set<String> seen, Instant now) {
        Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
        State state = new State();
        if (diagnostics.isEmpty()) {
            state.off = true;
        } else {
            state = row.map(AuditBook::parse).orElseGet(State::new);
            state.off = false;
            look(state, diagnostics.get(), seen, now);
        }
        save(store, state, row.map(Row::etag));
    }

    private static void look(State state, AuditDiagnostics diagnostics, Set<String> seen, Instant now) {
        try {
            Found found = seen.isEmpty() ? new Found(Set.of(), Set.of()) : diagnostics.find();
            state.missing = names(found.missing(), seen, MOST);
            state.covered = names(found.covered(), seen, MOST - state.missing.size());
            state.asked = now;
            state.failed = false;
        } catch (Failure e) {
            state.failed = true;
            LOG.log(Level.WARNING, "audit coverage unknown reason={0}", e.getMessage());
        }
    }

    private static List<String> names(Collection<ClusterRef> clusters, Set<String> seen, int most) {
        List<String> names = clusters.stream()
                .map(SweptPage::name)
                .filter(seen::contains)
                .sorted()
                .toList();
        if (names.size() > most) {
            LOG.log(Level.WARNING, "audit coverage kept of {0} clusters left-out={1}", new Object[] {
                most, names.size() - most
            });
        }
        return names.subList(0, Math.min(most, names.size()));
    }

    private static void save(MemoryStore store, State state, Optional<String> etag) {
        try {
            store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), etag);
        } catch (Failure.Conflict e) {
            LOG.log(Level.INFO, "audit coverage saved by another sweep meanwhile");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }

    /** A row that cannot be read says nothing of any cluster, and the next sweep writes it anew. */
    private static State parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            LOG.log(Level.WARNING, "audit coverage unreadable reason={0}", e.getOriginalMessage());
            return new State();
        }
    }
}

package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Since when each subscription is watched: its first sweep. A cluster that is older is baseline, a finding but no news.
 * Safe for use by many threads and processes.
 */
final class Watch {
    private static final String ROW = "first-sweeps";

    private final MemoryStore store;

    Watch(MemoryStore store) {
        this.store = store;
    }

    /** The row. */
    static final class State {
        Map<String, Instant> firstSweeps = new TreeMap<>();
    }

    /** Whether a cluster was there before its subscription's first sweep; not, where there was no sweep or no date. */
    boolean older(ClusterRef cluster, Optional<Instant> created, Instant now) {
        Optional<Instant> first = read().map(state -> state.firstSweeps.get(key(cluster)));
        return first.isPresent() && !created.orElse(now).isAfter(first.get());
    }

    /** Notes that a cluster's subscription was swept, if it is the first time. */
    void swept(Iterable<ClusterRef> clusters, Instant now) {
        Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
        State state = row.map(Watch::parse).orElseGet(State::new);
        int before = state.firstSweeps.size();
        clusters.forEach(cluster -> state.firstSweeps.putIfAbsent(key(cluster), now));
        if (state.firstSweeps.size() > before) {
            try {
                store.save(MemoryStore.FLEET, ROW, ClusterRows.JSON.writeValueAsString(state), row.map(Row::etag));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the row has only fields that JSON can hold", e);
            }
        }
    }

    private Optional<State> read() {
        return store.load(MemoryStore.FLEET, ROW).map(Watch::parse);
    }

    private static String key(ClusterRef cluster) {
        return cluster.subscription().toLowerCase(Locale.ROOT);
    }

    private static State parse(Row row) {
        try {
            return ClusterRows.JSON.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of first sweeps could not be read: " + e.getOriginalMessage());
        }
    }
}

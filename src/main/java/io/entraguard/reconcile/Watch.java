package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when each subscription is watched: its first sweep. A cluster that is older is baseline, a finding but no news.
 * Safe for use by many threads and processes: a first sweep never changes, so what was read once is kept.
 */
final class Watch {
    private static final String ROW = "first-sweeps";

    /** How long the making of a cluster is news to a guard that has not swept yet. */
    private static final Duration NEWS = Duration.ofDays(1);

    private final MemoryStore store;
    private final Map<String, Instant> known = new ConcurrentHashMap<>();

    Watch(MemoryStore store) {
        this.store = store;
    }

    /** The row. */
    static final class State {
        Map<String, Instant> firstSweeps = new TreeMap<>();
    }

    /**
     * Whether a cluster was there before its subscription's first sweep. Where no sweep was yet, one that is older than a
     * day will turn out to be; where no date is known, it was not.
     */
    boolean older(ClusterRef cluster, Optional<Instant> created, Instant now) {
        Instant first = first(key(cluster)).orElse(now.minus(NEWS));
        return !created.orElse(now).isAfter(first);
    }

    private Optional<Instant> first(String subscription) {
        Optional<Instant> first = Optional.ofNullable(known.get(subscription));
        if (first.isPresent()) {
            return first;
        }
        read().ifPresent(state -> known.putAll(state.firstSweeps));
        return Optional.ofNullable(known.get(subscription));
    }

    /** Notes that a cluster's subscription was swept, if it is the first time. */
    void swept(Iterable<ClusterRef> clusters, Instant now) {
        Set<String> subscriptions = new HashSet<>();
        clusters.forEach(cluster -> subscriptions.add(key(cluster)));
        if (known.keySet().containsAll(subscriptions)) {
            return;
        }
        Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
        State state = row.map(Watch::parse).orElseGet(State::new);
        int before = state.firstSweeps.size();
        subscriptions.forEach(subscription -> state.firstSweeps.putIfAbsent(subscription, now));
        if (state.firstSweeps.size() > before) {
            try {
                store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), row.map(Row::etag));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the row has only fields that JSON can hold", e);
            }
        }
        known.putAll(state.firstSweeps);
    }

    private Optional<State> read() {
        return store.load(MemoryStore.FLEET, ROW).map(Watch::parse);
    }

    private static String key(ClusterRef cluster) {
        return cluster.subscription().toLowerCase(Locale.ROOT);
    }

    private static State parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of first sweeps could not be read: " + e.getOriginalMessage());
        }
    }
}

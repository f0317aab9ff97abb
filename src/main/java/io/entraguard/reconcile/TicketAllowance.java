package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many tickets sweeps opened in the last 24 hours, across all instances, and who is next: one etag-guarded row. Safe
 * for use by many threads and processes.
 */
final class TicketAllowance {
    private static final String ROW = "sweep-tickets";
    private static final Duration DAY = Duration.ofDays(1);

    /** How soon to ask again where others are let go first. */
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private static final int TRIES = 5;

    private final MemoryStore store;

    TicketAllowance(MemoryStore store) {
        this.store = store;
    }

    /**
     * A ticket that a sweep opened.
     *
     * @param cluster the cluster's short name
     */
    record Opened(String cluster, Instant at) {}

    /** The row. */
    private static final class State {
        List<Opened> opened = new ArrayList<>();
        /** Those who are next, by their clusters' short names: no more than there are tickets a day. */
        Map<String, Rank> next = new TreeMap<>();
        /** How many wait, as the last sweep counted and passes changed since. */
        int waiting;
    }

    /**
     * Takes one of the day's tickets, unless none is left or the rest belongs to clusters that come first.
     *
     * @param waited whether the cluster was told to wait before
     * @param limit how many may be opened in any 24 hours
     * @return when to ask again; empty where the ticket may be opened
     */
    Optional<Instant> take(ClusterRef cluster, Rank rank, boolean waited, Instant now, int limit) {
        String name = SweptPage.name(cluster);
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(TicketAllowance::parse).orElseGet(State::new);
            state.opened.removeIf(opened -> !opened.at().plus(DAY).isAfter(now));
            Optional<Instant> again = taking(state, name, rank, now, limit);
            state.waiting = Math.max(0, state.waiting + (again.isPresent() ? 1 : 0) - (waited ? 1 : 0));
            if (saved(row, state, i)) {
                return again;
            }
        }
    }

    private static Optional<Instant> taking(State state, String name, Rank rank, Instant now, int limit) {
        state.next.remove(name);
        if (state.opened.stream().anyMatch(opened -> opened.cluster().equals(name))) {
            return Optional.empty(); // the same ticket, at another try
        }
        int before = (int) state.next.values().stream()
                .filter(other -> other.compareTo(rank) < 0)
                .count();
        int left = limit - state.opened.size();
        if (left > before) {
            state.opened.add(new Opened(name, now));
            return Optional.empty();
        }
        state.next.put(name, rank);
        while (state.next.size() > Math.max(1, limit)) {
            state.next.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .ifPresent(last -> state.next.remove(last.getKey()));
        }
        return Optional.of(again(state, before, left, now));
    }

    /** When the ticket is free that falls to a cluster behind so many others. */
    private static Instant again(State state, int before, int left, Instant now) {
        if (left > 0) {
            return now.plus(LOOK_AGAIN);
        }
        if (state.opened.isEmpty()) {
            return now.plus(DAY); // the policy allows none at all
        }
        List<Instant> free = state.opened.stream()
                .map(opened -> opened.at().plus(DAY))
                .sorted(Comparator.naturalOrder())
                .toList();
        return free.get(Math.min(before, free.size() - 1));
    }

    /** A cluster that waited needs no ticket any more, or got one that nothing holds back. */
    void leave(ClusterRef cluster) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(TicketAllowance::parse).orElseGet(State::new);
            state.next.remove(SweptPage.name(cluster));
            state.waiting = Math.max(0, state.waiting - 1);
            if (saved(row, state, i)) {
                return;
            }
        }
    }

    /** Sets right who waits, by the rows of the clusters themselves. */
    void recount(List<ClusterRef> waiting) {
        List<String> names = waiting.stream().map(SweptPage::name).toList();
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(TicketAllowance::parse).orElseGet(State::new);
            boolean changed = state.next.keySet().retainAll(names) || state.waiting != names.size();
            state.waiting = names.size();
            if (!changed || saved(row, state, i)) {
                return;
            }
        }
    }

    /** How many clusters wait for a ticket. */
    int waiting() {
        return store.load(MemoryStore.FLEET, ROW)
                .map(TicketAllowance::parse)
                .map(state -> state.waiting)
                .orElse(0);
    }

    private boolean saved(Optional<Row> row, State state, int attempt) {
        try {
            store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), row.map(Row::etag));
            return true;
        } catch (Failure.Conflict e) {
            if (attempt >= TRIES) {
                throw new Failure.Transient("the row of the sweeps' tickets is written by too many at once");
            }
            return false;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }

    private static State parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of the sweeps' tickets could not be read: " + e.getOriginalMessage());
        }
    }
}

package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the last sweep came to, in one row of the fleet's own. All but {@code started} and {@code ticketsWaiting} is of
 * the last sweep that came to its end.
 *
 * @param started when the last sweep began; later than {@code finished} while it is under way or stopped in the middle
 * @param finished when the last whole sweep ended; empty where none did yet
 * @param clusters how many clusters it saw
 * @param unannounced how many of them no event had announced
 * @param missing what is missing by subscription (lower-case id), each in one sentence: it vanished from view, or returned
 *     fewer clusters than before without their deletion being known of
 * @param ticketsWaiting clusters whose ticket is held back by {@code newTicketsPerDay}
 * @param postponed clusters that were worth a look and found no place on the queue; the next sweep meets them again
 * @param subscriptions lower-case ids of the subscriptions that clusters were seen in
 * @param withoutTopic those of them that no Event Grid system topic is seen of; empty where that could not be looked up
 */
public record SweepReport(
        Optional<Instant> started,
        Optional<Instant> finished,
        int clusters,
        int unannounced,
        SortedMap<String, String> missing,
        int ticketsWaiting,
        int postponed,
        SortedSet<String> subscriptions,
        Optional<SortedSet<String>> withoutTopic) {
    private static final String ROW = "sweep-report";

    private static final int TRIES = 5;

    /** Enough for a median of the times between them. */
    private static final int BEGINNINGS_KEPT = 6;

    public SweepReport {
        missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
        subscriptions = Collections.unmodifiableSortedSet(new TreeSet<>(subscriptions));
        withoutTopic = withoutTopic.map(ids -> Collections.unmodifiableSortedSet(new TreeSet<>(ids)));
    }

    /** The row. */
    private static final class State {
        @Nullable Instant started;

        @Nullable Instant finished;

        /** When the last sweeps began. */
        List<Instant> begun = new ArrayList<>();

        int clusters;
        int unannounced;
        Map<String, String> missing = new TreeMap<>();
        int postponed;
        SortedSet<String> subscriptions = new TreeSet<>();

        @Nullable SortedSet<String> withoutTopic;
    }

    /**
     * What the last sweep came to; empty where none ever began.
     *
     * @throws Failure.Transient where memory could not be asked
     */
    public static Optional<SweepReport> of(MemoryStore store) {
        return store.load(MemoryStore.FLEET, ROW)
                .map(SweepReport::parse)
                .map(state -> read(state, new TicketAllowance(store).waiting()));
    }

    private static SweepReport read(State state, int ticketsWaiting) {
        return new SweepReport(
                Optional.ofNullable(state.started),
                Optional.ofNullable(state.finished),
                state.clusters,
                state.unannounced,
                new TreeMap<>(state.missing),
                ticketsWaiting,
                state.postponed,
                state.subscriptions,
                Optional.ofNullable(state.withoutTopic));
    }

    /** Notes that a sweep begins; what the one before came to stands until it ends. */
    static void begins(MemoryStore store, Instant now) {
        change(store, state -> {
            state.started = now;
            state.begun.add(now);
            while (state.begun.size() > BEGINNINGS_KEPT) {
                state.begun.remove(0);
            }
        });
    }

    /**
     * The usual time from one sweep's beginning to the next one's, as the last few were apart: the median, so that one
     * which did not come or came twice changes nothing. Empty until there were two.
     *
     * @throws Failure.Transient where memory could not be asked
     */
    static Optional<Duration> usualInterval(MemoryStore store) {
        List<Instant> begun =
                store.load(MemoryStore.FLEET, ROW).map(row -> parse(row).begun).orElse(List.of());
        List<Duration> apart = IntStream.range(1, begun.size())
                .mapToObj(i -> Duration.between(begun.get(i - 1), begun.get(i)))
                .sorted()
                .toList();
        return apart.isEmpty() ? Optional.empty() : Optional.of(apart.get((apart.size() - 1) / 2));
    }

    /** Notes what a whole sweep came to. */
    void save(MemoryStore store) {
        change(store, state -> {
            state.finished = finished.orElse(null);
            state.clusters = clusters;
            state.unannounced = unannounced;
            state.missing = new TreeMap<>(missing);
            state.postponed = postponed;
            state.subscriptions = subscriptions;
            state.withoutTopic = withoutTopic.orElse(null);
        });
    }

    private static void change(MemoryStore store, Consumer<State> change) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = row.map(SweepReport::parse).orElseGet(State::new);
            change.accept(state);
            try {
                store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), row.map(Row::etag));
                return;
            } catch (Failure.Conflict e) {
                if (i >= TRIES) {
                    throw new Failure.Transient("the row of the last sweep is written by too many at once");
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the row has only fields that JSON can hold", e);
            }
        }
    }

    private static State parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of the last sweep could not be read: " + e.getOriginalMessage());
        }
    }
}

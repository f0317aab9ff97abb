package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How many clusters each subscription had at the last sweep, in one row: what is missing at the next without its deletion
 * being known of has left the guard's view, which is no improvement. Safe for use by many threads.
 */
final class FleetSize {
    private static final String ROW = "fleet-size";

    /** A cluster so young may not be in Resource Graph yet. */
    private static final Duration LAG = Duration.ofMinutes(15);

    /** A sentence names this many clusters. */
    private static final int NAMED = 10;

    private final MemoryStore store;

    FleetSize(MemoryStore store) {
        this.store = store;
    }

    /**
     * One subscription at a sweep.
     *
     * @param clusters how many were seen
     * @param gone how many memory knew to be gone
     */
    record Count(int clusters, int gone) {}

    /** The row. */
    private static final class State {
        Map<String, Count> counts = new TreeMap<>();
        /** What somebody was told of each subscription last. */
        Map<String, String> told = new TreeMap<>();
    }

    /**
     * What a sweep found missing.
     *
     * @param sentences all of it, by subscription
     * @param news the part that nobody was told of yet
     * @param vanished the subscriptions of which nothing is seen any more
     */
    record Missing(SortedMap<String, String> sentences, SortedMap<String, String> news, Collection<String> vanished) {}

    /** A cluster's subscription as it is named here. */
    static String subscription(ClusterRef cluster) {
        return cluster.subscription().toLowerCase(Locale.ROOT);
    }

    /**
     * Compares a sweep with the one before.
     *
     * @param seen how many clusters it saw, by subscription
     * @param memories what memory knows
     * @param unseen those of them that it did not see
     * @param now when it began
     */
    Missing missing(
            Map<String, Integer> seen,
            Collection<KnownCluster> memories,
            Collection<KnownCluster> unseen,
            Instant now) {
        State before = load().map(FleetSize::parse).orElseGet(State::new);
        var sentences = new TreeMap<String, String>();
        var news = new TreeMap<String, String>();
        var vanished = new ArrayList<String>();
        before.counts.forEach((subscription, count) -> {
            int there = seen.getOrDefault(subscription, 0);
            List<String> lost = lost(subscription, unseen, now);
            int deleted = Math.max(0, gone(subscription, memories) - count.gone());
            int missing = Math.max(lost.size(), count.clusters() - there - deleted);
            if (missing > 0) {
                String sentence = there == 0 ? vanished(subscription, count) : shrank(subscription, missing, lost);
                sentences.put(subscription, sentence);
                if (!sentence.equals(before.told.get(subscription))) {
                    news.put(subscription, sentence);
                }
                if (there == 0) {
                    vanished.add(subscription);
                }
            }
        });
        return new Missing(sentences, news, vanished);
    }

    /** Names of the clusters of whose deletion nothing is known. */
    private static List<String> lost(String subscription, Collection<KnownCluster> unseen, Instant now) {
        return unseen.stream()
                .filter(memory ->
                        !memory.gone() && !memory.firstSeen().plus(LAG).isAfter(now))
                .map(KnownCluster::ref)
                .filter(cluster -> subscription(cluster).equals(subscription))
                .map(ClusterRef::name)
                .sorted()
                .toList();
    }

    private static int gone(String subscription, Collection<KnownCluster> memories) {
        return (int) memories.stream()
                .filter(memory -> memory.gone() && subscription(memory.ref()).equals(subscription))
                .count();
    }

    private static String vanished(String subscription, Count before) {
        return "subscription " + subscription + " has vanished from view: none of its " + before.clusters()
                + " clusters is seen any more, and nobody was seen to delete them";
    }

    private static String shrank(String subscription, int missing, List<String> lost) {
        String names = lost.isEmpty()
                ? ""
                : ": " + String.join(", ", lost.subList(0, Math.min(NAMED, lost.size())))
                        + (lost.size() > NAMED ? " and " + (lost.size() - NAMED) + " more" : "");
        return "subscription " + subscription + " shows " + missing
                + " fewer clusters than at the sweep before, and nobody was seen to delete them" + names;
    }

    /**
     * Keeps what this sweep saw for the next one. A subscription that vanished keeps what it had, so that it is missing
     * until it is back or each of its clusters is known to be gone.
     *
     * @param served whether a subscription is still looked after
     */
    void save(Map<String, Integer> seen, Collection<KnownCluster> memories, Missing missing, Predicate<String> served) {
        Optional<Row> row = load();
        State before = row.map(FleetSize::parse).orElseGet(State::new);
        var state = new State();
        missing.vanished().stream()
                .filter(served)
                .forEach(subscription -> Optional.ofNullable(before.counts.get(subscription))
                        .ifPresent(count -> state.counts.put(subscription, count)));
        seen.forEach((subscription, clusters) ->
                state.counts.put(subscription, new Count(clusters, gone(subscription, memories))));
        state.told = new TreeMap<>(missing.sentences());
        try {
            store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), row.map(Row::etag));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }

    private Optional<Row> load() {
        return store.load(MemoryStore.FLEET, ROW);
    }

    private static State parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of the fleet's size could not be read: " + e.getOriginalMessage());
        }
    }
}

package io.entraguard.reconcile;

import io.entraguard.reconcile.GuardHealth.Condition;
import io.entraguard.reconcile.GuardHealth.Part;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Whether each subscription that a sweep saw clusters in has an Event Grid system topic. A topic that is there says
 * nothing of the event subscription on it: see {@link EventTopics}. Safe for use by many threads.
 */
final class EventCoverage {
    /** The name of its part of the health. */
    static final String PART = "eventCoverage";

    /** So many subscriptions are named, the others counted. */
    private static final int NAMED = 10;

    private static final Logger LOG = Logger.getLogger(EventCoverage.class.getName());

    private final EventTopics topics;

    EventCoverage(EventTopics topics) {
        this.topics = topics;
    }

    /**
     * Those of the subscriptions that no topic is seen of; empty where that could not be looked up. Never fails, since a
     * sweep is worth as much without it.
     *
     * @param subscriptions lower-case ids
     */
    Optional<SortedSet<String>> without(Set<String> subscriptions) {
        var without = new TreeSet<String>(subscriptions);
        if (without.isEmpty()) {
            return Optional.of(without);
        }
        try {
            without.removeAll(topics.subscriptions());
            return Optional.of(without);
        } catch (Failure e) {
            LOG.log(Level.WARNING, "event topics unknown reason={0}", e.getMessage());
            return Optional.empty();
        }
    }

    /** What the last whole sweep found. */
    static Part part(Optional<SweepReport> report) {
        Optional<Instant> swept = report.flatMap(SweepReport::finished);
        if (report.isEmpty() || swept.isEmpty()) {
            return new Part(PART, Condition.UNKNOWN, swept, "no sweep has come to its end yet");
        }
        Optional<SortedSet<String>> without = report.get().withoutTopic();
        if (without.isEmpty()) {
            return new Part(
                    PART,
                    Condition.UNKNOWN,
                    swept,
                    "the last sweep could not look up the system topics of Event Grid; its log says why");
        }
        int seen = report.get().subscriptions().size();
        return without.get().isEmpty()
                ? new Part(PART, Condition.OK, swept, "no system topic is missing in " + subscriptions(seen))
                : new Part(PART, Condition.DEGRADED, swept, missing(without.get(), seen));
    }

    private static String missing(SortedSet<String> without, int seen) {
        int more = without.size() - NAMED;
        return "no system topic is seen in " + without.size() + " of " + subscriptions(seen) + " with clusters: "
                + without.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "")
                + "; onboard them (infra/onboard), or let the guard read Microsoft.EventGrid/systemTopics there";
    }

    private static String subscriptions(int count) {
        return count + (count == 1 ? " subscription" : " subscriptions");
    }
}

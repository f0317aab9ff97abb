package io.entraguard.functions;

import io.entraguard.reconcile.ClusterEntry;
import io.entraguard.reconcile.FleetOverview;
import io.entraguard.reconcile.GuardHealth;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the console is made from: the shapes of the API in one tree. It tells the time to the minute, so that it stays the
 * same for as long as nothing else changes.
 */
final class ConsoleTree {
    private ConsoleTree() {}

    /**
     * The tree.
     *
     * @param details everything about some clusters, by their ids
     */
    static Map<String, Object> of(FleetOverview overview, GuardHealth.Report health, Map<String, Object> details) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("now", minute(overview.at()));
        tree.put("version", health.version());
        Map<String, Object> works = Health.tree(health);
        works.put("time", minute(health.at()));
        tree.put("health", works);
        tree.put("kpis", overview.brief());
        Iterable<Map<String, Object>> clusters =
                () -> overview.clusters().stream().map(ClusterEntry::tree).iterator(); // never all at once
        tree.put("clusters", clusters);
        tree.put("details", details);
        return tree;
    }

    /** A time as the page tells it. */
    static String minute(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES).toString();
    }
}

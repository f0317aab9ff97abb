package io.entraguard.functions;

import io.entraguard.reconcile.ClusterEntry;
import io.entraguard.reconcile.DailyFigures;
import io.entraguard.reconcile.FleetOverview;
import io.entraguard.reconcile.GuardHealth;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the console is made from: the shapes of the API in one tree. */
final class ConsoleTree {
    private ConsoleTree() {}

    /**
     * The tree.
     *
     * @param details everything about some clusters, by their ids
     */
    static Map<String, Object> of(FleetOverview overview, GuardHealth.Report health, Map<String, Object> details) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("now", overview.at().toString());
        tree.put("version", health.version());
        tree.put("health", Health.tree(health));
        tree.put("kpis", overview.figures(DailyFigures.DAYS_KEPT));
        Iterable<Map<String, Object>> clusters =
                () -> overview.clusters().stream().map(ClusterEntry::tree).iterator(); // never all at once
        tree.put("clusters", clusters);
        tree.put("details", details);
        return tree;
    }
}

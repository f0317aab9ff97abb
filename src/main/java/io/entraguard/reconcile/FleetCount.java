package io.entraguard.reconcile;

import io.entraguard.reconcile.GuardMetrics.Compliance;
import io.entraguard.reconcile.GuardMetrics.Rule;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Counts the clusters that memory holds, and what fails at them. */
final class FleetCount {
    private static final Logger LOG = Logger.getLogger(FleetCount.class.getName());

    private final MemoryStore memory;
    private final GuardMetrics metrics;

    FleetCount(MemoryStore memory, GuardMetrics metrics) {
        this.memory = memory;
        this.metrics = metrics;
    }

    /** Tells how the fleet stands; a memory that cannot be read is no reason to stop at. */
    void tell(Instant now) {
        if (metrics == GuardMetrics.NONE) {
            return; // nobody listens, and reading the whole table is not free
        }
        try {
            List<ClusterMemory> present = new ClusterRows(memory, () -> "")
                    .all().stream().filter(row -> !row.gone).toList();
            metrics.fleet(clusters(present, now), findings(present));
        } catch (Failure e) {
            LOG.log(Level.WARNING, "fleet not counted reason={0}", e.getMessage());
        }
    }

    /** Each state has its number, so that a figure which falls to nothing is seen to. */
    private static Map<Compliance, Long> clusters(List<ClusterMemory> present, Instant now) {
        var counted = new EnumMap<Compliance, Long>(Compliance.class);
        for (Compliance state : Compliance.values()) {
            counted.put(state, 0L);
        }
        present.forEach(row -> counted.merge(state(row, now), 1L, Long::sum));
        return counted;
    }

    private static Compliance state(ClusterMemory row, Instant now) {
        return switch (row.status) {
            case COMPLIANT -> Compliance.COMPLIANT;
            case NONCOMPLIANT -> row.exempt(now) ? Compliance.EXEMPT : Compliance.NONCOMPLIANT;
            case UNKNOWN -> Compliance.UNKNOWN;
        };
    }

    private static Map<Rule, Long> findings(List<ClusterMemory> present) {
        return present.stream()
                .flatMap(row -> row.findings.values().stream())
                .map(open -> open.finding())
                .map(finding -> new Rule(finding.control(), finding.severity()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}

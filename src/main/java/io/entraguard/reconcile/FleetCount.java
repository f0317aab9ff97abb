package io.entraguard.reconcile;

import io.entraguard.model.Finding;
import io.entraguard.reconcile.GuardMetrics.Compliance;
import io.entraguard.reconcile.GuardMetrics.Rule;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

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
            var clusters = new EnumMap<Compliance, Long>(Compliance.class);
            for (Compliance state : Compliance.values()) {
                clusters.put(state, 0L); // so that a figure which falls to nothing is seen to
            }
            var findings = new HashMap<Rule, Long>();
            new ClusterRows(memory, () -> "")
                    .each(
                            row -> {
                                if (!row.gone) {
                                    clusters.merge(state(row, now), 1L, Long::sum);
                                    row.findings
                                            .values()
                                            .forEach(open -> findings.merge(rule(open.finding()), 1L, Long::sum));
                                }
                            },
                            now);
            metrics.fleet(clusters, findings);
        } catch (Failure e) {
            LOG.log(Level.WARNING, "fleet not counted reason={0}", e.getMessage());
        }
    }

    private static Compliance state(ClusterMemory row, Instant now) {
        return switch (row.status) {
            case COMPLIANT -> Compliance.COMPLIANT;
            case NONCOMPLIANT -> row.exempt(now) ? Compliance.EXEMPT : Compliance.NONCOMPLIANT;
            case UNKNOWN -> Compliance.UNKNOWN;
        };
    }

    private static Rule rule(Finding finding) {
        return new Rule(finding.control(), finding.severity());
    }
}

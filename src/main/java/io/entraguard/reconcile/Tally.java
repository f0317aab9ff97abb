package io.entraguard.reconcile;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many clusters of a group are what. Not thread-safe. */
final class Tally {
    private int evaluated;
    private int exempt;
    private long compliant;
    private long noncompliant;
    private long unknown;

    void add(ClusterMemory memory, Instant now) {
        evaluated++;
        switch (memory.status) {
            case COMPLIANT -> compliant++;
            case NONCOMPLIANT -> {
                noncompliant++;
                exempt += memory.exempt(now) ? 1 : 0;
            }
            case UNKNOWN -> unknown++;
        }
    }

    /** As a day keeps it. */
    DayParts.Part part() {
        return new DayParts.Part(Optional.ofNullable(rate(compliant, evaluated - exempt)), evaluated, exempt, unknown);
    }

    int evaluated() {
        return evaluated;
    }

    /** Compliant over evaluated; null where nothing was. */
    static @Nullable BigDecimal rate(long compliant, long evaluated) {
        return evaluated == 0
                ? null
                : BigDecimal.valueOf(compliant).divide(BigDecimal.valueOf(evaluated), 4, RoundingMode.HALF_UP);
    }

    /** The rate and what must stand beside it, without what it is made of. */
    Map<String, Object> rateTree() {
        Map<String, Object> tree = tree();
        tree.keySet().retainAll(Set.of("complianceRate", "evaluated", "exempt", "unknown"));
        return tree;
    }

    /** The rate and what must stand beside it. */
    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no figure
    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("complianceRate", rate(compliant, evaluated - exempt));
        tree.put("evaluated", evaluated);
        tree.put("compliant", compliant);
        tree.put("noncompliant", noncompliant);
        tree.put("exempt", exempt);
        tree.put("unknown", unknown);
        return tree;
    }
}

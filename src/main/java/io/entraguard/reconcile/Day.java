package io.entraguard.reconcile;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's figures of one day (UTC), as the day's last sweep left them.
 *
 * @param at when they were taken
 * @param openFindings how many findings were open, those that decide nothing included
 * @param remediations how many remediations ended on that day
 */
record Day(
        String date,
        Instant at,
        Optional<BigDecimal> complianceRate,
        int evaluated,
        int exempt,
        long unknown,
        long noncompliant,
        int openFindings,
        int remediations) {

    Day withRemediations(int ended) {
        return new Day(date, at, complianceRate, evaluated, exempt, unknown, noncompliant, openFindings, ended);
    }

    /** As the series shows it. */
    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no figure
    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("date", date);
        tree.put("complianceRate", complianceRate.orElse(null));
        tree.put("evaluated", evaluated);
        tree.put("exempt", exempt);
        tree.put("unknown", unknown);
        tree.put("noncompliant", noncompliant);
        tree.put("openFindings", openFindings);
        tree.put("remediations", remediations);
        return tree;
    }
}

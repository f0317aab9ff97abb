package io.entraguard.reconcile;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's figures of one day (UTC), as the day's last sweep left them.
 *
 * @param at when they were taken
 * @param openFindings how many findings were open, those that decide nothing included
 * @param remediations how many remediations ended on that day
 * @param rest empty in rows from before it was kept
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
        int remediations,
        Optional<Rest> rest) {

    /** What a chart and a table of the days need. */
    static final Set<String> BRIEF = Set.of(
            "date", "complianceRate", "evaluated", "exempt", "unknown", "noncompliant", "openFindings", "remediations");

    /**
     * What there is besides, as the figures of a moment show it.
     *
     * @param remediations how many ended on that day, by outcome
     * @param waivers how many were in force, by kind
     */
    record Rest(
            Map<String, Object> mttr,
            Map<String, Object> mttd,
            Map<String, Integer> openFindingsByAge,
            Map<String, Integer> remediations,
            Map<String, Object> approvals,
            Map<String, Integer> waivers,
            Optional<BigDecimal> reopenedShare) {}

    /** The same with the remediations of the whole day. */
    Day withRemediations(Map<String, Integer> byOutcome) {
        return new Day(
                date,
                at,
                complianceRate,
                evaluated,
                exempt,
                unknown,
                noncompliant,
                openFindings,
                sum(byOutcome),
                rest.map(known -> new Rest(
                        known.mttr,
                        known.mttd,
                        known.openFindingsByAge,
                        byOutcome,
                        known.approvals,
                        known.waivers,
                        known.reopenedShare)));
    }

    static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
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
        tree.put("mttr", rest.map(Rest::mttr).orElse(null));
        tree.put("mttd", rest.map(Rest::mttd).orElse(null));
        tree.put("openFindingsByAge", rest.map(Rest::openFindingsByAge).orElse(null));
        tree.put("remediationsByOutcome", rest.map(Rest::remediations).orElse(null));
        tree.put("approvals", rest.map(Rest::approvals).orElse(null));
        tree.put("waivers", rest.map(Rest::waivers).orElse(null));
        tree.put("reopenedShare", rest.flatMap(Rest::reopenedShare).orElse(null));
        return tree;
    }
}

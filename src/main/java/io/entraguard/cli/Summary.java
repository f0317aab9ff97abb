package io.entraguard.cli;

import io.entraguard.cli.Outcome.Status;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many clusters stand how.
 *
 * @param evaluated all of them
 * @param noncompliant those that fail and are not exempt
 * @param exempt those that fail and may, by an approver's word
 * @param unknown those that could not be judged, which count as evaluated and never as compliant
 * @param inAuto how many would have which step if every mode were {@code auto}; empty where that was not asked
 */
record Summary(
        int evaluated, int compliant, int noncompliant, int exempt, int unknown, SortedMap<String, Integer> inAuto) {
    static Summary of(List<Outcome> outcomes) {
        int compliant = count(outcomes, Status.COMPLIANT);
        int unknown = count(outcomes, Status.UNKNOWN);
        int exempt = (int) outcomes.stream().filter(Outcome::exempt).count();
        var inAuto = new TreeMap<String, Integer>();
        outcomes.forEach(outcome -> outcome.inAuto().ifPresent(step -> inAuto.merge(step, 1, Integer::sum)));
        return new Summary(
                outcomes.size(), compliant, outcomes.size() - compliant - unknown - exempt, exempt, unknown, inAuto);
    }

    private static int count(List<Outcome> outcomes, Status status) {
        return (int)
                outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }

    /** Compliant clusters of all that are not exempt, to four decimals; empty where there are none. */
    Optional<Double> complianceRate() {
        int counted = evaluated - exempt;
        return counted == 0
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(compliant)
                        .divide(BigDecimal.valueOf(counted), 4, RoundingMode.HALF_UP)
                        .doubleValue());
    }

    /** Whether every cluster is compliant. */
    boolean allCompliant() {
        return compliant == evaluated;
    }
}

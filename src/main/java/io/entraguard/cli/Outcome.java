package io.entraguard.cli;

import io.entraguard.model.Finding;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Step;
import io.entraguard.policy.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of one cluster.
 *
 * @param place resource group and name for people, or the place in the input
 * @param verdict judged, or unreadable
 * @param planned what would be done about it, where that was asked
 */
record Outcome(String id, String name, String place, Verdict verdict, Optional<Planned> planned) {

    /**
     * What the policy says of the cluster, and what follows.
     *
     * @param inAuto what would follow if its mode were {@code auto}, where that was asked
     */
    record Planned(Policy.Match match, Decision decision, Optional<Step> inAuto) {
        Planned(Policy.Match match, Decision decision) {
            this(match, decision, Optional.empty());
        }
    }

    /** The three things that can be said of a cluster. */
    enum Status {
        COMPLIANT,
        NONCOMPLIANT,
        UNKNOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Status status() {
        if (verdict instanceof Verdict.Judged judged) {
            return judged.compliant() ? Status.COMPLIANT : Status.NONCOMPLIANT;
        }
        return Status.UNKNOWN;
    }

    List<Finding> findings() {
        return verdict instanceof Verdict.Judged judged ? judged.findings() : List.of();
    }

    /** Why it could not be judged; empty where it was. */
    Optional<String> unreadable() {
        return verdict instanceof Verdict.Unreadable unreadable ? Optional.of(unreadable.why()) : Optional.empty();
    }

    /** Whether it fails and an approver said that it may. */
    boolean exempt() {
        return status() == Status.NONCOMPLIANT
                && planned.map(plan -> acted(plan.decision().step()) instanceof Step.Exempt)
                        .orElse(false);
    }

    /** What would be done if its mode were {@code auto}, in the word of the step. */
    Optional<String> inAuto() {
        return planned.flatMap(Planned::inAuto).map(Step::word);
    }

    private static Step acted(Step step) {
        return step instanceof Step.Recorded recorded ? recorded.would() : step;
    }
}

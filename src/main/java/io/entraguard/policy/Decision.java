package io.entraguard.policy;

import java.util.List;

/**
 * What is to be done about a cluster, and why.
 *
 * @param step the single next step
 * @param because the reasons, the weightiest first
 * @param mode the mode in force, tags included
 */
public record Decision(Step step, List<Because> because, Mode mode) {

    /** A reason together with this cluster's particulars, for people; the particulars may be empty. */
    public record Because(Reason reason, String detail) {
        /** The reason with its particulars, as one sentence. */
        public String sentence() {
            return detail.isEmpty() ? reason.sentence() + "." : reason.sentence() + ": " + detail + ".";
        }
    }

    public Decision {
        because = List.copyOf(because);
    }

    /** The codes of the reasons. */
    public List<String> reasons() {
        return because.stream().map(why -> why.reason().code()).distinct().toList();
    }

    /** Whether that reason is among them. */
    public boolean has(Reason reason) {
        return because.stream().anyMatch(why -> why.reason() == reason);
    }
}

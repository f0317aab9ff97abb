package io.entraguard.policy;

import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Plan.Half;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of a cluster, as far as a decision turns on it.
 *
 * @param firstSeen when the guard first heard of it
 * @param credentials whether the listings below are all there were within the quiet period
 * @param adminCredential the newest listing of the admin credential, or use of it
 * @param userCredential the newest listing of the user credential
 * @param lastWriter who wrote the configuration last, the guard's own writes left out
 * @param operation a write of the guard's that has not come to its end
 * @param entraOnSince since when Entra was seen to be on
 * @param refusal the last attempt, where Azure refused it
 * @param reverts how often the guard's fix was undone within the policy's time
 * @param waiting the wait that the cluster is in
 * @param unexplained what else changed while the guard wrote, in words, where nothing explained it
 * @param authors who wrote each guard tag that is there
 * @param approval the approval that was given and not used up
 * @param approvalRefused why the approving tag that is there does not count
 * @param breakGlass the last break-glass that was in force
 * @param retagged that other tags would win a less safe mode, and why they do not
 */
public record ClusterHistory(
        Optional<Instant> firstSeen,
        Credentials credentials,
        Optional<Sighting> adminCredential,
        Optional<Sighting> userCredential,
        Optional<Actor> lastWriter,
        Optional<Operation> operation,
        Optional<Instant> entraOnSince,
        Optional<Refusal> refusal,
        Reverts reverts,
        Optional<Wait> waiting,
        Optional<String> unexplained,
        Map<GuardTag, Author> authors,
        Optional<Approval> approval,
        Optional<Because> approvalRefused,
        Optional<BreakGlass> breakGlass,
        Optional<Because> retagged) {

    /** How much is known about listings of static credentials. */
    public enum Credentials {
        /** Memory and the Activity Log cover the quiet period. */
        KNOWN,
        /** The Activity Log could not be read. */
        UNKNOWN,
        /** The Activity Log covers the quiet period, and there is no memory beside it. */
        READ,
        /** Nobody looked; none is assumed. */
        ASSUMED
    }

    /** A write that was accepted or sent, and when to look at it again. */
    public record Operation(Instant nextLook) {}

    /**
     * A refused write.
     *
     * @param planId the plan that was refused
     * @param why Azure's code and what it asks for, for people
     * @param tries how often this plan was refused
     */
    public record Refusal(String planId, Instant at, String why, int tries) {}

    /** How often the fix was reverted, and by whom last. */
    public record Reverts(int count, Optional<Actor> by) {
        public static final Reverts NONE = new Reverts(0, Optional.empty());
    }

    /** An approver's yes to one plan. */
    public record Approval(String planId, Sighting by) {
        /** How long a yes holds, whatever it must wait for. */
        private static final Duration HOLDS = Duration.ofDays(14);

        /** Whether it is a yes to that plan and still holds. */
        public boolean covers(Plan plan, Instant now) {
            return planId.equals(plan.id()) && now.isBefore(by.at().plus(HOLDS));
        }
    }

    /**
     * A break-glass: between these instants local accounts may be on.
     *
     * @param restores what was in order before it and is put right after it without approval, quiet period or window
     */
    public record BreakGlass(Instant from, Instant until, Set<Half> restores) {
        public BreakGlass {
            restores = Set.copyOf(restores);
        }

        /** Whether something happened inside it. */
        public boolean covers(Instant at) {
            return !at.isBefore(from) && !at.isAfter(until);
        }
    }

    /**
     * A wait.
     *
     * @param what the codes of the reasons that it is for
     * @param until when it was last said to end, where that is known
     */
    public record Wait(String what, Instant since, Optional<Instant> until) {}

    /** Nothing is remembered and nobody can be asked: what {@code guard plan} decides on. */
    public static final ClusterHistory OFFLINE = new ClusterHistory(
            Optional.empty(),
            Credentials.ASSUMED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Reverts.NONE,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Nothing is remembered, and the Activity Log was read back over the quiet period: what {@code guard sweep} decides
     * on.
     */
    public static ClusterHistory read(
            Optional<Sighting> adminCredential, Optional<Sighting> userCredential, Optional<Actor> lastWriter) {
        return new ClusterHistory(
                Optional.empty(),
                Credentials.READ,
                adminCredential,
                userCredential,
                lastWriter,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Reverts.NONE,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public ClusterHistory {
        authors = Map.copyOf(authors);
    }

    /** Who wrote a guard tag; where nothing is known of it, nobody can be asked. */
    public Author author(GuardTag tag, Instant now) {
        return authors.getOrDefault(tag, Author.offline(now));
    }
}

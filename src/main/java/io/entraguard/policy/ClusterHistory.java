package io.entraguard.policy;

import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import java.time.Instant;
import java.util.Optional;

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
        Optional<String> unexplained) {

    /** How much is known about listings of static credentials. */
    public enum Credentials {
        /** Memory and the Activity Log cover the quiet period. */
        KNOWN,
        /** The Activity Log could not be read. */
        UNKNOWN,
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
            Optional.empty());
}

package io.entraguard.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * Everything that a decision turns on.
 *
 * @param policy what the policy says of the cluster
 * @param administrators what was looked up about groups and role assignments; empty where they are taken as policy and
 *     document declare them
 * @param limits the policy's limits
 * @param cap the global switch
 * @param ownWindow the cluster's own maintenance window, where the policy goes by it
 */
public record Situation(
        Verdict verdict,
        Policy.Match policy,
        ClusterHistory history,
        Optional<Administrators> administrators,
        FleetLoad load,
        Limits limits,
        GuardMode cap,
        OwnWindow ownWindow,
        Instant now) {

    /**
     * The cluster's own maintenance window, which a policy may go by.
     *
     * @param window empty where there is none, or none that could be read
     * @param why there is none, for people
     */
    public record OwnWindow(Optional<MaintenanceWindow> window, String why) {
        /** Nobody looked. */
        public static final OwnWindow NOT_LOOKED_UP =
                new OwnWindow(Optional.empty(), "its maintenance configurations were not looked up");
    }

    /**
     * Whether there is no memory and nothing can be written, as on the command line: tags that need an approver do not
     * count.
     */
    public boolean offline() {
        return switch (history.credentials()) {
            case KNOWN, UNKNOWN -> false;
            case READ, ASSUMED -> true;
        };
    }
}

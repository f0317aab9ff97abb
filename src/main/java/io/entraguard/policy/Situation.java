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
 */
public record Situation(
        Verdict verdict,
        Policy.Match policy,
        ClusterHistory history,
        Optional<Administrators> administrators,
        FleetLoad load,
        Limits limits,
        GuardMode cap,
        Instant now) {

    /** Whether nobody was asked and nothing can be written: offline, tags that need an approver do not count. */
    public boolean offline() {
        return history.credentials() == ClusterHistory.Credentials.ASSUMED;
    }
}

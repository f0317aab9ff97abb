package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Decision;
import java.time.Instant;
import java.util.List;

/**
 * One look at one cluster and what was decided: what a decision log keeps.
 *
 * @param findings codes of the controls that fail now
 * @param reconcileId names the pass in every line that it logs
 */
public record Pass(
        Instant at, ClusterRef cluster, Trigger trigger, List<String> findings, Decision decision, String reconcileId) {
    public Pass {
        findings = List.copyOf(findings);
    }
}

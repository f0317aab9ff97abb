package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Decision;
import java.time.Instant;

/**
 * One look at one cluster and what was decided: what a decision log keeps.
 *
 * @param reconcileId names the pass in every line that it logs
 */
public record Pass(Instant at, ClusterRef cluster, Trigger trigger, Decision decision, String reconcileId) {}

package io.entraguard.reconcile;

import io.entraguard.policy.Plan;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A write whose end is not known yet.
 *
 * @param command its name in audit events
 * @param etag what the cluster carried before it
 * @param operation the URL of ARM's operation, where the answer came and named one
 * @param before the document that it started from
 * @param nextLook when to look at it
 */
record InFlight(
        String command,
        Plan plan,
        String etag,
        Map<String, Object> before,
        Instant intended,
        boolean answered,
        Optional<String> operation,
        Optional<String> requestId,
        Instant nextLook) {

    InFlight answered(Optional<String> operationUrl, Optional<String> request, Instant look) {
        return new InFlight(command, plan, etag, before, intended, true, operationUrl, request, look);
    }

    InFlight lookedAt(Instant next) {
        return new InFlight(command, plan, etag, before, intended, answered, operation, requestId, next);
    }
}

package io.entraguard.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * What the guard is doing across all instances, as far as the limits ask.
 *
 * @param fullUntil when the next remediation may begin, where the limits are reached now
 * @param breakerUntil when the breaker half-opens, where it is open now
 */
public record FleetLoad(Optional<Instant> fullUntil, Optional<Instant> breakerUntil) {
    /** Nothing holds a remediation back. */
    public static final FleetLoad IDLE = new FleetLoad(Optional.empty(), Optional.empty());
}

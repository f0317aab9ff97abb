package io.entraguard.reconcile;

import io.entraguard.model.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * A finding that was open.
 *
 * @param changed when the cluster began to fail, where an event told
 * @param detected when the guard found it
 * @param resolved when a re-read proved it right
 */
record Closed(String control, Severity severity, Optional<Instant> changed, Instant detected, Instant resolved) {}

package io.entraguard.reconcile.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * How a way out to a SIEM stands.
 *
 * @param sink its name
 * @param waiting how many events are recorded and not handed over yet
 * @param oldest when the first of them was recorded
 * @param failingSince since when it has been failing
 * @param problem what it answers, in words without secrets
 */
public record SinkHealth(
        String sink,
        long waiting,
        Optional<Instant> oldest,
        Optional<Instant> failingSince,
        Optional<String> problem) {}

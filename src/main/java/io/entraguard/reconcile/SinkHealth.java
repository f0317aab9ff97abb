package io.entraguard.reconcile;

import java.time.Instant;
import java.util.Optional;

/**
 * How a way out to a SIEM is doing.
 *
 * @param sink its name, for people
 * @param waiting how many events were not handed over yet
 * @param oldest when the oldest of them happened
 * @param failingSince since when handing over has failed; empty while it works
 * @param problem why, in the guard's own words
 */
public record SinkHealth(
        String sink,
        long waiting,
        Optional<Instant> oldest,
        Optional<Instant> failingSince,
        Optional<String> problem) {}

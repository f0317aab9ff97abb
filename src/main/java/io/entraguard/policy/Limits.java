package io.entraguard.policy;

import java.time.Duration;

/**
 * How much the guard may do across all instances.
 *
 * @param remediationsPerHour writes begun in any 60 minutes
 * @param newTicketsPerDay tickets opened by sweeps in any 24 hours
 */
public record Limits(
        int concurrentRemediations, int remediationsPerHour, Breaker breaker, int newTicketsPerDay, Reverts reverts) {

    /** So many failures within a time open the breaker. */
    public record Breaker(int failures, Duration within) {}

    /** So many reverts of the guard's fix within a time end the fight. */
    public record Reverts(int count, Duration within) {}

    /** What stands where the policy says nothing. */
    public static final Limits DEFAULTS =
            new Limits(3, 20, new Breaker(3, Duration.ofHours(1)), 50, new Reverts(2, Duration.ofDays(7)));
}

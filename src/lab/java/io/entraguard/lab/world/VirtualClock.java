package io.entraguard.lab.world;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time of a scenario: it begins on a Monday morning, stands still while work runs and moves only when it is told to,
 * never backwards. Any thread may read it.
 */
public final class VirtualClock extends Clock {
    /** When every scenario begins, from contracts.md section 5. */
    public static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

    private volatile Instant now = START;

    /**
     * Moves to a later instant, or stays.
     *
     * @throws IllegalArgumentException where that instant has passed
     */
    public synchronized void advanceTo(Instant instant) {
        if (instant.isBefore(now)) {
            throw new IllegalArgumentException("virtual time " + now + " cannot go back to " + instant);
        }
        now = instant;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        VirtualClock source = this;
        return new Clock() {
            @Override
            public Instant instant() {
                return source.instant();
            }

            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return source.withZone(other);
            }
        };
    }
}

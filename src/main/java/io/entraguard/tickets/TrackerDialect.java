package io.entraguard.tickets;

import java.time.Duration;
import java.util.Optional;

/** What one tracker's answers mean where it says so in a way of its own. Stateless. */
interface TrackerDialect {
    /** HTTP's own words and no others. */
    TrackerDialect PLAIN = new TrackerDialect() {};

    /** Whether nothing was done because too much was asked, whatever the request. */
    default boolean throttled(TrackerAnswer answer) {
        return answer.status() == 429;
    }

    /** How long to wait before what was refused is asked again; empty where the tracker says nothing. */
    default Optional<Duration> retryAfter(TrackerAnswer answer) {
        return answer.retryAfter();
    }

    /**
     * How long nothing at all is to be asked of this tracker, also after a success: requests until then are refused on
     * this side. Zero where only what was refused has to wait, or nothing.
     */
    default Duration silence(TrackerAnswer answer) {
        return throttled(answer) ? retryAfter(answer).orElse(Duration.ZERO) : Duration.ZERO;
    }

    /** The tracker's own words about what is wrong, raw; empty where it has none. They must hold nothing that was sent. */
    default String complaint(TrackerAnswer answer) {
        return "";
    }
}

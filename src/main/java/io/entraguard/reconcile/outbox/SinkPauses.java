package io.entraguard.reconcile.outbox;

import io.entraguard.reconcile.Backoff;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which sinks this process leaves alone for a moment because they have just failed. A SIEM that gives no answer would
 * otherwise hold a worker for each cluster until its time is out, and remediations would wait for workers. Thread-safe.
 */
final class SinkPauses {
    /** One question a minute is answered by one worker at most; what it costs when the sink is back is that minute. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    /**
     * A sink left alone.
     *
     * @param failures how often in a row it failed
     * @param problem what it answered
     */
    record Pause(Instant until, int failures, String problem) {}

    /** The pause that a sink is in. */
    Optional<Pause> at(String sink, Instant now) {
        return Optional.ofNullable(pauses.get(sink))
                .filter(pause -> pause.until().isAfter(now))
                .filter(pause -> !pause.until().isAfter(now.plus(WorkQueue.LONGEST_DELAY))); // a clock went back
    }

    /** Notes that it failed. */
    void failed(String sink, Failure failure, Instant now) {
        Optional<Duration> asked =
                failure instanceof Failure.Transient passing ? passing.retryAfter() : Optional.empty();
        pauses.merge(
                sink, pause(0, asked, failure, now), (before, first) -> pause(before.failures(), asked, failure, now));
    }

    private static Pause pause(int failures, Optional<Duration> asked, Failure failure, Instant now) {
        Duration own = Backoff.after(failures, Optional.empty());
        Duration bounded = own.compareTo(LONGEST) < 0 ? own : LONGEST;
        Duration wait = asked.filter(it -> it.compareTo(bounded) > 0).orElse(bounded);
        return new Pause(now.plus(wait), failures + 1, String.valueOf(failure.getMessage()));
    }

    /** Notes that it took something. */
    void took(String sink) {
        pauses.remove(sink);
    }
}

package io.entraguard.reconcile;

import java.time.Duration;
import java.util.Optional;

/** How long to leave something alone that could not be reached: 10 seconds, doubling to at most 15 minutes. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private Backoff() {}

    /**
     * The pause after a failed try.
     *
     * @param attempt how many tries failed before this one
     * @param asked what the other side asked for, which is never undercut
     */
    public static Duration after(int attempt, Optional<Duration> asked) {
        Duration pause = attempt > 7 ? LONGEST : FIRST.multipliedBy(1L << Math.max(0, attempt));
        Duration bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        return asked.filter(wanted -> wanted.compareTo(bounded) > 0)
                .map(wanted -> wanted.compareTo(WorkQueue.LONGEST_DELAY) > 0 ? WorkQueue.LONGEST_DELAY : wanted)
                .orElse(bounded);
    }
}

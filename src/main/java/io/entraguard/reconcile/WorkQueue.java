package io.entraguard.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The queue of work, delivered at least once, in any order. Safe for use by many threads. */
public interface WorkQueue {
    /** The longest delay that the queue is asked for; longer ones are re-armed on the way. */
    Duration LONGEST_DELAY = Duration.ofDays(6);

    /**
     * Puts an item on the queue, to be seen after the delay.
     *
     * @param delay at most {@link #LONGEST_DELAY}
     * @throws Failure.Transient where the queue could not be asked; the item may or may not be on it
     */
    void send(WorkItem item, Duration delay);

    /**
     * Puts back what landed in poison, so that nothing is lost, and says how much that was.
     *
     * @throws Failure.Transient where the queues could not be asked; what was not put back stays in poison
     */
    int returnPoison();

    /**
     * How much is on the queue.
     *
     * @throws Failure.Transient where the queue could not be asked
     */
    Depth depth();

    /**
     * How much is on the queue, as far as that can be told cheaply.
     *
     * @param messages how many there are, those not seen yet included; approximate
     * @param due how many of them are seen now, where these are fewer than {@link #COUNTED}; else {@code messages}
     * @param oldest since when the oldest news that is seen now is there, of the first {@link #COUNTED} messages; empty
     *     where there is none. Appointments and what was put back were meant to wait and do not count
     */
    record Depth(int messages, int due, Optional<Instant> oldest) {
        /** As many as a storage queue shows at once. */
        public static final int COUNTED = 32;
    }
}

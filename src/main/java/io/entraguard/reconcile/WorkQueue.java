package io.entraguard.reconcile;

import java.time.Duration;

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
}

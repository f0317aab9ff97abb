package io.entraguard.reconcile;

import java.time.Instant;
import java.util.Optional;

/** A look at the queue of work that takes nothing off it. Safe for use by many threads. */
public interface Backlog {
    /**
     * What is on the queue.
     *
     * @param depth how many messages there are, about; those that are not due yet included
     * @param oldest since when the oldest of the news lies there that could be worked on now; empty where there is none.
     *     Appointments and retries do not count, which lie there for as long as they are meant to
     */
    record Waiting(long depth, Optional<Instant> oldest) {}

    /**
     * What waits now.
     *
     * @throws Failure where the queue could not be asked
     */
    Waiting waiting();

    /** Whether a message, as its text says, is news that is meant to be worked on at once. */
    static boolean news(String message) {
        try {
            return WorkItemJson.read(message) instanceof WorkItem.ReconcileRequest request
                    && request.token().isEmpty()
                    && request.attempt() == 0;
        } catch (WorkItemJson.Unreadable e) {
            return false;
        }
    }
}

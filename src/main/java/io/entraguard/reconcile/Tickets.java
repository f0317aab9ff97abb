package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import java.util.Optional;

/**
 * A tracker that people work in. A ticket is known by a key that the guard makes, so that creating it twice finds the
 * first one. Safe for use by many threads.
 */
public interface Tickets {
    /** Where a ticket stands in the tracker. */
    enum State {
        OPEN,
        RESOLVED
    }

    /**
     * The state of the ticket of that key; empty where the tracker has none.
     *
     * @throws Failure.Transient where the tracker could not be asked
     */
    Optional<State> find(String key);

    /**
     * Opens a ticket, unless one of that key is there already.
     *
     * @throws Failure.Transient where the tracker gave no answer; the ticket may or may not have been opened
     */
    void open(String key, ClusterRef cluster, String text);

    /** Adds a comment to it. */
    void comment(String key, String text);

    /** Closes it, saying why. */
    void resolve(String key, String text);

    /** Opens it again, saying why. */
    void reopen(String key, String text);
}

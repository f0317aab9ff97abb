package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.TraceParent;
import java.util.Optional;

/**
 * What ties together what the program does for one reason, from the event to the last request. The work is done whatever
 * becomes of the trace. Safe for use by many threads; a trace is followed on the thread that it began on.
 */
public interface GuardTraces {
    /** Ties nothing together. */
    GuardTraces NONE = new GuardTraces() {};

    /**
     * Does the work of one invocation of a function. Afterwards, with nothing held any more, what was gathered may be sent
     * on its way, which is waited for at most a few seconds.
     *
     * @param function its name
     * @param cause where the trace comes from that this belongs to
     * @param host the host's own trace of this invocation
     */
    default void invocation(String function, Optional<TraceParent> cause, Optional<TraceParent> host, Runnable work) {
        work.run();
    }

    /** Does the work of one pass over that cluster. */
    default void pass(ClusterRef cluster, Trigger why, Runnable work) {
        work.run();
    }

    /** The pass on this thread decided. */
    default void decided(Pass pass) {}

    /** Where in its trace this thread is now; goes with whatever it causes. */
    default Optional<TraceParent> current() {
        return Optional.empty();
    }
}

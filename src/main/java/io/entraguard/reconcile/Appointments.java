package io.entraguard.reconcile;

import io.entraguard.reconcile.ClusterMemory.Look;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * When a cluster is looked at again. A delayed message counts only if it carries the token of the row's present
 * appointment, so that duplicates do not multiply; one that the queue could not delay long enough is re-armed. Safe for
 * use by many threads.
 */
final class Appointments {
    private final WorkQueue queue;
    private final Supplier<String> names;

    Appointments(WorkQueue queue, Supplier<String> names) {
        this.queue = queue;
        this.names = names;
    }

    /** Whether this message is to be acted on now; an early one is sent on its way again. */
    boolean due(ReconcileRequest request, ClusterRows rows, Instant now) {
        if (!request.why().appointed()) {
            return true;
        }
        Optional<Look> look = rows.peek(request.cluster()).map(memory -> memory.nextLook);
        if (look.isEmpty() || !request.token().equals(Optional.of(look.get().token()))) {
            return false;
        }
        if (now.isBefore(look.get().at())) {
            queue.send(request, delay(now, look.get().at()));
            return false;
        }
        return true;
    }

    /**
     * Makes the row's appointment, or takes it back. The message is sent before the row is saved: a message without its
     * row is dropped later, a row without its message would wait for the sweep.
     */
    void make(Held held, Optional<Instant> wanted, Instant now) {
        ClusterMemory memory = held.memory;
        if (wanted.isEmpty()) {
            memory.nextLook = null;
            return;
        }
        Look before = memory.nextLook;
        if (before != null && before.at().equals(wanted.get()) && before.at().isAfter(now)) {
            return;
        }
        Trigger why = memory.inFlight == null ? Trigger.RECHECK : Trigger.OPERATION;
        var look = new Look(names.get(), wanted.get(), why);
        queue.send(
                new ReconcileRequest(memory.ref(), why, Optional.empty(), Optional.of(look.token()), 0),
                delay(now, look.at()));
        memory.nextLook = look;
    }

    private static Duration delay(Instant now, Instant at) {
        Duration wait = Duration.between(now, at);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(WorkQueue.LONGEST_DELAY) > 0 ? WorkQueue.LONGEST_DELAY : wait;
    }
}

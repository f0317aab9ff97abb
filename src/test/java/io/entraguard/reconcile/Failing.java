package io.entraguard.reconcile;

import io.entraguard.lab.faces.FaultHook;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Faults of one store, in the order in which its calls are to meet them. */
public final class Failing implements FaultHook {
    private final Deque<Optional<Kind>> next = new ArrayDeque<>();
    private boolean down;

    /** The next call meets this. */
    public Failing with(Kind kind) {
        next.add(Optional.of(kind));
        return this;
    }

    /** The next call after those that were arranged goes well. */
    public Failing well() {
        next.add(Optional.empty());
        return this;
    }

    /** The next call is answered 503. */
    public Failing once() {
        return with(unavailable());
    }

    /** Every call is answered 503, or none any more. */
    public void down(boolean isDown) {
        down = isDown;
    }

    private static Kind unavailable() {
        return new Status(503, "ServerBusy", Optional.empty());
    }

    /** The next call is answered 429. */
    public Failing throttled(Duration retryAfter) {
        return with(new Status(429, "TooManyRequests", Optional.of(retryAfter)));
    }

    @Override
    public Optional<Kind> take(String operation) {
        if (down) {
            return Optional.of(unavailable());
        }
        return next.isEmpty() ? Optional.empty() : next.remove();
    }
}

package io.entraguard.reconcile;

import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the loop tells of itself: figures and traces. Nothing of it delays or fails what it tells of. */
public record Telemetry(GuardMetrics metrics, GuardTraces traces) {
    /** Tells nothing. */
    public static final Telemetry NONE = new Telemetry(GuardMetrics.NONE, GuardTraces.NONE);

    /** Does the work of one pass, timed and traced. */
    void pass(ReconcileRequest request, Clock clock, Runnable work) {
        Instant began = clock.instant();
        boolean done = false;
        try {
            traces.pass(request.cluster(), request.why(), work);
            done = true;
        } finally {
            metrics.passed(request.why(), done, Duration.between(began, clock.instant()));
        }
    }

    /**
     * Work begins that an event or an appointment had asked for. A retry is left out: it was begun before.
     *
     * @param appointment when the guard itself had wanted to look again
     */
    void begun(ReconcileRequest request, Optional<Instant> appointment, Instant now) {
        Optional<Instant> due =
                request.why().appointed() ? appointment : request.seen().map(seen -> seen.at());
        if (request.attempt() == 0) {
            due.map(at -> Duration.between(at, now))
                    .filter(late -> !late.isNegative()) // another clock's time
                    .ifPresent(late -> metrics.begun(request.why(), late));
        }
    }

    /** A log of decisions that is counted and traced as well. */
    public DecisionLog decisions(DecisionLog log) {
        return pass -> {
            log.decided(pass);
            metrics.decided(pass);
            traces.decided(pass);
        };
    }

    /** A sweep, timed; how the fleet stands is told after it. */
    public Runnable sweep(Runnable sweep, MemoryStore memory, Clock clock) {
        return () -> {
            Instant began = clock.instant();
            boolean done = false;
            try {
                sweep.run();
                done = true;
            } finally {
                metrics.swept(done, Duration.between(began, clock.instant()));
            }
            new FleetCount(memory, metrics).tell(clock.instant());
        };
    }
}

package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.entraguard.reconcile.GuardTraces;
import java.util.Optional;

/**
 * The timer trigger, on the schedule {@code GUARD_SWEEP_SCHEDULE}: looks for clusters that no event named, or goes on
 * looking where the last run stopped, keeps the day's figures, and tells the heads of the ledger's chains.
 */
public final class FleetSweep {
    private final Task sweep;
    private final Task figures;
    private final Task anchors;
    private final GuardTraces traces;

    /** What is done once each time. */
    @FunctionalInterface
    public interface Task {
        void run();

        /** Each in turn, also where one before it fails. */
        static Task each(Task first, Task second) {
            return () -> {
                try {
                    first.run();
                } finally {
                    second.run();
                }
            };
        }
    }

    /**
     * @param sweep looks over the fleet
     * @param figures keeps the day's figures; not where the fleet could not be looked over, which would invent them
     * @param anchors tells the ledger's heads where that is due, also where the fleet could not be looked over
     */
    public FleetSweep(Task sweep, Task figures, Task anchors) {
        this(sweep, figures, anchors, GuardTraces.NONE);
    }

    /** The same, traced. */
    public FleetSweep(Task sweep, Task figures, Task anchors, GuardTraces traces) {
        this.sweep = sweep;
        this.figures = figures;
        this.anchors = anchors;
        this.traces = traces;
    }

    /** Does each once. */
    @FunctionName("FleetSweep")
    public void run(
            @TimerTrigger(name = "timer", schedule = "%GUARD_SWEEP_SCHEDULE%") String timer, ExecutionContext context) {
        traces.invocation("FleetSweep", Optional.empty(), HostTrace.of(context), this::each);
    }

    private void each() {
        try {
            sweep.run();
            figures.run();
        } finally {
            anchors.run();
        }
    }
}

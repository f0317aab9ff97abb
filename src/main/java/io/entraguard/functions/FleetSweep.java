package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;

/** The timer trigger: looks for clusters that no event named, on the schedule {@code GUARD_SWEEP_SCHEDULE}. */
public final class FleetSweep {
    private final Sweep sweep;

    /** What sweeps the fleet once. */
    @FunctionalInterface
    public interface Sweep {
        void sweep();
    }

    public FleetSweep(Sweep sweep) {
        this.sweep = sweep;
    }

    /** Sweeps once. */
    @FunctionName("FleetSweep")
    public void run(
            @TimerTrigger(name = "timer", schedule = "%GUARD_SWEEP_SCHEDULE%") String timer, ExecutionContext context) {
        sweep.sweep();
    }
}

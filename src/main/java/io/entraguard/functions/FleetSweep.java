package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;

/**
 * The timer trigger, on the schedule {@code GUARD_SWEEP_SCHEDULE}: looks for clusters that no event named, and tells the
 * heads of the ledger's chains.
 */
public final class FleetSweep {
    private final Task sweep;
    private final Task anchors;

    /** What is done once each time. */
    @FunctionalInterface
    public interface Task {
        void run();
    }

    /**
     * @param sweep looks over the fleet
     * @param anchors tells the ledger's heads where that is due, also where the fleet could not be looked over
     */
    public FleetSweep(Task sweep, Task anchors) {
        this.sweep = sweep;
        this.anchors = anchors;
    }

    /** Does both once. */
    @FunctionName("FleetSweep")
    public void run(
            @TimerTrigger(name = "timer", schedule = "%GUARD_SWEEP_SCHEDULE%") String timer, ExecutionContext context) {
        try {
            sweep.run();
        } finally {
            anchors.run();
        }
    }
}

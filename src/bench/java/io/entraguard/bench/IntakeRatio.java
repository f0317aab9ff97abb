package io.entraguard.bench;

import com.azure.messaging.eventgrid.EventGridEvent;
import io.entraguard.azure.EventGridEvents;
import io.entraguard.azure.Intake;
import io.entraguard.azure.SampleEvent;
import io.entraguard.reconcile.WorkItemJson;
import java.util.Arrays;
import java.util.List;

/**
 * How many times the time of {@code EventGridEvent.fromString} the whole intake of the same event takes. The two take turns
 * of some milliseconds in one JVM, so that whatever else the machine does meets both: two runs one after the other differ
 * by more than what is to be seen here.
 */
public final class IntakeRatio {
    private static final int EVENTS_A_TURN = 500;
    private static final int WARM_UP_TURNS = 300;

    /** An odd number, for the median. */
    private static final int TURNS = 201;

    private final String event = SampleEvent.text("cluster-write.json").replaceAll("\\n\\s*", "");
    private long kept;

    private IntakeRatio() {}

    static List<Figure> figures() {
        return Forked.run(IntakeRatio.class, () -> {});
    }

    /** In the forked JVM. */
    public static void main(String[] arguments) {
        var ratio = new IntakeRatio();
        var times = new double[TURNS];
        for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
            double one = (double) ratio.intake() / ratio.fromString();
            if (turn >= 0) {
                times[turn] = one;
            }
        }
        Arrays.sort(times);
        System.out.println(Figure.of("intake-by-fromString", times[TURNS / 2], "times", Forked.HEAP)
                .with("least", Figure.rounded(times[TURNS / 10]))
                .with("most", Figure.rounded(times[TURNS - 1 - TURNS / 10]))
                .with("kept", ratio.kept) // so that none of it is optimized away
                .line());
    }

    private long intake() {
        long begun = System.nanoTime();
        for (int i = 0; i < EVENTS_A_TURN; i++) {
            kept += WorkItemJson.write(((Intake.Kept) EventGridEvents.read(event)).request())
                    .length();
        }
        return System.nanoTime() - begun;
    }

    private long fromString() {
        long begun = System.nanoTime();
        for (int i = 0; i < EVENTS_A_TURN; i++) {
            kept += EventGridEvent.fromString(event).size();
        }
        return System.nanoTime() - begun;
    }
}

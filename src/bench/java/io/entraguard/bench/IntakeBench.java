package io.entraguard.bench;

import com.azure.messaging.eventgrid.EventGridEvent;
import io.entraguard.azure.EventGridEvents;
import io.entraguard.azure.Intake;
import io.entraguard.azure.SampleEvent;
import io.entraguard.reconcile.WorkItemJson;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From an event of 3 KB with all its claims to the message on the queue, and beside it the SDK's parser alone. */
@State(Scope.Benchmark)
public class IntakeBench {
    private final String event = SampleEvent.text("cluster-write.json").replaceAll("\\n\\s*", "");

    /** Event to message. */
    @Benchmark
    public String intake() {
        return WorkItemJson.write(((Intake.Kept) EventGridEvents.read(event)).request());
    }

    /** What the SDK takes to read the same event, of which we need a part. */
    @Benchmark
    public List<EventGridEvent> intake_fromString() {
        return EventGridEvent.fromString(event);
    }
}

package io.entraguard.bench;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import com.azure.messaging.eventgrid.EventGridEvent;
import io.entraguard.azure.EventGridEvents;
import io.entraguard.azure.Intake;
import io.entraguard.azure.SampleEvent;
import io.entraguard.reconcile.WorkItemJson;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * From an event of 3 KB with all its claims to the message on the queue. Beside it what the SDK takes to read the same
 * event, of which the program needs a part, and the floor: a walk over its tokens that keeps nothing.
 */
@State(Scope.Benchmark)
public class IntakeBench {
    private final String event = SampleEvent.text("cluster-write.json").replaceAll("\\n\\s*", "");

    /** Event to message. */
    @Benchmark
    public String intake() {
        return WorkItemJson.write(((Intake.Kept) EventGridEvents.read(event)).request());
    }

    /** The SDK's parser alone. */
    @Benchmark
    public List<EventGridEvent> intake_fromString() {
        return EventGridEvent.fromString(event);
    }

    /** Tokens and texts, and nothing else. */
    @Benchmark
    public int intake_walk() throws IOException {
        int length = 0;
        try (JsonReader reader = JsonProviders.createReader(event)) {
            for (JsonToken token = reader.nextToken();
                    token != null && token != JsonToken.END_DOCUMENT;
                    token = reader.nextToken()) {
                if (token == JsonToken.STRING) {
                    length += reader.getString().length();
                }
            }
        }
        return length;
    }
}

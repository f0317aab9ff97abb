package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.OutputBinding;
import com.microsoft.azure.functions.annotation.EventGridTrigger;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueOutput;
import io.entraguard.azure.EventGridEvents;
import io.entraguard.azure.Intake;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;

/**
 * The Event Grid trigger: what counts becomes a message on the queue {@code reconcile}, and so does what cannot be read;
 * the rest is counted. The message carries on the event's trace, or the invocation's. Nothing is thrown for what an event holds, since Event Grid would bring it back for 24 hours.
 * Thread-safe.
 */
public final class ClusterEvents {
    private final Map<String, LongAdder> droppedByReason = new ConcurrentHashMap<>();

    /** Takes one event in either schema. */
    @FunctionName("ClusterEvents")
    public void run(
            @EventGridTrigger(name = "event") String event,
            @QueueOutput(name = "message", queueName = "reconcile", connection = "AzureWebJobsStorage")
                    OutputBinding<String> message,
            ExecutionContext context) {
        EventGridEvents.Arrival arrival = EventGridEvents.arrival(event);
        Optional<TraceParent> cause = arrival.cause().or(() -> HostTrace.of(context));
        arrival.intake()
                .match(new Intake.Cases<Optional<WorkItem>>() {
                    @Override
                    public Optional<WorkItem> kept(Intake.Kept intake) {
                        return Optional.of(intake.request());
                    }

                    @Override
                    public Optional<WorkItem> spread(Intake.Spread intake) {
                        return Optional.of(intake.item());
                    }

                    @Override
                    public Optional<WorkItem> rejected(Intake.Rejected intake) {
                        return Optional.of(intake.item());
                    }

                    @Override
                    public Optional<WorkItem> dropped(Intake.Dropped intake) {
                        count(intake.reason(), context.getLogger());
                        return Optional.empty();
                    }
                })
                .ifPresent(item -> message.setValue(WorkItemJson.write(item, cause)));
    }

    private void count(String reason, Logger log) {
        LongAdder count = droppedByReason.computeIfAbsent(reason, first -> new LongAdder());
        count.increment();
        log.info(() -> "event dropped reason=" + reason + " count=" + count.sum());
    }
}

package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import io.entraguard.reconcile.GuardTraces;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.WorkItemJson.Message;
import java.util.Map;
import java.util.Optional;

/**
 * The queue trigger: hands one message to the loop. What is thrown goes back on the queue and in the end to
 * {@code reconcile-poison}. Thread-safe.
 */
public final class Reconcile {
    private final Loop loop;
    private final GuardTraces traces;

    /** What takes work items; any thread, several at once. */
    @FunctionalInterface
    public interface Loop {
        /** Does what the item asks for. */
        void handle(WorkItem item);
    }

    public Reconcile(Loop loop) {
        this(loop, GuardTraces.NONE);
    }

    /**
     * One that is traced.
     *
     * @param traces go on from the message to what the loop does
     */
    public Reconcile(Loop loop, GuardTraces traces) {
        this.loop = loop;
        this.traces = traces;
    }

    /** Takes one message. */
    @FunctionName("Reconcile")
    public void run(
            @QueueTrigger(name = "message", queueName = "reconcile", connection = "AzureWebJobsStorage") String message,
            ExecutionContext context) {
        Message read = read(message);
        traces.invocation("Reconcile", read.cause(), HostTrace.of(context), () -> loop.handle(read.item()));
    }

    /** A message that nobody can read would fail for ever: that it came is recorded instead. */
    private static Message read(String message) {
        try {
            return WorkItemJson.message(message);
        } catch (WorkItemJson.Unreadable e) {
            return new Message(new WorkItem.Rejected("unreadable-message", Map.of()), Optional.empty());
        }
    }
}

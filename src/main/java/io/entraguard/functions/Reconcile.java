package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import java.util.Map;

/**
 * The queue trigger: hands one message to the loop. What is thrown goes back on the queue and in the end to
 * {@code reconcile-poison}. Thread-safe.
 */
public final class Reconcile {
    private final Loop loop;

    /** What takes work items; any thread, several at once. */
    @FunctionalInterface
    public interface Loop {
        /** Does what the item asks for. */
        void handle(WorkItem item);
    }

    public Reconcile(Loop loop) {
        this.loop = loop;
    }

    /** Takes one message. */
    @FunctionName("Reconcile")
    public void run(
            @QueueTrigger(name = "message", queueName = "reconcile", connection = "AzureWebJobsStorage") String message,
            ExecutionContext context) {
        loop.handle(read(message));
    }

    /** A message that nobody can read would fail for ever: that it came is recorded instead. */
    private static WorkItem read(String message) {
        try {
            return WorkItemJson.read(message);
        } catch (WorkItemJson.Unreadable e) {
            return new WorkItem.Rejected("unreadable-message", Map.of());
        }
    }
}

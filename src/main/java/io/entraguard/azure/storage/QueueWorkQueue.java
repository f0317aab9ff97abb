package io.entraguard.azure.storage;

import com.azure.core.util.Context;
import com.azure.storage.queue.QueueClient;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.WorkQueue;
import java.time.Duration;

/**
 * Work as messages of a storage queue, in base64 as the Functions host reads them. A delay is the message's visibility
 * timeout; a message never expires by itself, since the service wants its lifetime longer than that. Thread-safe.
 */
public final class QueueWorkQueue implements WorkQueue {
    private static final Duration NEVER = Duration.ofSeconds(-1);

    private final QueueClient queue;
    private final boolean creating;
    private volatile boolean there;

    /** The queue of that name. */
    public QueueWorkQueue(StorageAccess account, String queue) {
        this.queue = account.queue(queue);
        this.creating = account.creating();
    }

    @Override
    public void send(WorkItem item, Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("a delay of " + delay + " is not between nothing and " + LONGEST_DELAY);
        }
        if (creating && !there) {
            StorageCall.of(named("create"), () -> queue.createIfNotExistsWithResponse(null, null, Context.NONE));
            there = true;
        }
        String message = WorkItemJson.write(item);
        StorageCall.of(named("send"), () -> queue.sendMessageWithResponse(message, delay, NEVER, null, Context.NONE));
    }

    private String named(String verb) {
        return "queue " + queue.getQueueName() + ": " + verb;
    }
}

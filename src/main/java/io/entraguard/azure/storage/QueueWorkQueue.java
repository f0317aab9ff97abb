package io.entraguard.azure.storage;

import com.azure.core.util.Context;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.models.PeekedMessageItem;
import com.azure.storage.queue.models.QueueMessageItem;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.WorkQueue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Work as messages of a storage queue, in base64 as the Functions host reads them. A delay is the message's visibility
 * timeout; a message never expires by itself, since the service wants its lifetime longer than that. Thread-safe.
 */
public final class QueueWorkQueue implements WorkQueue {
    private static final Duration NEVER = Duration.ofSeconds(-1);

    /** The Functions host names the queue of a queue's poison so. */
    private static final String POISON = "-poison";

    /** As many messages as the service hands out at once. */
    private static final int BATCH = 32;

    /** How long a message stays hidden while it is put back. */
    private static final Duration IN_HAND = Duration.ofMinutes(1);

    /**
     * What is asked for this soon belongs to what is going on now: a retry, a look at a running operation. A later look
     * begins a trace of its own, or one would go on for years.
     */
    private static final Duration SAME_TRACE = Duration.ofMinutes(15);

    private final QueueClient queue;
    private final QueueClient poison;
    private final Supplier<Optional<TraceParent>> cause;
    private final boolean creating;
    private volatile boolean there;

    /** The queue of that name. */
    public QueueWorkQueue(StorageAccess account, String queue) {
        this(account, queue, Optional::empty);
    }

    /**
     * The queue of that name.
     *
     * @param cause where in a trace the thread is that sends
     */
    public QueueWorkQueue(StorageAccess account, String queue, Supplier<Optional<TraceParent>> cause) {
        this.cause = cause;
        this.queue = account.queue(queue);
        this.poison = account.queue(queue + POISON);
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
        String message = WorkItemJson.write(item, delay.compareTo(SAME_TRACE) > 0 ? Optional.empty() : cause.get());
        StorageCall.of(named("send"), () -> queue.sendMessageWithResponse(message, delay, NEVER, null, Context.NONE));
    }

    @Override
    public int returnPoison() {
        int returned = 0;
        try {
            for (List<QueueMessageItem> batch = poisonBatch(); !batch.isEmpty(); batch = poisonBatch()) {
                for (QueueMessageItem message : batch) {
                    String text = message.getBody().toString();
                    StorageCall.of(
                            named("return"),
                            () -> queue.sendMessageWithResponse(text, Duration.ZERO, NEVER, null, Context.NONE));
                    StorageCall.of(
                            named("clear poison"),
                            () -> poison.deleteMessageWithResponse(
                                    message.getMessageId(), message.getPopReceipt(), null, Context.NONE));
                    returned++;
                }
            }
        } catch (Failure.Terminal e) {
            if (!e.code().equals("QueueNotFound")) { // the host makes the queue when the first message lands there
                throw e;
            }
        }
        return returned;
    }

    @Override
    public Depth depth() {
        try {
            long messages = StorageCall.of(named("count"), () -> queue.getPropertiesWithResponse(null, Context.NONE))
                    .getValue()
                    .getApproximateMessagesCountLong();
            List<PeekedMessageItem> seen = StorageCall.of(
                    named("peek"),
                    () -> queue.peekMessages(Depth.COUNTED, null, Context.NONE).stream()
                            .toList());
            int all = (int) Math.min(Integer.MAX_VALUE, Math.max(messages, seen.size()));
            return new Depth(
                    all,
                    seen.size() < Depth.COUNTED ? seen.size() : all,
                    seen.stream()
                            .filter(message ->
                                    WorkItemJson.isNews(message.getBody().toString()))
                            .map(message -> message.getInsertionTime().toInstant())
                            .min(Comparator.naturalOrder()));
        } catch (Failure.Terminal e) {
            if (e.code().equals("QueueNotFound")) { // nothing was ever sent
                return new Depth(0, 0, Optional.empty());
            }
            throw e;
        }
    }

    private List<QueueMessageItem> poisonBatch() {
        return StorageCall.of(
                named("read poison"),
                () -> poison.receiveMessages(BATCH, IN_HAND, null, Context.NONE).stream()
                        .toList());
    }

    private String named(String verb) {
        return "queue " + queue.getQueueName() + ": " + verb;
    }
}

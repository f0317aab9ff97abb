package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.queue.QueueClient;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.WorkQueueContract;
import io.entraguard.testing.Azurite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueWorkQueueIT extends WorkQueueContract {
    private final String name = Azurite.shared().freshName();
    private final QueueWorkQueue queue = new QueueWorkQueue(AzuriteAccess.creating(), name);
    private final QueueClient client = AzuriteAccess.creating().queue(name);

    @Override
    protected WorkQueue queue() {
        return queue;
    }

    @Override
    protected List<String> take() {
        return client.receiveMessages(32).stream()
                .map(message -> {
                    client.deleteMessage(message.getMessageId(), message.getPopReceipt());
                    return message.getBody().toString();
                })
                .toList();
    }

    @Override
    protected int size() {
        client.createIfNotExists();
        return Math.toIntExact(client.getProperties().getApproximateMessagesCountLong());
    }

    @Test
    void a_queue_that_is_absent_and_may_not_be_created_ends_every_call() {
        var other = new QueueWorkQueue(AzuriteAccess.creatingNothing(), name);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> other.send(new WorkItem.Rejected("r", Map.of()), Duration.ZERO))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("QueueNotFound"));
    }
}

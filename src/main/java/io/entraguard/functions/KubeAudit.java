package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.OutputBinding;
import com.microsoft.azure.functions.annotation.Cardinality;
import com.microsoft.azure.functions.annotation.EventHubTrigger;
import com.microsoft.azure.functions.annotation.FixedDelayRetry;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueOutput;
import io.entraguard.azure.KubeAuditRecords;
import io.entraguard.azure.KubeAuditRecords.Batch;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItemJson;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The Event Hub trigger: each use of an admin certificate in a batch of audit records becomes a message on the queue
 * {@code reconcile}; the rest is counted. Nothing is thrown for what a record holds. Where the queue cannot be written the
 * host calls again with the same batch, without end, since Event Hubs would go on to the next one. Thread-safe.
 */
public final class KubeAudit {
    private final Clock clock;
    private final Map<String, LongAdder> skippedByReason = new ConcurrentHashMap<>();

    public KubeAudit(Clock clock) {
        this.clock = clock;
    }

    /** Takes one batch. */
    @FunctionName("KubeAudit")
    @FixedDelayRetry(strategy = "fixedDelay", maxRetryCount = -1, delayInterval = "00:00:10")
    public void run(
            @EventHubTrigger(
                            name = "messages",
                            eventHubName = "%GUARD_KUBE_AUDIT_HUB%",
                            connection = "GUARD_KUBE_AUDIT",
                            consumerGroup = "%GUARD_KUBE_AUDIT_CONSUMER_GROUP%",
                            cardinality = Cardinality.MANY,
                            dataType = "string")
                    List<String> messages,
            @QueueOutput(name = "queued", queueName = "reconcile", connection = "AzureWebJobsStorage")
                    OutputBinding<List<String>> queued,
            ExecutionContext context) {
        Batch batch = KubeAuditRecords.read(messages, clock.instant());
        batch.skipped()
                .forEach((reason, count) -> skippedByReason
                        .computeIfAbsent(reason, first -> new LongAdder())
                        .add(count));
        tell(batch, context.getLogger());
        if (!batch.uses().isEmpty()) {
            Optional<TraceParent> cause = HostTrace.of(context);
            queued.setValue(batch.uses().stream()
                    .map(use -> WorkItemJson.write(use, cause))
                    .toList());
        }
    }

    /** Records of other users come by the thousand: a line is written only where there is something else. */
    private void tell(Batch batch, Logger log) {
        String odd = batch.skipped().keySet().stream()
                .filter(reason -> !reason.equals(KubeAuditRecords.NO_MATCH))
                .sorted()
                .map(reason -> " " + reason + "=" + skippedByReason.getOrDefault(reason, new LongAdder()))
                .collect(Collectors.joining());
        if (!odd.isEmpty()) {
            log.info(() -> "audit records skipped" + odd);
        }
    }
}

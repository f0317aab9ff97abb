package io.entraguard.lab;

import com.microsoft.azure.functions.OutputBinding;
import io.entraguard.functions.KubeAudit;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.Json;
import io.entraguard.model.ClusterRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Event Hub of the clusters' audit logs with the host's trigger behind it, as far as one partition goes: messages come
 * in the order they were sent, and one that failed comes again after the function's own pause, before any other. Used by
 * the player's thread only.
 */
final class EventHub {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final LabWorkQueue queue;
    private final Clock clock;
    private final Deque<String> waiting = new ArrayDeque<>();
    private Instant due = Instant.MIN;
    private Optional<String> last = Optional.empty();
    private int invocations;

    EventHub(LabWorkQueue queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    /** Takes an audit Event as Azure Monitor sends it on: in a batch of one diagnostic record, the Event as text. */
    void publish(ClusterRef cluster, Map<String, Object> event) {
        var record = new LinkedHashMap<String, Object>();
        record.put("time", clock.instant().toString());
        record.put("resourceId", cluster.id().toUpperCase(Locale.ROOT));
        record.put("category", "kube-audit");
        record.put("operationName", "Microsoft.ContainerService/managedClusters/diagnosticLogs/Read");
        record.put(
                "properties",
                Map.of("log", Json.write(event), "stream", "stdout", "pod", "kube-apiserver-5d8f7c9b6-x2x2x"));
        String message = Json.write(Map.of("records", List.of(record)));
        last = Optional.of(message);
        waiting.add(message);
    }

    /** Has the last message come once more. */
    void duplicate() {
        last.ifPresent(waiting::add);
    }

    Optional<Instant> nextDue() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(due.isAfter(clock.instant()) ? due : clock.instant());
    }

    /** Makes one delivery that is due; false where none is. */
    boolean deliverOne(KubeAudit function) {
        String message = waiting.peek();
        if (message == null || due.isAfter(clock.instant())) {
            return false;
        }
        try {
            invoke(function, message);
            waiting.remove();
        } catch (RuntimeException e) {
            due = clock.instant().plus(PAUSE);
        }
        return true;
    }

    private void invoke(KubeAudit function, String message) {
        var output = new Output();
        invocations++;
        function.run(List.of(message), output, new LabContext("KubeAudit", "lab-audit-" + invocations));
        List<String> queued = output.value;
        if (queued != null) {
            queued.forEach(queue::put);
        }
    }

    /** The queue output binding of one invocation. */
    private static final class Output implements OutputBinding<List<String>> {
        private @Nullable List<String> value;

        @Override
        @SuppressWarnings("NullAway") // the binding's own contract: null where nothing was set
        public List<String> getValue() {
            return value;
        }

        @Override
        public void setValue(List<String> set) {
            value = set;
        }
    }
}

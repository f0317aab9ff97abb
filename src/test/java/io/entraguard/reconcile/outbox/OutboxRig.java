package io.entraguard.reconcile.outbox;

import static java.util.Objects.requireNonNull;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.model.Tree;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.Failing;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.Rig;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerReader;
import io.entraguard.reconcile.ocsf.Ocsf;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The audit trail with its outbox over the lab's faces, whose drains a test lets run. */
public final class OutboxRig {
    public static final ClusterRef CLUSTER = cluster("c1");

    /** A clock that may also go back. */
    public static final class TestClock extends Clock {
        public Instant now = Instant.parse("2026-01-05T09:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A SIEM that can be told what to refuse, and to fail. */
    public static final class Siem implements AuditSink {
        public final List<Map<String, Object>> came = new ArrayList<>();
        public Optional<Failure> failure = Optional.empty();
        public Predicate<Map<String, Object>> refuses = event -> false;
        public Runnable before = () -> {};
        public int calls;

        @Override
        public void emit(List<Map<String, Object>> events) {
            calls++;
            before.run();
            failure.ifPresent(it -> {
                throw it;
            });
            if (events.stream().anyMatch(refuses)) {
                throw new Failure.Terminal(REFUSED, "siem: HTTP 400");
            }
            came.addAll(events);
        }

        /** The messages of what came, in order. */
        public List<String> told() {
            return came.stream().map(OutboxRig::message).toList();
        }
    }

    public final TestClock clock = new TestClock();
    public final Failing table = new Failing();
    public final Failing queueFaults = new Failing();
    public final Failing ledgerFaults = new Failing();
    public final LabMemoryStore memory = new LabMemoryStore(table);
    public final LabWorkQueue queue = new LabWorkQueue(clock, queueFaults);
    public final LabAppendBlobs blobs = new LabAppendBlobs(ledgerFaults);
    public final Map<String, Siem> siems = new LinkedHashMap<>();
    private final Map<String, Long> calls = new HashMap<>();
    private int names;
    public Outbox outbox;
    public Drains drains;
    public AuditTrail trail;

    public OutboxRig(String... sinks) {
        for (String sink : sinks) {
            siems.put(sink, new Siem());
        }
        start();
    }

    /** Starts the program anew: everything in memory is lost. */
    public void start() {
        outbox = new Outbox(
                new LinkedHashMap<>(siems),
                counted("table", MemoryStore.class, memory),
                counted("queue", WorkQueue.class, queue),
                clock);
        trail = new AuditTrail(new Ledger(blobs), new Ocsf("test"), outbox);
        var policy = PolicyFile.read(Rig.POLICY);
        drains = new Drains(
                outbox,
                new LedgerReader(blobs),
                queue,
                new Refusals(memory, trail, () -> policy),
                () -> "drain-" + ++names,
                clock);
    }

    private <T> T counted(String name, Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    calls.merge(name, 1L, Long::sum);
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** How many calls went to the table and the queue for the outbox. */
    public long calls(String store) {
        return calls.getOrDefault(store, 0L);
    }

    public void forgetCalls() {
        calls.clear();
    }

    public Siem siem(String name) {
        return requireNonNull(siems.get(name));
    }

    public static ClusterRef cluster(String name) {
        return ClusterRef.of(
                "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/" + name);
    }

    /** Records one event of the cluster, whose message is that text. */
    public void record(ClusterRef cluster, String text) {
        trail.record(List.of(event(cluster, text)));
    }

    public void record(String text) {
        record(CLUSTER, text);
    }

    public AuditEvent event(ClusterRef cluster, String text) {
        var alert = new Alert("test", Severity.LOW, text, Optional.empty());
        return new AuditEvent(Optional.of(new Subject(cluster, "westeurope")), clock.now, text, "hash", alert);
    }

    public static String message(Map<String, Object> event) {
        return String.valueOf(event.get("message"));
    }

    public static Object code(Map<String, Object> event) {
        return Tree.object(event.get("metadata"))
                .map(metadata -> metadata.get("event_code"))
                .orElse("none");
    }

    /** Works off every message that is due now. */
    public void drainDue() {
        for (Optional<LabWorkQueue.Message> message = queue.take(); message.isPresent(); message = queue.take()) {
            try {
                drains.drain((Drain) WorkItemJson.read(message.get().text()));
                queue.done(message.get());
            } catch (Failure e) {
                queue.failed(message.get());
            }
        }
    }

    /** Lets time pass, and what falls due happen at its instant. */
    public void passes(Duration time) {
        Instant end = clock.now.plus(time);
        for (Optional<Instant> next = queue.nextDue();
                next.isPresent() && !next.get().isAfter(end);
                next = queue.nextDue()) {
            clock.now = next.get().isAfter(clock.now) ? next.get() : clock.now;
            drainDue();
        }
        clock.now = end;
    }

    /** The marks that stand. */
    public List<MemoryStore.Row> marks() {
        return memory.all(Outbox.PARTITION);
    }

    public static Failure.Transient down() {
        return new Failure.Transient("siem: HTTP 503 ServerBusy");
    }

    public static FaultHook.Kind lost() {
        return new FaultHook.LostResponse();
    }
}

package io.entraguard.azure.siem;

import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.siem.EventHubSink.Format;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerReader;
import io.entraguard.reconcile.ocsf.Ocsf;
import io.entraguard.reconcile.outbox.AuditSink;
import io.entraguard.reconcile.outbox.Drains;
import io.entraguard.reconcile.outbox.Outbox;
import io.entraguard.reconcile.outbox.Refusals;
import io.entraguard.reconcile.outbox.SinkHealth;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A day of events while the SIEM is away, and what comes after, in a JVM of its own: takes the SIEM's URL and a folder for
 * the ledger. Says {@code away over} when the day is over and goes on when it is told a line.
 */
final class OutageRun {
    static final int CLUSTERS = 10;
    static final int EVENTS = 100_000;
    private static final int BATCH = 10;
    private static final String RULE = "dcr-00000000000000000000000000000abc";

    private final VirtualClock clock = new VirtualClock();
    private final LabMemoryStore memory = new LabMemoryStore(FaultHook.NONE);
    private final LabWorkQueue queue = new LabWorkQueue(clock, FaultHook.NONE);
    private final Outbox outbox;
    private final AuditTrail trail;
    private final Consumer<WorkItem> loop;

    private OutageRun(String url, Path ledger) {
        var http = new AzureHttp("test", Duration.ofSeconds(10));
        var pipeline = http.pipeline(url, Optional.empty());
        Map<String, AuditSink> sinks = new LinkedHashMap<>();
        sinks.put("logs", LogsIngestionSink.guardTable(url, pipeline, RULE, "Custom-EntraGuardAudit_CL"));
        sinks.put("hub", new EventHubSink(url, "audit", pipeline, Format.OCSF));
        var blobs = new FileAppendBlobs(ledger);
        outbox = new Outbox(sinks, memory, queue, clock);
        trail = new AuditTrail(new Ledger(blobs), new Ocsf("test"), outbox);
        var policy = PolicyFile.read(PolicyFile.example());
        var refusals = new Refusals(memory, trail, () -> policy);
        var drains = new Drains(
                outbox,
                new LedgerReader(blobs),
                queue,
                refusals,
                () -> UUID.randomUUID().toString(),
                clock);
        loop = drains.before(item -> {
            throw new AssertionError("no other work is asked for");
        });
    }

    static ClusterRef cluster(int number) {
        return ClusterRef.of(
                "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c" + number);
    }

    private void record(int cluster, int first) {
        var events = new ArrayList<AuditEvent>();
        var subject = Optional.of(new Subject(cluster(cluster), "westeurope"));
        for (int i = first; i < first + BATCH; i++) {
            var alert = new Alert("test", Severity.LOW, cluster + " " + i, Optional.empty());
            events.add(new AuditEvent(subject, clock.instant(), cluster + " " + i, "hash", alert));
        }
        trail.record(events);
    }

    private void passes(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Optional<Instant> next = queue.nextDue();
                next.isPresent() && !next.get().isAfter(end);
                next = queue.nextDue()) {
            clock.advanceTo(next.get().isAfter(clock.instant()) ? next.get() : clock.instant());
            queue.take().ifPresent(message -> {
                loop.accept(WorkItemJson.read(message.text()));
                queue.done(message);
            });
        }
        clock.advanceTo(end);
    }

    private void day() {
        int batches = EVENTS / BATCH;
        for (int i = 0; i < batches; i++) {
            record(i % CLUSTERS, i / CLUSTERS * BATCH);
            passes(Duration.ofDays(1).dividedBy(batches));
        }
    }

    private String waiting() {
        List<SinkHealth> health = outbox.health();
        return health.stream().map(sink -> sink.sink() + "=" + sink.waiting()).toList() + " queued=" + queue.size();
    }

    public static void main(String[] arguments) {
        var run = new OutageRun(arguments[0], Path.of(arguments[1]));
        long begin = System.nanoTime();
        run.day();
        System.out.println("day " + run.waiting() + " seconds=" + (System.nanoTime() - begin) / 1_000_000_000);
        System.out.println("away over");
        new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
        begin = System.nanoTime();
        run.passes(Duration.ofHours(1));
        System.out.println("after " + run.waiting() + " seconds=" + (System.nanoTime() - begin) / 1_000_000_000);
    }
}

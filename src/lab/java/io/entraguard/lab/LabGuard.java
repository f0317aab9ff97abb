package io.entraguard.lab;

import com.azure.core.http.HttpPipeline;
import io.entraguard.azure.rest.ArmActivityLog;
import io.entraguard.azure.rest.ArmClusters;
import io.entraguard.azure.rest.ArmMaintenance;
import io.entraguard.azure.rest.ArmScopeTags;
import io.entraguard.azure.rest.AzureDirectory;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.rest.ResourceGraphAuditDiagnostics;
import io.entraguard.azure.rest.ResourceGraphEventTopics;
import io.entraguard.azure.rest.ResourceGraphFleet;
import io.entraguard.azure.rest.ResourceGraphFleet.Scope;
import io.entraguard.azure.rest.ResourceGraphTagHistory;
import io.entraguard.azure.telemetry.Reporting;
import io.entraguard.azure.telemetry.Reporting.Callee;
import io.entraguard.functions.Api;
import io.entraguard.functions.ClusterEvents;
import io.entraguard.functions.FleetSweep;
import io.entraguard.functions.KubeAudit;
import io.entraguard.functions.Reconcile;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.ActivityLog;
import io.entraguard.reconcile.Anchors;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Audit;
import io.entraguard.reconcile.AuditDiagnostics;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.Clusters;
import io.entraguard.reconcile.DailyFigures;
import io.entraguard.reconcile.Directory;
import io.entraguard.reconcile.EventTopics;
import io.entraguard.reconcile.Fleet;
import io.entraguard.reconcile.GuardParts;
import io.entraguard.reconcile.LedgerAlarm;
import io.entraguard.reconcile.Maintenance;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.PolicyInForce;
import io.entraguard.reconcile.PolicySource;
import io.entraguard.reconcile.Reconciler;
import io.entraguard.reconcile.ScopeTags;
import io.entraguard.reconcile.Sweep;
import io.entraguard.reconcile.TagHistory;
import io.entraguard.reconcile.Telemetry;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerReader;
import io.entraguard.reconcile.ocsf.Ocsf;
import io.entraguard.reconcile.outbox.AuditSink;
import io.entraguard.reconcile.outbox.Drains;
import io.entraguard.reconcile.outbox.Outbox;
import io.entraguard.reconcile.outbox.Refusals;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program under test: the function classes, the loop and the Azure adapters as they ship, over the lab's stores. A
 * restart makes a new one over the same stores.
 *
 * @param clusterEvents the trigger behind the webhook
 * @param kubeAudit the trigger behind the Event Hub
 * @param api the triggers behind HTTP
 */
record LabGuard(ClusterEvents clusterEvents, KubeAudit kubeAudit, Reconcile reconcile, FleetSweep sweep, Api api) {
    /** The guard's own identity in the lab. */
    static final String PRINCIPAL = "9a9a9a9a-0000-4000-8000-000000000009";

    /** The name of the lab's SIEM. */
    private static final String SIEM = "siem";

    /** Short, since a timeline's timeouts take so long in real time; long enough that a busy machine makes none. */
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(1);

    /** A line of a timeline that replaces the policy counts for work at the same instant. */
    private static final Duration AT_ONCE = Duration.ZERO;

    /** What stands between the program and its ports, for tests that watch or stop it there. */
    interface Around {
        /** The port as the program is to see it. */
        <T> T port(Class<T> port, T real);

        /** What the program tells of itself with; nothing unless a test listens. */
        default Reporting reporting() {
            return Reporting.NONE;
        }

        /** Nothing: the program sees the ports themselves. */
        Around NOTHING = new Around() {
            @Override
            public <T> T port(Class<T> port, T real) {
                return real;
            }
        };
    }

    static LabGuard of(
            AzureServer azure, LabStores stores, PolicySource policy, GuardMode mode, Seen seen, Around around) {
        return of(azure, new AzureHttp("lab", RESPONSE_TIMEOUT), stores, policy, mode, seen, around);
    }

    static LabGuard of(
            AzureServer azure,
            AzureHttp http,
            LabStores stores,
            PolicySource policy,
            GuardMode mode,
            Seen seen,
            Around around) {
        String arm = azure.arm().toString();
        String graph = azure.graph().toString();
        Reporting reporting = around.reporting();
        Telemetry telemetry = reporting.telemetry();
        HttpPipeline toArm =
                http.pipeline(arm, Optional.empty(), client -> reporting.calls().traced(client, Callee.ARM));
        HttpPipeline toGraph = http.pipeline(
                graph, Optional.empty(), client -> reporting.calls().traced(client, Callee.GRAPH));
        AtomicLong names = stores.names();
        MemoryStore memory = around.port(MemoryStore.class, stores.memory());
        WorkQueue queue = around.port(WorkQueue.class, stores.queue());
        AppendBlobs blobs = around.port(AppendBlobs.class, stores.ledger());
        var ledger = new Ledger(blobs);
        var sinks = new TreeMap<String, AuditSink>(reporting.sinks());
        sinks.put(SIEM, around.port(AuditSink.class, stores.sink()));
        var outbox = new Outbox(sinks, memory, queue, stores.clock());
        var trail = new AuditTrail(ledger, new Ocsf("lab"), outbox);
        var alarm = new LedgerAlarm(trail, memory);
        Audit audit = around.port(Audit.class, alarm);
        PolicySource source = around.port(PolicySource.class, policy);
        var inForce = new PolicyInForce(source, LabPolicy.PLACE, memory, audit, stores.clock(), AT_ONCE);
        GuardParts parts = new GuardParts(
                        around.port(Clusters.class, new ArmClusters(arm, ArmClusters.DEFAULT_API_VERSION, toArm)),
                        around.port(Directory.class, new AzureDirectory(graph, toGraph, arm, toArm, stores.clock())),
                        around.port(ActivityLog.class, new ArmActivityLog(arm, toArm, stores.clock())),
                        around.port(TagHistory.class, new ResourceGraphTagHistory(arm, toArm)),
                        around.port(Maintenance.class, new ArmMaintenance(arm, ArmClusters.DEFAULT_API_VERSION, toArm)),
                        around.port(ScopeTags.class, new ArmScopeTags(arm, toArm)),
                        around.port(Fleet.class, new ResourceGraphFleet(arm, toArm, Scope.EVERYWHERE)),
                        around.port(EventTopics.class, new ResourceGraphEventTopics(arm, toArm, Scope.EVERYWHERE)),
                        Optional.of(around.port(
                                AuditDiagnostics.class,
                                new ResourceGraphAuditDiagnostics(arm, toArm, Scope.EVERYWHERE))),
                        memory,
                        queue,
                        around.port(Tickets.class, stores.tickets()),
                        audit,
                        seen::add,
                        inForce,
                        mode,
                        Optional.of(PRINCIPAL),
                        Map.of(),
                        Set.of(),
                        () -> "n" + names.incrementAndGet(),
                        stores.clock())
                .measured(telemetry);
        var reconciler = new Reconciler(parts);
        var refusals = new Refusals(memory, audit, parts.policy());
        var drains = new Drains(outbox, new LedgerReader(blobs), queue, refusals, parts.names(), stores.clock());
        var sweeper = new Sweep(parts);
        var anchors = new Anchors(ledger, audit, alarm, memory, parts.policy(), stores.clock());
        return new LabGuard(
                new ClusterEvents(),
                new KubeAudit(stores.clock()),
                new Reconcile(drains.before(reconciler::handle)::accept, telemetry.traces()),
                new FleetSweep(
                        telemetry.sweep(sweeper::run, memory, stores.clock())::run,
                        new DailyFigures(memory, stores.clock())::run,
                        FleetSweep.Task.each(anchors::run, outbox::sweep),
                        telemetry.traces()),
                Api.of(memory, stores.queue(), inForce, outbox::health, mode, "lab", stores.clock(), Runnable::run));
    }
}

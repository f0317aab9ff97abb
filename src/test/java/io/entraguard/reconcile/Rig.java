package io.entraguard.reconcile;

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
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.SnapshotReader;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** The loop over the lab's faces and the simulated Azure, whose messages a test hands over one by one. */
public final class Rig implements AutoCloseable {
    public static final String POLICY = """
        apiVersion: entra-guard/v1
        defaults:
          mode: auto
          adminGroups: [22222222-2222-2222-2222-222222222222]
          quietPeriod: P0D
        """;

    private static final AzureHttp HTTP = new AzureHttp("test", Duration.ofSeconds(20));
    private static final String GUARD = Caller.GUARD.oid();

    final VirtualClock clock = new VirtualClock();
    final Failing table = new Failing();
    final Failing queueFaults = new Failing();
    final Failing trackerFaults = new Failing();
    final Faults azureFaults = new Faults();
    final World world = new World(clock, Directory.OPEN);
    final LabMemoryStore memory = new LabMemoryStore(table);
    final LabWorkQueue queue = new LabWorkQueue(clock, queueFaults);
    final LabTickets tickets = new LabTickets(clock, trackerFaults);
    final List<AuditEvent> audited = new ArrayList<>();
    final List<Pass> passes = new ArrayList<>();
    final Reconciler reconciler;
    Sweep sweep;
    /** What sweeps read; Resource Graph, until a test says otherwise. */
    Fleet fleet = token -> new Fleet.Page(List.of(), Optional.empty());
    /** And what they look for system topics in. */
    EventTopics topics = TreeSet::new;
    /** And what Azure Policy knows of the clusters' audit logs. */
    AuditDiagnostics diagnostics = () -> new AuditDiagnostics.Found(Set.of(), Set.of());

    private final GuardParts parts;
    private final AzureServer azure = AzureServer.start(world, azureFaults, AzureServer.Settings.USUAL);
    private final AtomicInteger names = new AtomicInteger();
    private Policy policy = PolicyFile.read(POLICY);

    Rig(ClusterDocument... fleet) {
        this(Set.of(), fleet);
    }

    /** A guard that looks after those subscriptions alone. */
    Rig(Set<String> serves, ClusterDocument... fleet) {
        this(serves, Telemetry.NONE, fleet);
    }

    /** One that tells of itself. */
    Rig(Set<String> serves, Telemetry telemetry, ClusterDocument... fleet) {
        var documents = new ArrayList<Map<String, Object>>();
        for (ClusterDocument document : fleet) {
            documents.add(document.tree());
        }
        world.populate(documents);
        parts = parts(serves).measured(telemetry);
        reconciler = new Reconciler(parts);
        sweep = new Sweep(parts);
    }

    private GuardParts parts(Set<String> serves) {
        String arm = azure.arm().toString();
        String graph = azure.graph().toString();
        var toArm = HTTP.pipeline(arm, Optional.empty());
        fleet = new ResourceGraphFleet(arm, toArm, Scope.EVERYWHERE);
        topics = new ResourceGraphEventTopics(arm, toArm, Scope.EVERYWHERE);
        diagnostics = new ResourceGraphAuditDiagnostics(arm, toArm, Scope.EVERYWHERE);
        return new GuardParts(
                new ArmClusters(arm, ArmClusters.DEFAULT_API_VERSION, toArm),
                new AzureDirectory(graph, HTTP.pipeline(graph, Optional.empty()), arm, toArm, clock),
                new ArmActivityLog(arm, toArm, clock),
                new ResourceGraphTagHistory(arm, toArm),
                new ArmMaintenance(arm, ArmClusters.DEFAULT_API_VERSION, toArm),
                new ArmScopeTags(arm, toArm),
                token -> fleet.page(token),
                () -> topics.subscriptions(),
                Optional.of(() -> diagnostics.find()),
                memory,
                queue,
                tickets,
                audited::addAll,
                passes::add,
                () -> policy,
                GuardMode.ENFORCE,
                Optional.of(GUARD),
                Map.of(),
                serves,
                () -> "name-" + names.incrementAndGet(),
                clock);
    }

    static ClusterRef ref(ClusterDocument document) {
        return document.snapshot().ref();
    }

    static ReconcileRequest news(ClusterRef cluster) {
        return ReconcileRequest.news(cluster, Trigger.EVENT, Optional.empty());
    }

    void policy(String text) {
        policy = PolicyFile.read(text);
    }

    /** From now on sweeps leave the queue this much. */
    void queueLimit(int limit) {
        sweep = new Sweep(parts, limit);
    }

    /** How many requests Azure got, of whatever kind. */
    int requests() {
        return azure.calls().values().stream().mapToInt(Integer::intValue).sum();
    }

    /** ARM answers the next requests of that method so. */
    void armAnswers(String method, int times, int status, String code) {
        azureFaults.order(new Fault(
                Fault.Target.ARM,
                Optional.of(method),
                Optional.empty(),
                times,
                new Fault.Answered(status, code, Optional.empty(), Optional.empty())));
    }

    void passes(Duration time) {
        clock.advanceTo(clock.instant().plus(time));
        world.runDue();
    }

    /** Takes the one message that is due now off the queue. */
    ReconcileRequest take() {
        LabWorkQueue.Message message = queue.take().orElseThrow(() -> new AssertionError("no message is due"));
        queue.done(message);
        return (ReconcileRequest) WorkItemJson.read(message.text());
    }

    /** How long from now until the next message is due, nothing where it is overdue; empty where there is none. */
    Optional<Duration> nextMessage() {
        return queue.nextDue()
                .map(due -> Duration.between(clock.instant(), due))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    ClusterRows rows() {
        return new ClusterRows(memory, () -> "test-" + names.incrementAndGet());
    }

    /** What is remembered of the cluster. */
    ClusterMemory remembered(ClusterRef cluster) {
        return rows().peek(cluster).orElseThrow();
    }

    ClusterSnapshot live(ClusterRef cluster) {
        return SnapshotReader.read(world.cluster(cluster).orElseThrow());
    }

    Instant now() {
        return clock.instant();
    }

    @Override
    public void close() {
        azure.close();
    }
}

package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpPipeline;
import com.azure.storage.queue.QueueClient;
import io.entraguard.azure.rest.ArmActivityLog;
import io.entraguard.azure.rest.ArmClusters;
import io.entraguard.azure.rest.ArmMaintenance;
import io.entraguard.azure.rest.ArmScopeTags;
import io.entraguard.azure.rest.AzureDirectory;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.rest.ResourceGraphEventTopics;
import io.entraguard.azure.rest.ResourceGraphFleet;
import io.entraguard.azure.rest.ResourceGraphTagHistory;
import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.GuardParts;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.Reconciler;
import io.entraguard.reconcile.Trigger;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ocsf.Ocsf;
import io.entraguard.reconcile.outbox.Outbox;
import io.entraguard.testing.Azurite;
import io.entraguard.testing.ClusterDocument;
import io.entraguard.tickets.OwnTickets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two instances of the program on one queue, one table and one ledger of a storage account. */
class TwoReconcilersIT {
    private static final int CLUSTERS = 8;
    private static final int DUPLICATES = 4;
    private static final Policy POLICY = PolicyFile.read("""
            apiVersion: entra-guard/v1
            defaults:
              mode: auto
              adminGroups: [22222222-2222-2222-2222-222222222222]
            limits:
              concurrentRemediations: 20
            """);

    private final String name = Azurite.shared().freshName();
    private final VirtualClock clock = new VirtualClock();
    private final World world = new World(clock, Directory.OPEN);
    private final QueueClient messages = AzuriteAccess.creating().queue(name);
    private final List<ClusterRef> clusters = IntStream.range(0, CLUSTERS)
            .mapToObj(i -> ClusterDocument.plain("c-" + i).snapshot().ref())
            .toList();
    private final ConcurrentLinkedQueue<WorkItem> later = new ConcurrentLinkedQueue<>();

    @Test
    void each_cluster_is_written_once_however_often_and_by_whomever_it_is_looked_at() throws Exception {
        world.populate(IntStream.range(0, CLUSTERS)
                .mapToObj(i -> ClusterDocument.plain("c-" + i).tree())
                .toList());
        messages.createIfNotExists();
        try (var azure = AzureServer.start(world, new Faults(), AzureServer.Settings.USUAL)) {
            List<Reconciler> both = List.of(instance(azure), instance(azure));
            WorkQueue queue = queue();
            for (int i = 0; i < DUPLICATES; i++) {
                clusters.forEach(cluster ->
                        queue.send(ReconcileRequest.news(cluster, Trigger.EVENT, Optional.empty()), Duration.ZERO));
            }
            for (int round = 0; round < 4; round++) {
                drainWith(both);
                clock.advanceTo(clock.instant().plus(Duration.ofMinutes(5)));
                for (WorkItem item = later.poll(); item != null; item = later.poll()) {
                    queue.send(item, Duration.ZERO);
                }
            }
        }
        assertThat(world.writes().stream().filter(ArmWrite::applied).map(ArmWrite::path))
                .containsExactlyInAnyOrderElementsOf(
                        clusters.stream().map(ClusterRef::id).toList());
        clusters.forEach(
                cluster -> assertThat(SnapshotReader.read(world.cluster(cluster).orElseThrow())
                                .identity()
                                .localAccountsOff())
                        .isTrue());
    }

    /** What is due now goes to the real queue; what is delayed waits for virtual time. */
    private WorkQueue queue() {
        var real = new QueueWorkQueue(AzuriteAccess.creating(), name);
        return new WorkQueue() {
            @Override
            public void send(WorkItem item, Duration delay) {
                if (delay.isZero()) {
                    real.send(item, delay);
                } else {
                    later.add(item);
                }
            }

            @Override
            public int returnPoison() {
                return real.returnPoison();
            }

            @Override
            public Depth depth() {
                return real.depth();
            }
        };
    }

    private void drainWith(List<Reconciler> instances) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(instances.size());
        try {
            List<Callable<Integer>> drains = instances.stream()
                    .map(instance -> (Callable<Integer>) () -> drain(instance))
                    .toList();
            for (Future<Integer> drained : threads.invokeAll(drains)) {
                drained.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int drain(Reconciler instance) {
        int handled = 0;
        for (var message = messages.receiveMessage(); message != null; message = messages.receiveMessage()) {
            instance.handle(WorkItemJson.read(message.getBody().toString()));
            messages.deleteMessage(message.getMessageId(), message.getPopReceipt());
            handled++;
        }
        return handled;
    }

    /** An instance with adapters and caches of its own. */
    private Reconciler instance(AzureServer azure) {
        var http = new AzureHttp("test", Duration.ofSeconds(10));
        String arm = azure.arm().toString();
        HttpPipeline toArm = http.pipeline(arm, Optional.empty());
        String graph = azure.graph().toString();
        MemoryStore memory = new TableMemoryStore(AzuriteAccess.creating(), name);
        return new Reconciler(new GuardParts(
                new ArmClusters(arm, ArmClusters.DEFAULT_API_VERSION, toArm),
                new AzureDirectory(graph, http.pipeline(graph, Optional.empty()), arm, toArm, clock),
                new ArmActivityLog(arm, toArm, clock),
                new ResourceGraphTagHistory(arm, toArm),
                new ArmMaintenance(arm, ArmClusters.DEFAULT_API_VERSION, toArm),
                new ArmScopeTags(arm, toArm),
                new ResourceGraphFleet(arm, toArm, ResourceGraphFleet.Scope.EVERYWHERE),
                new ResourceGraphEventTopics(arm, toArm, ResourceGraphFleet.Scope.EVERYWHERE),
                Optional.empty(),
                memory,
                queue(),
                new OwnTickets(memory, clock),
                new AuditTrail(
                        new Ledger(new LedgerBlobs(AzuriteAccess.creating(), name)),
                        new Ocsf("test"),
                        new Outbox(Map.of(), memory, queue(), clock)),
                pass -> {},
                () -> POLICY,
                GuardMode.ENFORCE,
                Optional.empty(),
                Map.of(),
                Set.of(),
                () -> UUID.randomUUID().toString(),
                clock));
    }
}

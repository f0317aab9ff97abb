package io.entraguard.lab;

import com.azure.core.http.HttpPipeline;
import io.entraguard.azure.rest.ArmActivityLog;
import io.entraguard.azure.rest.ArmClusters;
import io.entraguard.azure.rest.AzureDirectory;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.rest.ResourceGraphFleet;
import io.entraguard.azure.rest.ResourceGraphFleet.Scope;
import io.entraguard.functions.ClusterEvents;
import io.entraguard.functions.FleetSweep;
import io.entraguard.functions.Reconcile;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.GuardParts;
import io.entraguard.reconcile.Ledger;
import io.entraguard.reconcile.Ocsf;
import io.entraguard.reconcile.Reconciler;
import io.entraguard.reconcile.Sweep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The program under test: the function classes, the loop and the Azure adapters as they ship, over the lab's stores. A
 * restart makes a new one over the same stores.
 *
 * @param clusterEvents the trigger behind the webhook
 */
record LabGuard(ClusterEvents clusterEvents, Reconcile reconcile, FleetSweep sweep) {
    /** The guard's own identity in the lab. */
    static final String PRINCIPAL = "9a9a9a9a-0000-4000-8000-000000000009";

    private static final Duration RESPONSE_TIMEOUT = Duration.ofMillis(300);

    static LabGuard of(AzureServer azure, LabStores stores, Supplier<Policy> policy, GuardMode mode, Seen seen) {
        var http = new AzureHttp("lab", RESPONSE_TIMEOUT);
        String arm = azure.arm().toString();
        String graph = azure.graph().toString();
        HttpPipeline toArm = http.pipeline(arm, Optional.empty());
        HttpPipeline toGraph = http.pipeline(graph, Optional.empty());
        AtomicLong names = stores.names();
        var parts = new GuardParts(
                new ArmClusters(arm, ArmClusters.DEFAULT_API_VERSION, toArm),
                new AzureDirectory(graph, toGraph, arm, toArm, stores.clock()),
                new ArmActivityLog(arm, toArm, stores.clock()),
                new ResourceGraphFleet(arm, toArm, Scope.EVERYWHERE),
                stores.memory(),
                stores.queue(),
                stores.tickets(),
                new AuditTrail(new Ledger(stores.ledger()), new Ocsf("lab"), List.of(stores.sink())),
                seen::add,
                policy,
                mode,
                Optional.of(PRINCIPAL),
                Map.of(),
                () -> "n" + names.incrementAndGet(),
                stores.clock());
        var reconciler = new Reconciler(parts);
        var sweeper = new Sweep(parts);
        return new LabGuard(new ClusterEvents(), new Reconcile(reconciler::handle), new FleetSweep(sweeper::run));
    }
}

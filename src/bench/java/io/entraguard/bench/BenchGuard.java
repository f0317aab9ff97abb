package io.entraguard.bench;

import io.entraguard.azure.rest.ArmActivityLog;
import io.entraguard.azure.rest.ArmClusters;
import io.entraguard.azure.rest.ArmMaintenance;
import io.entraguard.azure.rest.ArmScopeTags;
import io.entraguard.azure.rest.AzureDirectory;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.rest.ResourceGraphAuditDiagnostics;
import io.entraguard.azure.rest.ResourceGraphEventTopics;
import io.entraguard.azure.rest.ResourceGraphFleet;
import io.entraguard.azure.rest.ResourceGraphTagHistory;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.Audit;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.GuardParts;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ocsf.Ocsf;
import io.entraguard.reconcile.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The guard as benchmarks run it: the Azure adapters over HTTP as they ship; table, queue, ledger and tracker in this
 * JVM's own memory.
 *
 * @param memory the table
 * @param queue the queue
 * @param parts what the loop and the sweep are made of
 */
record BenchGuard(LabMemoryStore memory, LabWorkQueue queue, GuardParts parts) {
    static BenchGuard of(String arm, Policy policy, Clock clock) {
        var memory = new LabMemoryStore(FaultHook.NONE);
        var queue = new LabWorkQueue(clock, FaultHook.NONE);
        var ledger = new Ledger(new LabAppendBlobs(FaultHook.NONE));
        var audit = new AuditTrail(ledger, new Ocsf("bench"), new Outbox(Map.of(), memory, queue, clock));
        return new BenchGuard(memory, queue, parts(arm, memory, queue, audit, policy, clock));
    }

    private static GuardParts parts(
            String arm, LabMemoryStore memory, LabWorkQueue queue, Audit audit, Policy policy, Clock clock) {
        var http = new AzureHttp("bench", Duration.ofSeconds(30)).pipeline(arm, Optional.empty());
        return new GuardParts(
                new ArmClusters(arm, ArmClusters.DEFAULT_API_VERSION, http),
                new AzureDirectory(arm + "/graph", http, arm, http, clock),
                new ArmActivityLog(arm, http, clock),
                new ResourceGraphTagHistory(arm, http),
                new ArmMaintenance(arm, ArmClusters.DEFAULT_API_VERSION, http),
                new ArmScopeTags(arm, http),
                new ResourceGraphFleet(arm, http, ResourceGraphFleet.Scope.EVERYWHERE),
                new ResourceGraphEventTopics(arm, http, ResourceGraphFleet.Scope.EVERYWHERE),
                Optional.of(new ResourceGraphAuditDiagnostics(arm, http, ResourceGraphFleet.Scope.EVERYWHERE)),
                memory,
                queue,
                new LabTickets(clock, FaultHook.NONE),
                audit,
                pass -> {},
                () -> policy,
                GuardMode.ENFORCE,
                Optional.empty(),
                Map.of(),
                Set.of(),
                () -> UUID.randomUUID().toString(),
                clock);
    }
}

package io.entraguard.azure.rest;

import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.AuditDiagnostics;
import io.entraguard.reconcile.AuditDiagnosticsContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class ResourceGraphAuditDiagnosticsContractTest extends AuditDiagnosticsContract {
    private final SimulatedAzure azure = new SimulatedAzure();
    private final ResourceGraphAuditDiagnostics diagnostics =
            new ResourceGraphAuditDiagnostics(azure.url(), azure.pipeline(), ResourceGraphFleet.Scope.EVERYWHERE);

    @AfterEach
    void stop() {
        azure.close();
    }

    @Override
    protected AuditDiagnostics diagnostics() {
        return diagnostics;
    }

    @Override
    protected void exist(List<Map<String, Object>> documents) {
        azure.world().populate(documents);
    }

    @Override
    protected void says(ClusterRef cluster, Optional<String> state) {
        azure.world().auditState(cluster, state);
    }

    @Override
    protected void fails(int status) {
        azure.answers(Target.GRAPH, Optional.empty(), Optional.empty(), status, Fault.usualCode(status));
    }
}

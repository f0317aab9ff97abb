package io.entraguard.azure.rest;

import io.entraguard.lab.world.Fault.Target;
import io.entraguard.reconcile.Maintenance;
import io.entraguard.reconcile.MaintenanceContract;
import io.entraguard.testing.ClusterDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class ArmMaintenanceContractTest extends MaintenanceContract {
    private final SimulatedAzure azure = new SimulatedAzure();

    @AfterEach
    void stop() {
        azure.close();
    }

    @Override
    protected Maintenance maintenance(List<Map<String, Object>> configurations) {
        azure.world()
                .populate(List.of(
                        ClusterDocument.plain("c1").tree(),
                        ClusterDocument.plain("c2").tree()));
        azure.world().configure(configurations);
        return new ArmMaintenance(azure.url(), ArmClusters.DEFAULT_API_VERSION, azure.pipeline());
    }

    @Override
    protected void fails(String name, int status) {
        azure.answers(Target.ARM, Optional.of("GET"), Optional.of("/maintenanceConfigurations/" + name), status, "No");
    }
}

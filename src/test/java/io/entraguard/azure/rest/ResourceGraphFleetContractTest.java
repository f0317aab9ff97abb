package io.entraguard.azure.rest;

import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.reconcile.Fleet;
import io.entraguard.reconcile.FleetContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class ResourceGraphFleetContractTest extends FleetContract {
    private final SimulatedAzure azure = new SimulatedAzure();
    private final ResourceGraphFleet fleet =
            new ResourceGraphFleet(azure.url(), azure.pipeline(), ResourceGraphFleet.Scope.EVERYWHERE);

    @AfterEach
    void stop() {
        azure.close();
    }

    @Override
    protected Fleet fleet() {
        return fleet;
    }

    @Override
    protected void exist(List<Map<String, Object>> documents) {
        azure.world().populate(documents);
    }

    @Override
    protected void fails(int status) {
        azure.answers(Target.GRAPH, Optional.empty(), Optional.empty(), status, Fault.usualCode(status));
    }
}

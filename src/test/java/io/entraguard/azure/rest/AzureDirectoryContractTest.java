package io.entraguard.azure.rest;

import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.reconcile.DirectoryContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class AzureDirectoryContractTest extends DirectoryContract {
    private final VirtualClock clock = new VirtualClock();
    private final List<SimulatedAzure> tenants = new ArrayList<>();

    @AfterEach
    void stop() {
        tenants.forEach(SimulatedAzure::close);
    }

    private SimulatedAzure azure() {
        return tenants.get(tenants.size() - 1);
    }

    @Override
    protected io.entraguard.reconcile.Directory directory(Map<String, Object> tenant) {
        tenants.add(new SimulatedAzure(clock, Directory.read(tenant)));
        return new AzureDirectory(
                azure().url() + "/graph", azure().pipeline(), azure().url(), azure().pipeline(), clock);
    }

    @Override
    protected void groupsFail(int status) {
        azure().answers(Target.GRAPH, Optional.empty(), Optional.of("/groups/"), status, "Failing");
    }

    @Override
    protected void assignmentsFail(int status) {
        azure().answers(Target.ARM, Optional.empty(), Optional.of("/roleAssignments"), status, "Failing");
    }

    @Override
    protected void passes(Duration time) {
        azure().passes(time);
    }
}

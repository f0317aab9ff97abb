package io.entraguard.azure.rest;

import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.reconcile.ActivityLog;
import io.entraguard.reconcile.TagHistory;
import io.entraguard.reconcile.TagHistoryContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class ResourceGraphTagHistoryContractTest extends TagHistoryContract {
    private final SimulatedAzure azure = new SimulatedAzure();
    private final ResourceGraphTagHistory history = new ResourceGraphTagHistory(azure.url(), azure.pipeline());
    private final ArmActivityLog log =
            new ArmActivityLog(azure.url(), azure.pipeline(), azure.world().clock());

    @AfterEach
    void stop() {
        azure.close();
    }

    @Override
    protected TagHistory history() {
        return history;
    }

    @Override
    protected ActivityLog log() {
        return log;
    }

    @Override
    protected Instant now() {
        return azure.world().clock().instant();
    }

    @Override
    protected void passes(Duration time) {
        azure.passes(time);
    }

    @Override
    protected void creates(String oid, Map<String, Object> document) {
        azure.does(new Change.Create(SnapshotReader.ref(document), SimulatedAzure.person(oid), document));
    }

    @Override
    protected void edits(String oid, ClusterRef cluster, Map<String, Object> merge) {
        azure.does(new Change.Edit(cluster, SimulatedAzure.person(oid), merge));
    }

    @Override
    protected void fails(int status) {
        azure.answers(Target.ARM, Optional.of("POST"), Optional.of("resourcegraph"), status, Fault.usualCode(status));
    }
}

package io.entraguard.azure.rest;

import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Clusters;
import io.entraguard.reconcile.ClustersContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class ArmClustersContractTest extends ClustersContract {
    private static final String OTHER = "77777777-7777-7777-7777-777777777777";

    private final SimulatedAzure azure = new SimulatedAzure();
    private final ArmClusters clusters = new ArmClusters(azure.url(), "2026-05-01", azure.pipeline());

    @AfterEach
    void stop() {
        azure.close();
    }

    @Override
    protected Clusters clusters() {
        return clusters;
    }

    @Override
    protected void exists(Map<String, Object> document) {
        azure.world().populate(List.of(document));
    }

    @Override
    protected void vanishes(ClusterRef cluster) {
        azure.does(new Change.Delete(cluster, SimulatedAzure.person(OTHER)));
    }

    @Override
    protected void isEdited(ClusterRef cluster, Map<String, Object> merge) {
        azure.does(new Change.Edit(cluster, SimulatedAzure.person(OTHER), merge));
    }

    @Override
    protected void passes(Duration time) {
        azure.passes(time);
    }

    @Override
    protected void staysSilent(String method, Silence silence) {
        Fault.Failure failure = switch (silence) {
            case TIMEOUT -> Fault.Unanswered.TIMEOUT;
            case RESET -> Fault.Unanswered.RESET;
            case LOST_RESPONSE -> Fault.Unanswered.LOST_RESPONSE;
        };
        azure.fails(Target.ARM, Optional.of(method), Optional.empty(), failure);
    }

    @Override
    protected void answers(String method, int status, String code) {
        azure.answers(Target.ARM, Optional.of(method), Optional.empty(), status, code);
    }

    @Override
    protected Optional<Map<String, Object>> live(ClusterRef cluster) {
        return azure.world().cluster(cluster);
    }

    @Override
    protected int requests(String method) {
        return azure.requests(method);
    }
}

package io.entraguard.azure.rest;

import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.reconcile.EventTopics;
import io.entraguard.reconcile.EventTopicsContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class ResourceGraphEventTopicsContractTest extends EventTopicsContract {
    private final SimulatedAzure azure = new SimulatedAzure();
    private final ResourceGraphEventTopics topics =
            new ResourceGraphEventTopics(azure.url(), azure.pipeline(), ResourceGraphFleet.Scope.EVERYWHERE);

    @AfterEach
    void stop() {
        azure.close();
    }

    @Override
    protected EventTopics topics() {
        return topics;
    }

    @Override
    protected void exist(List<Map<String, Object>> documents) {
        azure.world().populate(documents);
    }

    @Override
    protected void losesTopic(String subscription) {
        azure.world().loseTopic(subscription);
    }

    @Override
    protected void fails(int status) {
        azure.answers(Target.GRAPH, Optional.empty(), Optional.empty(), status, Fault.usualCode(status));
    }
}

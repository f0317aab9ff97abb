package io.entraguard.azure.rest;

import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.reconcile.ScopeTags;
import io.entraguard.reconcile.ScopeTagsContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class ArmScopeTagsContractTest extends ScopeTagsContract {
    private final SimulatedAzure azure = new SimulatedAzure();
    private final ArmScopeTags tags = new ArmScopeTags(azure.url(), azure.pipeline());

    @AfterEach
    void stop() {
        azure.close();
    }

    @Override
    protected ScopeTags tags() {
        return tags;
    }

    @Override
    protected void exists(Map<String, Object> document) {
        azure.world().populate(List.of(document));
    }

    @Override
    protected void groupTags(String name, Map<String, Object> values) {
        azure.does(new Change.GroupTags(name, SimulatedAzure.person("somebody"), values));
    }

    @Override
    protected void fails(int status) {
        azure.answers(Target.ARM, Optional.of("GET"), Optional.of("resourcegroups"), status, "SomeCode");
    }
}

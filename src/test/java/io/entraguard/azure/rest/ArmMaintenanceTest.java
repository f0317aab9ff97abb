package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Fault.Target;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.reconcile.Failure;
import io.entraguard.testing.ClusterDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmMaintenanceTest {
    private static final Map<String, Object> ONE = ClusterDocument.plain("c1").tree();
    private static final ClusterRef CLUSTER = SnapshotReader.ref(ONE);

    private final SimulatedAzure azure = new SimulatedAzure();

    @AfterEach
    void stop() {
        azure.close();
    }

    private ArmMaintenance maintenance(String apiVersion) {
        azure.world().populate(List.of(ONE));
        return new ArmMaintenance(azure.url(), apiVersion, azure.pipeline());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NotFound", "ResourceNotFound", "ParentResourceNotFound"})
    void not_found_is_none_whatever_word_azure_has_for_it(String code) {
        ArmMaintenance maintenance = maintenance(ArmClusters.DEFAULT_API_VERSION);
        azure.answers(Target.ARM, Optional.of("GET"), Optional.of("/default"), 404, code);

        assertThat(maintenance.of(CLUSTER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NoRegisteredProviderFound", "SubscriptionNotFound"})
    void a_question_that_azure_does_not_understand_is_not_answered_with_none(String code) {
        ArmMaintenance maintenance = maintenance(ArmClusters.DEFAULT_API_VERSION);
        azure.answers(Target.ARM, Optional.of("GET"), Optional.of("/default"), 404, code);

        assertThatThrownBy(() -> maintenance.of(CLUSTER))
                .isInstanceOf(Failure.Terminal.class)
                .hasMessageContaining(code);
    }

    @Test
    void an_api_version_that_is_not_served_is_a_failure() {
        ArmMaintenance maintenance = maintenance("2001-01-01");

        assertThatThrownBy(() -> maintenance.of(CLUSTER)).isInstanceOf(Failure.Terminal.class);
    }

    @Test
    void two_reads_are_all_that_it_takes() {
        assertThat(maintenance(ArmClusters.DEFAULT_API_VERSION).of(CLUSTER)).isEmpty();
        assertThat(azure.requests("GET")).isEqualTo(2);
    }
}

package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {
    private final Map<String, String> environment =
            new HashMap<>(Map.of("AzureWebJobsStorage", "UseDevelopmentStorage=true"));
    private final Wiring wiring = new Wiring(() -> environment);

    @TempDir
    private Path directory;

    @Test
    void the_worker_finds_this_injector_and_no_other() {
        assertThat(ServiceLoader.load(FunctionInstanceInjector.class)).hasOnlyElementsOfType(Wiring.class);
    }

    @Test
    void each_entry_point_has_one_instance() {
        assertThat(wiring.getInstance(ClusterEvents.class)).isSameAs(wiring.getInstance(ClusterEvents.class));
        assertThat(wiring.getInstance(KubeAudit.class)).isSameAs(wiring.getInstance(KubeAudit.class));
        assertThat(wiring.getInstance(Reconcile.class)).isSameAs(wiring.getInstance(Reconcile.class));
        assertThat(wiring.getInstance(FleetSweep.class)).isSameAs(wiring.getInstance(FleetSweep.class));
        assertThat(wiring.getInstance(Clusters.class)).isSameAs(wiring.getInstance(Clusters.class));
        assertThat(wiring.getInstance(Kpis.class)).isSameAs(wiring.getInstance(Kpis.class));
        assertThat(wiring.getInstance(Health.class)).isSameAs(wiring.getInstance(Health.class));
        assertThat(wiring.getInstance(Console.class)).isSameAs(wiring.getInstance(Console.class));
    }

    @Test
    void an_account_by_identity_is_wired_without_asking_anybody() {
        environment.remove("AzureWebJobsStorage");
        environment.put("AzureWebJobsStorage__accountName", "stguard");
        environment.put("GUARD_CREDENTIAL", "managed-identity");
        assertThat(wiring.getInstance(Reconcile.class)).isNotNull();
    }

    @Test
    void events_are_taken_whatever_the_settings_are() {
        environment.clear();
        assertThat(wiring.getInstance(ClusterEvents.class)).isNotNull();
        assertThat(wiring.getInstance(KubeAudit.class)).isNotNull();
    }

    @Test
    void a_wrong_setting_is_told_in_one_sentence_and_may_be_mended() {
        environment.put("GUARD_MODE", "on");
        assertThatIllegalStateException()
                .isThrownBy(() -> wiring.getInstance(Reconcile.class))
                .withMessage(
                        "Entra Guard cannot start Reconcile: GUARD_MODE is \"on\": allowed are off, audit, enforce.");

        environment.put("GUARD_MODE", "off");
        assertThat(wiring.getInstance(Reconcile.class)).isNotNull();
    }

    @Test
    void a_policy_that_cannot_be_used_yet_keeps_nothing_from_starting() throws Exception {
        Path file = directory.resolve("policy.yaml");
        environment.put("GUARD_POLICY", file.toString());
        assertThat(wiring.getInstance(Reconcile.class)).isNotNull();

        Files.writeString(file, "mode: perhaps\n");
        assertThat(new Wiring(() -> environment).getInstance(Reconcile.class)).isNotNull();
    }

    @Test
    void a_policy_in_a_blob_is_wired_without_asking_anybody() {
        environment.put("GUARD_POLICY", "https://stguard.blob.core.windows.net/policies/policy.yaml");
        environment.put("GUARD_CREDENTIAL", "managed-identity");
        assertThat(wiring.getInstance(Reconcile.class)).isNotNull();

        environment.put("GUARD_POLICY", "http://127.0.0.1:10000/devstoreaccount1/policies/policy.yaml");
        assertThat(new Wiring(() -> environment).getInstance(Reconcile.class)).isNotNull();
    }

    @Test
    void a_blob_at_azure_is_not_read_without_an_identity() {
        environment.put("GUARD_POLICY", "https://stguard.blob.core.windows.net/policies/policy.yaml");
        environment.put("GUARD_CREDENTIAL", "none");
        environment.put("GUARD_ARM_ENDPOINT", "http://localhost:8080");
        environment.put("GUARD_GRAPH_ENDPOINT", "http://localhost:8080");
        assertThatIllegalStateException()
                .isThrownBy(() -> wiring.getInstance(Reconcile.class))
                .withMessageContaining("the blob of GUARD_POLICY is read with an identity");
    }

    @Test
    void what_is_no_entry_point_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> wiring.getInstance(String.class))
                .withMessage("Entra Guard cannot start String: java.lang.String is no entry point");
    }
}

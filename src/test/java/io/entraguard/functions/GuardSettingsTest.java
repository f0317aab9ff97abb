package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.functions.GuardSettings.Credential;
import io.entraguard.functions.StorageAccount.ByIdentity;
import io.entraguard.functions.StorageAccount.ByKey;
import io.entraguard.policy.GuardMode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardSettingsTest {
    private static final JsonNode EXAMPLE = example();

    private static JsonNode example() {
        try {
            return new ObjectMapper().readTree(new File("local.settings.json.example"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static GuardSettings settings(String... namesAndValues) {
        var environment = new HashMap<>(Map.of("AzureWebJobsStorage__accountName", "stguard"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return GuardSettings.of(environment);
    }

    @Test
    void every_setting_but_the_storage_account_has_a_default() {
        assertThat(settings())
                .isEqualTo(new GuardSettings(
                        GuardMode.AUDIT,
                        new PolicyPlace.Packaged(),
                        URI.create("https://management.azure.com"),
                        "2026-05-01",
                        URI.create("https://graph.microsoft.com"),
                        Credential.DEFAULT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        1_000,
                        Duration.ofSeconds(30),
                        new ByIdentity(
                                URI.create("https://stguard.blob.core.windows.net"),
                                URI.create("https://stguard.queue.core.windows.net"),
                                URI.create("https://stguard.table.core.windows.net"),
                                Optional.empty()),
                        false,
                        new TrackerSettings(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new SiemSettings(Optional.empty(), Optional.empty()),
                        Optional.empty()));
    }

    @Test
    void audit_logs_are_read_where_a_namespace_is_named_and_the_function_is_not_off() {
        String namespace = "GUARD_KUBE_AUDIT__fullyQualifiedNamespace";
        String off = "AzureWebJobs.KubeAudit.Disabled";
        assertThat(settings().kubeAudit()).isFalse();
        assertThat(settings(namespace, " ").kubeAudit()).isFalse();
        assertThat(settings(namespace, "Unused.servicebus.windows.net").kubeAudit())
                .isFalse();
        assertThat(settings(namespace, "evhns-guard.servicebus.windows.net").kubeAudit())
                .isTrue();
        assertThat(settings(namespace, "evhns-guard.servicebus.windows.net", off, "false")
                        .kubeAudit())
                .isTrue();
        for (String word : List.of("true", "True", "1")) {
            assertThat(settings(namespace, "evhns-guard.servicebus.windows.net", off, word)
                            .kubeAudit())
                    .isFalse();
        }
    }

    @Test
    void telemetry_is_sent_with_an_identity_where_the_host_is_told_so() {
        String string = "InstrumentationKey=11111111-1111-1111-1111-111111111111";
        String name = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
        String id = "22222222-2222-2222-2222-222222222222";
        assertThat(identity(string, name, "Authorization=AAD")).contains("its own");
        assertThat(identity(string, name, "ClientId=" + id + ";Authorization=AAD"))
                .contains(id);
        assertThat(identity(string, name, "authorization=aad;clientid=" + id + ";"))
                .contains(id);
        assertThat(identity(string, name, "")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> identity(string, name, "Authorization=Basic"))
                .withMessageContaining(name)
                .withMessageContaining("Authorization=AAD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(
                        "APPLICATIONINSIGHTS_CONNECTION_STRING",
                        string,
                        name,
                        "Authorization=AAD",
                        "GUARD_CREDENTIAL",
                        "none"))
                .withMessageContaining("GUARD_CREDENTIAL is none");
    }

    private static Optional<String> identity(String string, String name, String value) {
        return settings("APPLICATIONINSIGHTS_CONNECTION_STRING", string, name, value)
                .telemetry()
                .flatMap(TelemetrySettings::identity)
                .map(identity -> identity.clientId().orElse("its own"));
    }

    @Test
    void telemetry_goes_where_a_connection_string_says_unless_it_is_switched_off() {
        String name = "APPLICATIONINSIGHTS_CONNECTION_STRING";
        String key = "00000000-1111-4222-8333-444444444444";
        String string = "instrumentationkey=" + key + ";IngestionEndpoint=https://in.example/";
        GuardSettings settings = settings(name, string);
        assertThat(settings.telemetry()).isPresent();
        assertThat(settings.toString()).contains("in.example").doesNotContain(key);
        assertThat(settings(name, string, "GUARD_TELEMETRY", "Off").telemetry()).isEmpty();
        assertThat(settings(name, " ").telemetry()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "planted | has no InstrumentationKey that is a GUID",
                "InstrumentationKey=planted | has no InstrumentationKey that is a GUID",
                "InstrumentationKey=KEY;IngestionEndpoint=http://planted.example/ | names no usable IngestionEndpoint",
                "InstrumentationKey=KEY;IngestionEndpoint=planted | names no usable IngestionEndpoint",
                "@Microsoft.KeyVault(planted) | is a Key Vault reference that could not be resolved"
            })
    void a_connection_string_that_cannot_be_used_is_told_without_showing_it(String string, String problem) {
        String given = string.replace("KEY", "00000000-1111-4222-8333-444444444444");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("APPLICATIONINSIGHTS_CONNECTION_STRING", given))
                .withMessageStartingWith("APPLICATIONINSIGHTS_CONNECTION_STRING " + problem)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("planted"));
    }

    @Test
    void every_setting_is_taken_as_it_is_given() {
        GuardSettings settings = settings(
                "GUARD_MODE", "Enforce",
                "GUARD_POLICY", " conf/policy.yaml ",
                "GUARD_ARM_ENDPOINT", "http://localhost:8080/",
                "GUARD_ARM_API_VERSION", "2025-09-01",
                "GUARD_GRAPH_ENDPOINT", "http://127.0.0.1:8081/graph",
                "GUARD_CREDENTIAL", "none",
                "GUARD_CLIENT_ID", "9a9a9a9a-0000-4000-8000-000000000009",
                "GUARD_WRITE_CLIENT_ID", "9a9a9a9a-0000-4000-8000-000000000011",
                "GUARD_PRINCIPAL_ID", "9b9b9b9b-0000-4000-8000-000000000009",
                "GUARD_SUBSCRIPTIONS", "a-1, b-2,",
                "GUARD_RESPONSE_TIMEOUT", "PT0.3S");
        assertThat(settings.mode()).isEqualTo(GuardMode.ENFORCE);
        assertThat(settings.policy()).isEqualTo(new PolicyPlace.File(Path.of("conf/policy.yaml")));
        assertThat(settings.armEndpoint()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(settings.armApiVersion()).isEqualTo("2025-09-01");
        assertThat(settings.graphEndpoint()).isEqualTo(URI.create("http://127.0.0.1:8081/graph"));
        assertThat(settings.credential()).isEqualTo(Credential.NONE);
        assertThat(settings.clientId()).contains("9a9a9a9a-0000-4000-8000-000000000009");
        assertThat(settings.writeClientId()).contains("9a9a9a9a-0000-4000-8000-000000000011");
        assertThat(settings.subscriptions()).containsExactly("a-1", "b-2");
        assertThat(settings.principalId()).contains("9b9b9b9b-0000-4000-8000-000000000009");
        assertThat(settings("GUARD_MANAGEMENT_GROUPS", "mg.root").managementGroups())
                .containsExactly("mg.root");
        assertThat(settings.responseTimeout()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void a_fight_over_a_cluster_is_reopened_by_its_id_and_an_instant() {
        String id = "/subscriptions/s-1/resourceGroups/RG/providers/Microsoft.ContainerService/managedClusters/c";
        assertThat(settings("GUARD_REOPEN", id + "@2026-01-05T09:00:00Z").reopened())
                .isEqualTo(
                        Map.of(id.toLowerCase(java.util.Locale.ROOT), java.time.Instant.parse("2026-01-05T09:00:00Z")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("GUARD_REOPEN", "/subscriptions/s-1@2026-01-05T09:00:00Z"))
                .withMessageContaining("GUARD_REOPEN has an entry that is not CLUSTER-ID@INSTANT");
    }

    @Test
    void the_policy_may_be_a_blob() {
        String azure = "https://StGuard.blob.core.windows.net/policies/fleet/policy.yaml";
        assertThat(settings("GUARD_POLICY", azure).policy())
                .isEqualTo(new PolicyPlace.Blob(
                        URI.create("https://stguard.blob.core.windows.net"), "policies", "fleet/policy.yaml"))
                .hasToString(azure.toLowerCase(java.util.Locale.ROOT));
        String emulated = "http://127.0.0.1:10000/devstoreaccount1/policies/policy.yaml";
        assertThat(settings("GUARD_POLICY", emulated, "AzureWebJobsStorage", "UseDevelopmentStorage=true")
                        .policy())
                .isEqualTo(new PolicyPlace.Blob(
                        URI.create("http://127.0.0.1:10000/devstoreaccount1"), "policies", "policy.yaml"))
                .hasToString(emulated);
    }

    @ParameterizedTest
    @CsvSource({
        "https://raw.githubusercontent.com/o/r/main/policy.yaml",
        "https://stguard.blob.core.windows.net/policies/policy.yaml?sv=2026&sig=c2VjcmV0",
        "https://user:c2VjcmV0@stguard.blob.core.windows.net/policies/policy.yaml",
        "https://stguard.blob.core.windows.net:8443/policies/policy.yaml",
        "https://stguard.blob.core.windows.net/policy.yaml",
        "https://stguard.blob.core.windows.net/policies/",
        "https://stguard.blob.core.windows.net/policies/a%2Fb.yaml",
        "https://stguard.table.core.windows.net/policies/policy.yaml",
        "http://stguard.blob.core.windows.net/policies/policy.yaml",
        "http://localhost:10000/policies/policy.yaml",
        "file:///policy.yaml",
        "'https://a b'"
    })
    void a_url_that_is_no_blob_of_a_storage_account_is_refused_without_being_shown(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("GUARD_POLICY", url, "AzureWebJobsStorage", "UseDevelopmentStorage=true"))
                .withMessageStartingWith(
                        "GUARD_POLICY is a URL, but not that of a policy file in a blob: give https://")
                .withMessageNotContaining("c2VjcmV0");
    }

    @Test
    void an_emulated_blob_needs_the_emulators_connection_string() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> settings("GUARD_POLICY", "http://localhost:10000/devstoreaccount1/policies/policy.yaml"))
                .withMessageContaining("AzureWebJobsStorage is no connection string");
    }

    @Test
    void subscriptions_and_management_groups_are_not_given_together() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("GUARD_SUBSCRIPTIONS", "a-1", "GUARD_MANAGEMENT_GROUPS", "mg.root"))
                .withMessageContaining("Resource Graph takes one of them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GUARD_MODE | on | GUARD_MODE is \"on\": allowed are off, audit, enforce.",
                "GUARD_CREDENTIAL | managed_identity | GUARD_CREDENTIAL is \"managed_identity\": allowed are default,"
                        + " managed-identity, none.",
                "GUARD_CREDENTIAL | none | GUARD_CREDENTIAL is none, but GUARD_ARM_ENDPOINT or GUARD_GRAPH_ENDPOINT is"
                        + " not on this machine: none is only for http endpoints on localhost; use default or"
                        + " managed-identity.",
                "GUARD_ARM_API_VERSION | latest | GUARD_ARM_API_VERSION is \"latest\": give a version such as"
                        + " 2026-05-01.",
                "GUARD_ARM_API_VERSION | 2026-06-02-preview | GUARD_ARM_API_VERSION is \"2026-06-02-preview\": give a"
                        + " version such as 2026-05-01.",
                "GUARD_WRITE_CLIENT_ID | me | GUARD_WRITE_CLIENT_ID is \"me\": give the client id (a GUID) of a managed"
                        + " identity.",
                "GUARD_CLIENT_ID | me | GUARD_CLIENT_ID is \"me\": give the client id (a GUID) of a managed identity.",
                "GUARD_SUBSCRIPTIONS | a,b/c | GUARD_SUBSCRIPTIONS holds \"b/c\": give subscription ids with commas"
                        + " between them.",
                "GUARD_MANAGEMENT_GROUPS | a b | GUARD_MANAGEMENT_GROUPS holds \"a b\": give management group ids with"
                        + " commas between them.",
                "GUARD_QUEUE_LIMIT | 0 | GUARD_QUEUE_LIMIT is \"0\": give a whole number from 1 to 1000000.",
                "GUARD_QUEUE_LIMIT | many | GUARD_QUEUE_LIMIT is \"many\": give a whole number from 1 to 1000000.",
                "GUARD_RESPONSE_TIMEOUT | 30 | GUARD_RESPONSE_TIMEOUT is \"30\": give an ISO 8601 duration above zero"
                        + " and up to PT3M, such as PT30S.",
                "GUARD_RESPONSE_TIMEOUT | PT0S | GUARD_RESPONSE_TIMEOUT is \"PT0S\": give an ISO 8601 duration above"
                        + " zero and up to PT3M, such as PT30S.",
                "GUARD_RESPONSE_TIMEOUT | PT1H | GUARD_RESPONSE_TIMEOUT is \"PT1H\": give an ISO 8601 duration above"
                        + " zero and up to PT3M, such as PT30S.",
                "AzureWebJobsStorage__accountName | St_Guard | AzureWebJobsStorage__accountName is \"St_Guard\": give a"
                        + " storage account's name of 3 to 24 lower-case letters and digits.",
            })
    void a_wrong_value_is_refused_in_one_sentence(String name, String value, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(name, value))
                .withMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "http://management.azure.com",
        "management.azure.com",
        "https://user:pass@management.azure.com",
        "https://management.azure.com?x=1",
        "ftp://localhost",
        "https://",
        "http://localhost.example.com",
        "'https://a b'"
    })
    void an_endpoint_is_https_or_on_this_machine(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("GUARD_ARM_ENDPOINT", endpoint))
                .withMessageStartingWith("GUARD_ARM_ENDPOINT is not a usable endpoint: give an https URL")
                .withMessageNotContaining("pass");
    }

    @Test
    void without_a_storage_account_it_says_what_to_give() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuardSettings.of(Map.of()))
                .withMessage("AzureWebJobsStorage names no blob storage: give AzureWebJobsStorage__accountName, or"
                        + " AzureWebJobsStorage__blobServiceUri, or a connection string in AzureWebJobsStorage.");
    }

    @Test
    void a_connection_string_shows_nowhere() {
        GuardSettings settings = settings("AzureWebJobsStorage", "AccountName=a;AccountKey=c2VjcmV0");
        assertThat(settings.storage()).isEqualTo(new ByKey("AccountName=a;AccountKey=c2VjcmV0"));
        assertThat(settings.toString()).doesNotContain("c2VjcmV0").contains("(hidden)");
    }

    @Test
    void endpoints_of_the_account_may_be_given_one_by_one() {
        GuardSettings settings = GuardSettings.of(Map.of(
                "AzureWebJobsStorage__blobServiceUri", "https://b.example.com",
                "AzureWebJobsStorage__queueServiceUri", "https://q.example.com",
                "AzureWebJobsStorage__tableServiceUri", "https://t.example.com",
                "AzureWebJobsStorage__clientId", "9a9a9a9a-0000-4000-8000-000000000009"));
        assertThat(settings.storage())
                .isEqualTo(new ByIdentity(
                        URI.create("https://b.example.com"),
                        URI.create("https://q.example.com"),
                        URI.create("https://t.example.com"),
                        Optional.of("9a9a9a9a-0000-4000-8000-000000000009")));
    }

    @Test
    void the_example_file_explains_and_sets_exactly_what_is_read() {
        var read = new TreeSet<>(Set.of(GuardSettings.SWEEP_SCHEDULE, "FUNCTIONS_WORKER_RUNTIME"));
        read.addAll(GuardSettings.KUBE_AUDIT);
        for (Map<String, String> environment :
                List.of(Map.of("AzureWebJobsStorage__accountName", "stguard"), Map.of("AzureWebJobsStorage", "x"))) {
            GuardSettings.of(new HashMap<>(environment) {
                @Override
                public @Nullable String get(Object name) {
                    read.add((String) name);
                    return super.get(name);
                }
            });
        }

        assertThat(names("Values")).isEqualTo(read);
        assertThat(names("_comment").tailSet("A")).isEqualTo(read);
    }

    @Test
    void the_example_file_is_a_valid_environment_and_says_the_defaults() {
        Map<String, String> environment = new HashMap<>();
        EXAMPLE.get("Values")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        GuardSettings defaults = settings();
        assertThat(GuardSettings.of(environment))
                .usingRecursiveComparison()
                .ignoringFields("storage")
                .isEqualTo(defaults);
    }

    private static SortedSet<String> names(String object) {
        var names = new ArrayList<String>();
        EXAMPLE.get(object).fieldNames().forEachRemaining(names::add);
        return new TreeSet<>(names);
    }
}

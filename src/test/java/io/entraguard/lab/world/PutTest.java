package io.entraguard.lab.world;

import static io.entraguard.lab.world.LabAzure.C1;
import static io.entraguard.lab.world.LabAzure.V;
import static io.entraguard.lab.world.LabAzure.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.LabAzure.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PutTest {
    private static final String ENTRA = "\"aadProfile\":{\"managed\":true,\"adminGroupObjectIDs\":[\"g1\",\"g2\"],"
            + "\"enableAzureRBAC\":true,\"tenantID\":\"" + World.TENANT + "\"}";

    private static Reply put(LabAzure azure, String body) {
        return azure.put(C1.id() + V, body, "If-Match", "*");
    }

    @ParameterizedTest(name = "{0} on a cluster with {1} is {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"disableLocalAccounts\":true` | `\"supportPlan\":\"x\"` | BadRequest",
                "`\"disableLocalAccounts\":true,\"aadProfile\":{\"managed\":false}` | `\"supportPlan\":\"x\"` | BadRequest",
                "`\"enableRBAC\":false` | `\"supportPlan\":\"x\"` | PropertyChangeNotAllowed",
                "`\"enableRBAC\":true` | `\"enableRBAC\":false` | PropertyChangeNotAllowed",
                "`\"aadProfile\":{\"managed\":true}` | `\"enableRBAC\":false` | BadRequest",
                "`\"aadProfile\":{\"managed\":false}` | `\"aadProfile\":{\"managed\":true}` | BadRequest",
                "`\"aadProfile\":{}` | `\"aadProfile\":{\"managed\":true}` | BadRequest",
                "`\"aadProfile\":null` | `\"aadProfile\":{\"managed\":true}` | BadRequest",
                "`\"aadProfile\":{\"managed\":true,\"tenantID\":\"another\"}` | `\"supportPlan\":\"x\"` | BadRequest",
                "`\"supportPlan\":\"y\"` | `\"powerState\":{\"code\":\"Stopped\"}` | BadRequest",
                "`\"aadProfil\":{}` | `\"supportPlan\":\"x\"` | BadRequest",
                "`\"aadProfile\":{\"managed\":true,\"adminGroupObjectIdz\":[]}` | `\"supportPlan\":\"x\"` | BadRequest",
                "`\"disableLocalAccounts\":\"true\"` | `\"supportPlan\":\"x\"` | BadRequest",
                "`\"aadProfile\":\"on\"` | `\"supportPlan\":\"x\"` | BadRequest",
                "`\"aadProfile\":{\"adminGroupObjectIDs\":[1]}` | `\"supportPlan\":\"x\"` | BadRequest",
            })
    void aks_refuses_in_its_bare_envelope(String properties, String given, String code) {
        String cluster = LabAzure.plain("c1").replace("\"enableRBAC\":true,", "");
        cluster = given.contains("powerState")
                ? cluster.replace("\"powerState\":{\"code\":\"Running\"}", given)
                : cluster.replace("\"kubernetesVersion\"", given + ",\"kubernetesVersion\"");
        try (var azure = LabAzure.with(cluster)) {
            Map<String, Object> before = azure.read(C1);
            Reply reply = put(azure, "{\"location\":\"westeurope\",\"properties\":{" + properties + "}}");
            assertThat(reply.status()).as(reply.raw().body()).isEqualTo(400);
            assertThat(reply.at("code")).isEqualTo(code);
            assertThat(reply.at("message")).isNotNull();
            assertThat(azure.read(C1)).isEqualTo(before);
            assertThat(azure.world.writes()).singleElement().satisfies(write -> {
                assertThat(write.applied()).isFalse();
                assertThat(write.status()).contains(400);
            });
        }
    }

    @Test
    void before_kubernetes_1_25_local_accounts_could_go_without_entra() {
        try (var azure = LabAzure.with(LabAzure.plain("c1").replace("\"1.33\"", "\"1.24.9\""))) {
            assertThat(put(azure, "{\"properties\":{\"disableLocalAccounts\":true}}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void legacy_integration_counts_as_entra_and_can_be_migrated() {
        String legacy = "\"aadProfile\":{\"clientAppID\":\"c\",\"serverAppID\":\"s\",\"tenantID\":\"t\"}";
        try (var azure = LabAzure.with(LabAzure.plain("c1", legacy))) {
            assertThat(put(azure, "{\"properties\":{\"disableLocalAccounts\":true}}")
                            .status())
                    .isEqualTo(200);
            azure.advance("PT4M");
            assertThat(put(azure, "{\"properties\":{\"aadProfile\":{\"managed\":true}}}")
                            .status())
                    .isEqualTo(200);
            assertThat(Documents.object(azure.read(C1), "properties", "aadProfile"))
                    .contains(Map.of("managed", true, "tenantID", World.TENANT));
        }
    }

    @Test
    void a_foreign_tenant_that_was_there_before_may_stay() {
        String foreign = "\"aadProfile\":{\"managed\":true,\"tenantID\":\"another\"}";
        try (var azure = LabAzure.with(LabAzure.plain("c1", foreign))) {
            assertThat(put(azure, "{\"properties\":{\"disableLocalAccounts\":true," + foreign + "}}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_the_body_leaves_out_is_kept_and_admin_groups_are_replaced_whole() {
        try (var azure = LabAzure.with(LabAzure.plain("c1", ENTRA, "\"oidcIssuerProfile\":{\"enabled\":true}"))) {
            put(azure, "{\"properties\":{\"aadProfile\":{\"managed\":true,\"adminGroupObjectIDs\":[\"g3\"]}}}");
            Map<String, Object> after = azure.read(C1);
            assertThat(Documents.object(after, "properties", "aadProfile"))
                    .contains(Map.of("managed", true, "adminGroupObjectIDs", List.of("g3"), "tenantID", World.TENANT));
            assertThat(after.get("tags")).isEqualTo(Map.of("env", "dev"));
            assertThat(Documents.isTrue(after, "properties", "oidcIssuerProfile", "enabled"))
                    .isTrue();
            assertThat(Documents.value(after, "properties", "agentPoolProfiles"))
                    .isEqualTo(Documents.value(object(LabAzure.plain("c1")), "properties", "agentPoolProfiles"));
        }
    }

    @Test
    void read_only_parts_of_the_body_are_ignored() {
        try (var azure = LabAzure.with(LabAzure.plain("c1", "\"fqdn\":\"f\",\"status\":{\"x\":1}"))) {
            Map<String, Object> before = azure.read(C1);
            Reply reply = put(azure, """
                    {"id":"x","name":"y","type":"z","eTag":"e","systemData":{},
                     "identity":{"type":"SystemAssigned","principalId":"other"},
                     "properties":{"provisioningState":"Failed","powerState":{"code":"Stopped"},"fqdn":"g",
                       "resourceUID":"u","status":{"x":2},"agentPoolProfiles":[{"name":"np","count":5,"eTag":"other",
                         "provisioningState":"Failed"}]}}""");
            assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
            azure.advance("PT4M");
            Map<String, Object> after = azure.read(C1);
            assertThat(after.get("id")).isEqualTo(before.get("id"));
            assertThat(after.get("identity")).isEqualTo(before.get("identity"));
            assertThat(Documents.value(after, "properties", "powerState"))
                    .isEqualTo(Documents.value(before, "properties", "powerState"));
            assertThat(Documents.text(after, "properties", "fqdn")).contains("f");
            assertThat(Documents.text(after, "properties", "resourceUID"))
                    .isEqualTo(Documents.text(before, "properties", "resourceUID"));
            List<?> pools = (List<?>)
                    Documents.value(after, "properties", "agentPoolProfiles").orElseThrow();
            assertThat(pools).singleElement().isEqualTo(object("""
                                    {"name":"np","mode":"System","count":5,"eTag":"pool-etag",
                                     "provisioningState":"Succeeded","nodeImageVersion":"AKSUbuntu-1"}"""));
        }
    }

    @Test
    void a_whole_document_put_back_changes_only_etag_state_and_system_data() {
        try (var azure =
                LabAzure.with(LabAzure.plain("c1", ENTRA, "\"futureProfile\":{\"a\":[1,null,{\"b\":1.50}]}"))) {
            Map<String, Object> before = azure.read(C1);
            assertThat(put(azure, Json.write(before)).status()).isEqualTo(200);
            azure.advance("PT4M");
            Map<String, Object> after = azure.read(C1);
            for (String volatilePart : List.of("eTag", "systemData")) {
                before.remove(volatilePart);
                after.remove(volatilePart);
            }
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void system_data_follows_who_wrote_last() {
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            assertThat(Documents.text(azure.read(C1), "systemData", "createdAt"))
                    .contains("2025-12-01T08:00:00Z");
            azure.advance("PT1H");
            put(azure, "{}");
            assertThat(azure.read(C1).get("systemData"))
                    .satisfies(data -> assertThat((Map<?, ?>) data)
                            .isEqualTo(Map.of(
                                    "createdBy", "platform@contoso.example",
                                    "createdByType", "User",
                                    "createdAt", "2025-12-01T08:00:00Z",
                                    "lastModifiedBy", Caller.GUARD.oid(),
                                    "lastModifiedByType", "Application",
                                    "lastModifiedAt", "2026-01-05T10:00:00Z")));
        }
    }

    @Test
    void names_are_matched_without_regard_to_case() {
        try (var azure = LabAzure.with(LabAzure.plain("c1", ENTRA))) {
            Reply reply = azure.put(
                    C1.id().toUpperCase(Locale.ROOT).replace("MICROSOFT", "microsoft") + V,
                    "{\"Properties\":{\"DISABLELOCALACCOUNTS\":true}}",
                    "If-Match",
                    azure.eTag(C1));
            assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
            assertThat(azure.read(C1).get("id")).isEqualTo(C1.id());
            assertThat(Documents.isTrue(azure.read(C1), "properties", "disableLocalAccounts"))
                    .isTrue();
        }
    }

    @Test
    void a_put_that_finds_no_cluster_creates_one() {
        try (var azure = LabAzure.with()) {
            Reply reply = azure.put(C1.id() + V, "{\"location\":\"westeurope\",\"properties\":{}}");
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.at("properties", "provisioningState")).isEqualTo("Creating");
            azure.advance("PT4M");
            assertThat(azure.read(C1)).containsEntry("name", "c1").containsKeys("eTag", "systemData");
            assertThat(azure.events()).hasSize(1);
            assertThat(azure.world.writes().get(0).applied()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "1", "{\"location\":", "{\"a\":1,\"a\":2}"})
    void a_body_that_is_no_object_is_refused_in_the_wrapped_envelope(String body) {
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            Reply reply = put(azure, body);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.at("error", "code")).isEqualTo("InvalidRequestContent");
        }
    }

    @Test
    void only_two_api_versions_are_served() {
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            assertThat(azure.get(C1.id() + "?api-version=2025-09-01").status()).isEqualTo(200);
            for (String version : List.of("?api-version=2023-10-01", "?api-version=2026-05-02-preview")) {
                Reply reply = azure.get(C1.id() + version);
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.at("error", "code")).isEqualTo("NoRegisteredProviderFound");
            }
            assertThat(azure.get(C1.id()).at("error", "code")).isEqualTo("MissingApiVersionParameter");
        }
    }

    @Test
    void an_older_api_version_hides_what_came_later_and_does_not_take_it() {
        try (var azure = LabAzure.with(LabAzure.plain("c1", "\"hostedSystemProfile\":{\"enabled\":true}"))) {
            String older = C1.id() + "?api-version=2025-09-01";
            assertThat(azure.get(older).at("properties", "hostedSystemProfile")).isNull();
            assertThat(azure.put(older, azure.read(C1), "If-Match", "*").status())
                    .isEqualTo(400);
            assertThat(azure.put(older, azure.get(older).json(), "If-Match", "*")
                            .status())
                    .isEqualTo(200);
            assertThat(Documents.isTrue(azure.read(C1), "properties", "hostedSystemProfile", "enabled"))
                    .isTrue();
        }
    }

    @Test
    void a_missing_cluster_is_not_found_in_the_wrapped_envelope() {
        try (var azure = LabAzure.with()) {
            Reply reply = azure.get(C1.id() + V);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.at("error", "code")).isEqualTo("ResourceNotFound");
        }
    }
}

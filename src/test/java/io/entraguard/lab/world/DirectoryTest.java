package io.entraguard.lab.world;

import static io.entraguard.lab.world.LabAzure.C1;
import static io.entraguard.lab.world.LabAzure.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.LabAzure.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTest {
    private static final String GROUP = "22222222-2222-4222-8222-222222222222";
    private static final String OTHER = "33333333-3333-4333-8333-333333333333";
    private static final String[] EVENTUAL = {"ConsistencyLevel", "eventual"};

    private static LabAzure azure(String directory) {
        return LabAzure.with(Directory.read(object(directory)), 100, LabAzure.plain("c1"));
    }

    @Test
    void without_a_directory_every_guid_is_a_security_group_with_three_members() {
        try (var azure = LabAzure.with()) {
            String group = azure.server.graph() + "/v1.0/groups/" + GROUP;
            assertThat(azure.get(group + "?$select=id,securityEnabled").json())
                    .containsEntry("id", GROUP)
                    .containsEntry("securityEnabled", true)
                    .containsEntry("mailEnabled", false);
            Reply count = azure.get(group + "/transitiveMembers/$count", EVENTUAL);
            assertThat(count.raw().body()).isEqualTo("3");
            assertThat(count.header("Content-Type")).contains("text/plain");
            assertThat(azure.get(azure.server.graph() + "/v1.0/groups/admins").at("error", "code"))
                    .isEqualTo("Request_BadRequest");
        }
    }

    @Test
    void with_a_directory_only_its_groups_exist() {
        try (var azure = azure("{\"groups\":{\"" + GROUP + "\":{\"members\":0,\"securityEnabled\":false}}}")) {
            String groups = azure.server.graph() + "/v1.0/groups/";
            assertThat(azure.get(groups + GROUP.toUpperCase(Locale.ROOT)).at("securityEnabled"))
                    .isEqualTo(false);
            assertThat(azure.get(groups + GROUP + "/transitiveMembers/%24count", EVENTUAL)
                            .raw()
                            .body())
                    .isEqualTo("0");
            for (String below : List.of("", "/transitiveMembers", "/transitiveMembers/$count")) {
                Reply unknown = azure.get(groups + OTHER + below, EVENTUAL);
                assertThat(unknown.status()).isEqualTo(404);
                assertThat(unknown.at("error", "code")).isEqualTo("Request_ResourceNotFound");
            }
        }
    }

    @Test
    void counting_needs_the_consistency_header() {
        try (var azure = LabAzure.with()) {
            Reply reply = azure.get(azure.server.graph() + "/v1.0/groups/" + GROUP + "/transitiveMembers/$count");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.at("error", "code")).isEqualTo("Request_UnsupportedQuery");
        }
    }

    @Test
    void members_come_in_pages() {
        try (var azure = LabAzure.with()) {
            Reply first = azure.get(
                    azure.server.graph() + "/v1.0/groups/" + GROUP + "/transitiveMembers?$top=2&$select=id&$count=true",
                    EVENTUAL);
            assertThat(first.list("value")).hasSize(2);
            assertThat(first.at("@odata.count")).isEqualTo(3);
            Reply second = azure.get(
                    (String) Documents.value(first.json(), "@odata.nextLink").orElseThrow());
            assertThat(second.list("value")).hasSize(1);
            assertThat(second.at("@odata.nextLink")).isNull();
        }
    }

    private static List<Map<String, Object>> assignments(LabAzure azure) {
        return azure.get(C1.id()
                        + "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()")
                .list("value");
    }

    @Test
    void role_assignments_at_or_above_the_cluster_are_listed_in_arms_shape() {
        String scopes = "";
        for (String scope : List.of(
                C1.key(),
                LabAzure.GROUP,
                "/subscriptions/" + LabAzure.SUBSCRIPTION,
                "/providers/Microsoft.Management/managementGroups/root",
                "/",
                LabAzure.GROUP + "-other",
                C1.id() + "0",
                C1.id() + "/namespaces/ns",
                "/subscriptions/another")) {
            scopes += (scopes.isEmpty() ? "" : ",") + "{\"scope\":\"" + scope
                    + "\",\"role\":\"Azure Kubernetes Service RBAC Cluster Admin\",\"principalId\":\"" + GROUP + "\"}";
        }
        try (var azure = azure("{\"roleAssignments\":[" + scopes + "]}")) {
            List<Map<String, Object>> found = assignments(azure);
            assertThat(found).hasSize(5).allSatisfy(assignment -> {
                assertThat(Documents.text(assignment, "properties", "roleDefinitionId")
                                .orElseThrow())
                        .endsWith("/providers/Microsoft.Authorization/roleDefinitions/"
                                + "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b");
                assertThat(assignment).containsKeys("id", "name", "type");
            });
        }
    }

    @Test
    void without_a_directory_no_role_is_assigned() {
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            assertThat(assignments(azure)).isEmpty();
        }
    }

    @Test
    void an_assignment_may_be_given_in_arms_own_shape() {
        try (var azure = azure("""
                {"roleAssignments":[{"id":"/x/roleAssignments/1","properties":{"scope":"/","principalId":"p",
                  "principalType":"User","condition":"false","roleDefinitionId":"/definitions/d"}}]}""")) {
            assertThat(assignments(azure)).singleElement().satisfies(assignment -> {
                assertThat(assignment)
                        .containsEntry("id", "/x/roleAssignments/1")
                        .containsEntry("name", "1");
                assertThat(assignment.get("properties"))
                        .isEqualTo(Map.of(
                                "scope", "/",
                                "principalId", "p",
                                "principalType", "User",
                                "condition", "false",
                                "conditionVersion", "2.0",
                                "roleDefinitionId", "/definitions/d"));
            });
        }
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"groups\":[]} | groups is not an object",
                "{\"groups\":{\"g\":3}} | groups.g is not an object",
                "{\"groups\":{\"g\":{}}} | groups.g.members is not a whole number from 0 up",
                "{\"groups\":{\"g\":{\"members\":-1}}} | groups.g.members is not a whole number from 0 up",
                "{\"groups\":{\"g\":{\"members\":1,\"securityEnabled\":\"no\"}}} | groups.g.securityEnabled is not true or false",
                "{\"roleAssignments\":{}} | roleAssignments is not a list",
                "{\"roleAssignments\":[1]} | roleAssignments[0] is not an object",
                "{\"roleAssignments\":[{\"scope\":\"/\",\"principalId\":\"p\"}]} | roleAssignments[0] has neither a roleDefinitionId nor a role, as text",
                "{\"roleAssignments\":[{\"scope\":\"/\",\"role\":\"Reader\"}]} | roleAssignments[0].principalId is missing, or not text",
                "{\"roleAssignments\":[{\"scope\":\"/\",\"role\":\"King\",\"principalId\":\"p\"}]} | roleAssignments[0] names a role that is neither an id nor a built-in role of AKS: use its roleDefinitionId",
            })
    void a_directory_that_is_not_one_is_refused(String json, String message) {
        assertThatThrownBy(() -> Directory.read(object(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}

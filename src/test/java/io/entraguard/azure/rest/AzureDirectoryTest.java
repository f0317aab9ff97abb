package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureDirectoryTest {
    private static final String GROUP = "22222222-2222-2222-2222-22222222222a";
    private static final String SECURITY = "{\"id\":\"" + GROUP + "\",\"securityEnabled\":true,\"mailEnabled\":false}";
    private static final ClusterRef CLUSTER =
            ClusterRef.of("/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg"
                    + "/providers/Microsoft.ContainerService/managedClusters/c1");
    private static final String ADMIN = "/subscriptions/11111111-0000-4000-8000-000000000001/providers"
            + "/Microsoft.Authorization/roleDefinitions/B1FF04BB-8a4e-4dc4-8eb5-8693973ce19b";

    private final AnsweringServer server = new AnsweringServer();
    private Instant now = Instant.parse("2026-01-05T09:00:00Z");
    private final AzureDirectory directory = directory();

    private AzureDirectory directory() {
        var pipeline = new AzureHttp("9.9", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty());
        return new AzureDirectory(server.url() + "/graph", pipeline, server.url(), pipeline, () -> now);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_security_group_with_members_is_usable() {
        server.then(200, SECURITY).then(200, "\uFEFF3");

        assertThat(directory.group(GROUP)).isEqualTo(GroupState.USABLE);
        assertThat(server.asked())
                .extracting(AnsweringServer.Asked::pathAndQuery)
                .containsExactly(
                        "/graph/v1.0/groups/" + GROUP + "?$select=id%2CsecurityEnabled%2CmailEnabled",
                        "/graph/v1.0/groups/" + GROUP + "/transitiveMembers/$count");
        assertThat(server.asked().get(1).headers()).containsEntry("consistencylevel", "eventual");
    }

    @Test
    void a_group_without_members_is_empty() {
        server.then(200, SECURITY).then(200, "0");

        assertThat(directory.group(GROUP)).isEqualTo(GroupState.EMPTY);
    }

    @Test
    void a_group_that_no_token_names_is_no_security_group() {
        server.then(200, "{\"id\":\"x\",\"securityEnabled\":false,\"mailEnabled\":true}");

        assertThat(directory.group(GROUP)).isEqualTo(GroupState.NOT_A_SECURITY_GROUP);
    }

    @Test
    void a_group_that_the_tenant_does_not_have_is_not_found() {
        server.then(404, "{\"error\":{\"code\":\"Request_ResourceNotFound\",\"message\":\"no\"}}");

        assertThat(directory.group(GROUP)).isEqualTo(GroupState.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "platform-admins", "../users", "22222222-2222-2222-2222-22222222222a/x"})
    void what_is_no_object_id_is_nobodys_group_and_never_asked_for(String name) {
        assertThat(directory.group(name)).isEqualTo(GroupState.NOT_FOUND);
        assertThat(server.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|{\"error\":{\"code\":\"Authorization_RequestDenied\"}}",
                "404|<html/>",
                "429|{}",
                "503|{}",
                "200|[]",
                "200|{\"id\":\"x\"}",
                "200|{\"securityEnabled\":\"true\"}",
                "302|{}"
            })
    void what_could_not_be_looked_up_is_unverified_and_looked_up_again(int status, String body) {
        server.then(status, body).then(200, SECURITY).then(200, "1");

        assertThat(directory.group(GROUP)).isEqualTo(GroupState.UNVERIFIED);
        assertThat(directory.group(GROUP)).isEqualTo(GroupState.USABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "-1", "", "{}"})
    void a_count_that_is_no_number_is_unverified(String count) {
        server.then(200, SECURITY).then(200, count);

        assertThat(directory.group(GROUP)).isEqualTo(GroupState.UNVERIFIED);
    }

    @Test
    void an_answer_holds_for_five_minutes_in_whatever_case_the_group_is_asked_for() {
        server.then(200, SECURITY).then(200, "1").then(200, SECURITY).then(200, "0");

        assertThat(directory.group(GROUP)).isEqualTo(GroupState.USABLE);
        now = now.plus(Duration.ofMinutes(5).minusNanos(1));
        assertThat(directory.group(GROUP.toUpperCase(java.util.Locale.ROOT))).isEqualTo(GroupState.USABLE);
        now = now.plusNanos(1);
        assertThat(directory.group(GROUP)).isEqualTo(GroupState.EMPTY);
    }

    private static String assignment(String role, String scope, String more) {
        return "{\"properties\":{\"roleDefinitionId\":\"" + role + "\",\"principalId\":\"p\",\"scope\":\"" + scope
                + "\"" + more + "}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/providers/Microsoft.Management/managementGroups/mg",
                "/subscriptions/11111111-0000-4000-8000-000000000001",
                "/subscriptions/11111111-0000-4000-8000-000000000001/resourcegroups/RG"
            })
    void a_cluster_admin_above_the_cluster_exists(String scope) {
        server.then(200, "{\"value\":[" + assignment("other", scope, "") + "," + assignment(ADMIN, scope, "") + "]}");

        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.EXISTS);
        assertThat(server.asked())
                .extracting(AnsweringServer.Asked::pathAndQuery)
                .containsExactly(CLUSTER.id() + "/providers/Microsoft.Authorization/roleAssignments"
                        + "?api-version=2022-04-01&$filter=atScope%28%29");
    }

    @Test
    void an_assignment_elsewhere_below_or_with_a_condition_does_not_count() {
        String id = CLUSTER.id();
        server.then(
                200,
                "{\"value\":[7,{},"
                        + assignment(ADMIN, id + "/namespaces/n", "") + ","
                        + assignment(ADMIN, id.substring(0, id.length() - 1), "") + ","
                        + assignment(ADMIN, id, ",\"condition\":\"@Resource[x] StringEquals 'y'\"") + ","
                        + assignment(ADMIN.replace("b1ff", "b2ff"), id + "x", "")
                        + "]}");

        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.NONE);
    }

    @Test
    void later_pages_count_too() {
        server.then(200, "{\"value\":[],\"nextLink\":\"" + server.url() + "/page2?a=b\"}")
                .then(
                        200,
                        "{\"value\":[" + assignment(ADMIN, CLUSTER.id(), ",\"condition\":null")
                                + "],\"nextLink\":null}");

        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.EXISTS);
        assertThat(server.asked().get(1).pathAndQuery()).isEqualTo("/page2?a=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://elsewhere.example/page2", "/page2", "http://127.0.0.1:1/page2"})
    void a_page_elsewhere_is_not_fetched_and_the_answer_is_unverified(String link) {
        server.then(200, "{\"value\":[],\"nextLink\":\"" + link + "\"}");

        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.UNVERIFIED);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void pages_without_an_end_are_given_up() {
        server.then(200, "{\"value\":[],\"nextLink\":\"" + server.url() + "/again\"}");

        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.UNVERIFIED);
    }

    @ParameterizedTest
    @CsvSource({"403,AuthorizationFailed", "429,Throttled", "503,ServiceUnavailable", "404,ResourceNotFound"})
    void assignments_that_could_not_be_read_are_unverified(int status, String code) {
        server.then(status, "{\"error\":{\"code\":\"" + code + "\"}}").then(200, "{\"value\":[]}");

        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.UNVERIFIED);
        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.NONE);
        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.NONE);
        assertThat(server.asked()).hasSize(2);
    }
}

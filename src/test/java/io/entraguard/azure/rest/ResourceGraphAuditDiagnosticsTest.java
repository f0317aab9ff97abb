package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.azure.rest.ResourceGraphFleet.Scope;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceGraphAuditDiagnosticsTest {
    private static final String ID =
            "/subscriptions/s-1/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/";
    private static final ClusterRef ONE = ClusterRef.of(ID + "c-1");
    private static final ClusterRef TWO = ClusterRef.of(ID + "c-2");

    private final AnsweringServer server = new AnsweringServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private ResourceGraphAuditDiagnostics diagnostics(Scope scope) {
        var pipeline = new AzureHttp("9.9", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty());
        return new ResourceGraphAuditDiagnostics(server.url(), pipeline, scope);
    }

    private Map<String, Object> sent(int request) {
        return JsonTree.read(server.asked().get(request).body().getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static String row(String coverage, String... ids) {
        return "{\"share\":\"s-\",\"coverage\":\"" + coverage + "\",\"clusters\":[\"" + String.join("\",\"", ids)
                + "\"]}";
    }

    @Test
    void one_query_asks_for_the_states_of_the_policy_of_management_groups_where_the_clusters_are_looked_for() {
        server.then(200, "{\"data\":[" + row("covered", ONE.id()) + "," + row("missing", TWO.id()) + "]}");

        var found = diagnostics(new Scope(List.of(), List.of("mg"))).find();

        assertThat(found.covered()).containsExactly(ONE);
        assertThat(found.missing()).containsExactly(TWO);
        assertThat(server.asked()).hasSize(1);
        assertThat(sent(0)).containsEntry("managementGroups", List.of("mg"));
        assertThat(String.valueOf(sent(0).get("query")))
                .startsWith("policyresources | where type =~ 'microsoft.policyinsights/policystates' | ")
                .contains("definition = tostring(properties.policyDefinitionId)")
                .contains("definition startswith '/providers/Microsoft.Management/managementGroups/'")
                .contains("definition endswith '/policyDefinitions/entra-guard-kube-audit'")
                .contains("assigned = tostring(properties.policyAssignmentScope)")
                .contains("assigned startswith '/providers/Microsoft.Management/managementGroups/'")
                .contains("iff(bad > 0, 'missing', iff(good == states, 'covered', 'unknown'))");
    }

    @Test
    void the_definition_is_the_one_that_infra_makes_and_assigns_at_a_management_group() throws IOException {
        String made = Files.readString(Path.of("infra", "policy", "main.bicep"));
        assertThat(made)
                .contains("targetScope = 'managementGroup'")
                .contains("'kube-audit': loadJsonContent('kube-audit.json')")
                .contains("name: 'entra-guard-${definition.key}'");
        assertThat(Files.readString(Path.of("infra", "policy", "kube-audit.bicep")))
                .contains("targetScope = 'managementGroup'")
                .contains("'" + ResourceGraphAuditDiagnostics.DEFINITION + "'");
        assertThat(ResourceGraphAuditDiagnostics.DEFINITION).isEqualTo("entra-guard-" + "kube-audit");
    }

    @Test
    void what_is_left_is_asked_for_by_the_token() {
        server.then(200, "{\"data\":[" + row("covered", ONE.id()) + "],\"$skipToken\":\"t+1\"}")
                .then(200, "{\"data\":[" + row("covered", TWO.id()) + "]}");

        assertThat(diagnostics(Scope.EVERYWHERE).find().covered()).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(sent(1))
                .containsEntry("options", Map.of("$top", 1000, "resultFormat", "objectArray", "$skipToken", "t+1"));
    }

    @Test
    void a_cluster_that_is_said_to_be_both_is_missing() {
        server.then(
                200,
                "{\"data\":[" + row("missing", ONE.id().toUpperCase(java.util.Locale.ROOT)) + ","
                        + row("covered", ONE.id()) + "]}");

        assertThat(diagnostics(Scope.EVERYWHERE).find().missing()).containsExactly(ONE);
        assertThat(diagnostics(Scope.EVERYWHERE).find().covered()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"coverage\":\"covered\"}",
                "{\"coverage\":\"covered\",\"clusters\":null}",
                "{\"coverage\":\"covered\",\"clusters\":\"/subscriptions/s-1\"}",
                "{\"coverage\":\"covered\",\"clusters\":[null,7,{},\"\",\"/subscriptions/s-1\",\"c-1\"]}",
                "{\"coverage\":\"Compliant\",\"clusters\":[\"/subscriptions/s-1\"]}",
                "{\"coverage\":null,\"clusters\":[]}",
                "{\"coverage\":7,\"clusters\":[]}"
            })
    void a_row_that_is_not_understood_covers_nothing_and_hides_no_other(String odd) {
        server.then(200, "{\"data\":[" + odd + "," + row("covered", ONE.id()) + "]}");

        assertThat(diagnostics(Scope.EVERYWHERE).find().covered()).containsExactly(ONE);
        assertThat(diagnostics(Scope.EVERYWHERE).find().missing()).isEmpty();
    }

    @Test
    void another_word_than_covered_covers_nothing() {
        server.then(200, "{\"data\":[" + row("unknown", ONE.id()) + "," + row("COVERED", TWO.id()) + "]}");

        assertThat(diagnostics(Scope.EVERYWHERE).find().covered()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":{}}", "{\"data\":[7]}", "[]", "{\"data\":["})
    void an_answer_without_rows_is_not_none(String body) {
        server.then(200, body);

        assertThatThrownBy(() -> diagnostics(Scope.EVERYWHERE).find()).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void rows_that_were_left_out_are_not_taken_for_none() {
        server.then(200, "{\"data\":[],\"resultTruncated\":\"true\"}");

        assertThatThrownBy(() -> diagnostics(Scope.EVERYWHERE).find()).isInstanceOf(Failure.Terminal.class);
    }

    @Test
    void pages_without_an_end_are_not_followed() {
        server.then(200, "{\"data\":[],\"$skipToken\":\"t\"}");

        assertThatThrownBy(() -> diagnostics(Scope.EVERYWHERE).find()).isInstanceOf(Failure.Terminal.class);
        assertThat(server.asked()).hasSize(10);
    }
}

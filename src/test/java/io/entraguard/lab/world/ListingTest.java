package io.entraguard.lab.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.LabAzure.Reply;
import io.entraguard.model.ClusterRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final String ELSEWHERE = "/subscriptions/99999999-aaaa-4000-8000-000000000009/resourceGroups/RG-B";
    private static final String QUERY =
            "\"query\":\"Resources | where type =~ 'Microsoft.ContainerService/managedClusters'"
                    + " | order by id asc\"";

    private final LabAzure azure = LabAzure.with(
            Directory.OPEN,
            2,
            LabAzure.plain("C3"),
            LabAzure.plain("c1"),
            LabAzure.plain("c2"),
            "{\"id\":\"" + ELSEWHERE + LabAzure.CLUSTERS + "c9\",\"name\":\"c9\",\"location\":\"eastus\","
                    + "\"properties\":{}}");

    @AfterEach
    void close() {
        azure.close();
    }

    private List<Object> names(String first) {
        var names = new ArrayList<Object>();
        Optional<String> link = Optional.of(first);
        while (link.isPresent()) {
            Reply page = azure.get(link.get());
            assertThat(page.list("value")).hasSizeLessThanOrEqualTo(2);
            page.list("value").forEach(cluster -> names.add(cluster.get("name")));
            link = Documents.text(page.json(), "nextLink");
        }
        return names;
    }

    @Test
    void clusters_of_a_subscription_or_group_are_listed_page_by_page() {
        String provider = "/providers/Microsoft.ContainerService/managedClusters" + LabAzure.V;
        assertThat(names("/subscriptions/" + LabAzure.SUBSCRIPTION + provider)).containsExactly("c1", "c2", "C3");
        assertThat(names(LabAzure.GROUP.replace("resourceGroups", "resourcegroups") + provider))
                .containsExactly("c1", "c2", "C3");
        assertThat(names(ELSEWHERE + provider)).containsExactly("c9");
        assertThat(names("/subscriptions/nobody" + provider)).isEmpty();
    }

    private static List<Object> names(Reply page) {
        var names = new ArrayList<Object>();
        page.list("data").forEach(row -> names.add(row.get("name")));
        return names;
    }

    private Reply query(String body) {
        return azure.send("POST", "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01", body);
    }

    @Test
    void resource_graph_pages_by_its_skip_token() {
        Reply first = query("{" + QUERY + ",\"options\":{\"$top\":3}}");
        assertThat(first.at("totalRecords")).isEqualTo(4);
        assertThat(first.at("count")).isEqualTo(3);
        assertThat(first.at("resultTruncated")).isEqualTo("true");
        Reply second =
                query("{" + QUERY + ",\"options\":{\"$top\":3,\"$skipToken\":\"" + first.at("$skipToken") + "\"}}");
        assertThat(second.at("$skipToken")).isNull();
        assertThat(second.at("resultTruncated")).isEqualTo("false");
        assertThat(names(first)).containsExactly("c1", "c2", "C3");
        assertThat(names(second)).containsExactly("c9");
        assertThat(first.header("x-ms-user-quota-remaining")).isPresent();
        assertThat(first.header("x-ms-user-quota-resets-after")).contains("00:00:05");
    }

    @Test
    void its_rows_have_the_keys_of_resource_graph_and_no_etag() {
        Map<String, Object> row = query("{" + QUERY + "}").list("data").get(0);
        assertThat(row.keySet())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "type",
                        "tenantId",
                        "kind",
                        "location",
                        "resourceGroup",
                        "subscriptionId",
                        "managedBy",
                        "sku",
                        "plan",
                        "properties",
                        "tags",
                        "identity",
                        "zones",
                        "extendedLocation");
        assertThat(row)
                .containsEntry("type", "microsoft.containerservice/managedclusters")
                .containsEntry("subscriptionId", LabAzure.SUBSCRIPTION)
                .containsEntry("tenantId", World.TENANT);
        assertThat(query("{" + QUERY + ",\"options\":{\"$top\":1000}}")
                        .list("data")
                        .get(3))
                .containsEntry("resourceGroup", "rg-b");
    }

    @Test
    void its_scope_is_the_subscriptions_that_are_named() {
        assertThat(query("{" + QUERY + ",\"subscriptions\":[\"99999999-AAAA-4000-8000-000000000009\"]}")
                        .list("data"))
                .extracting(row -> row.get("name"))
                .containsExactly("c9");
        assertThat(query("{" + QUERY + ",\"managementGroups\":[\"root\"]}").at("count"))
                .isEqualTo(4);
    }

    @Test
    void each_subscription_that_clusters_are_in_has_a_system_topic_until_it_is_lost() {
        String query = "\"query\":\"resources | where type =~ 'microsoft.eventgrid/systemtopics'"
                + " | where properties.topicType =~ 'Microsoft.Resources.Subscriptions'\"";
        assertThat(query("{" + query + "}").list("data"))
                .extracting(row -> String.valueOf(row.get("source")).toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrder(
                        "/subscriptions/" + LabAzure.SUBSCRIPTION.toLowerCase(Locale.ROOT),
                        "/subscriptions/99999999-aaaa-4000-8000-000000000009");
        azure.world.loseTopic(LabAzure.SUBSCRIPTION);
        assertThat(query("{" + query + "}").at("count")).isEqualTo(1);
    }

    @Test
    void what_azure_policy_says_of_the_clusters_audit_logs_comes_in_lists() {
        String query = "{\"query\":\"policyresources | where type =~ 'microsoft.policyinsights/policystates'"
                + " | where definition endswith '/policyDefinitions/entra-guard-kube-audit'"
                + " | summarize clusters = make_list(cluster) by share, coverage\"}";
        ClusterRef nine = ClusterRef.of(azure.world.clusters().stream()
                .map(cluster -> String.valueOf(cluster.get("id")))
                .filter(id -> id.endsWith("/c9"))
                .findFirst()
                .orElseThrow());
        assertThat(query(query).list("data"))
                .extracting(row -> row.get("coverage"))
                .containsOnly("covered");
        azure.world.auditState(nine, Optional.of("NonCompliant"));
        assertThat(query(query).list("data"))
                .contains(Map.of("share", "99", "coverage", "missing", "clusters", List.of(nine.key())));
        azure.world.auditState(nine, Optional.empty());
        assertThat(query(query).list("data").toString()).doesNotContain(nine.key());
        assertThat(query("{\"query\":\"policyresources\"}").status()).isEqualTo(400);
    }

    @Test
    void a_query_is_no_write() {
        query("{" + QUERY + "}");
        assertThat(azure.world.writes()).isEmpty();
        assertThat(azure.server.calls()).isEqualTo(Map.of("POST graph", 1));
    }

    @Test
    void what_it_does_not_understand_is_refused() {
        assertThat(query("{\"query\":\"resourcecontainers\"}").status()).isEqualTo(400);
        assertThat(query("{" + QUERY + ",\"options\":{\"$top\":1001}}").status())
                .isEqualTo(400);
        assertThat(query("{" + QUERY + ",\"options\":{\"$skipToken\":\"?\"}}").status())
                .isEqualTo(400);
        assertThat(query("nonsense").status()).isEqualTo(400);
    }
}

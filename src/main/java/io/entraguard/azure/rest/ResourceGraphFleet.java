package io.entraguard.azure.rest;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.resourcemanager.resourcegraph.ResourceGraphManager;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Fleet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resource Graph, through the pipeline and endpoint of the SDK's ResourceGraphManager. Rows are read raw: the SDK's
 * model reads decimals as doubles and takes a name given twice. One call is one query of up to 1000 rows. Safe for use
 * by many threads.
 *
 * <p>{@code x-ms-user-quota-remaining} is not looked at: a query too many is answered 429 and says when to come back.
 */
public final class ResourceGraphFleet implements Fleet {
    private static final String API_VERSION = "2022-10-01";

    /** As many rows as Resource Graph gives at once. */
    private static final int ROWS = 1_000;

    /**
     * Every column that a row can have. Resource Graph pages only a query that names a plain column, here id, and orders
     * by it; see learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data.
     */
    private static final String QUERY = "resources"
            + " | where type =~ 'microsoft.containerservice/managedclusters'"
            + " | project id, name, type, tenantId, kind, location, resourceGroup, subscriptionId, managedBy, sku, plan,"
            + " properties, tags, identity, zones, extendedLocation"
            + " | order by id asc";

    private final Endpoint arm;
    private final Scope scope;

    /** Where clusters are looked for; without either list, wherever the caller may read. */
    public record Scope(List<String> subscriptions, List<String> managementGroups) {
        /** Wherever the caller may read. */
        public static final Scope EVERYWHERE = new Scope(List.of(), List.of());

        public Scope {
            subscriptions = List.copyOf(subscriptions);
            managementGroups = List.copyOf(managementGroups);
            if (!subscriptions.isEmpty() && !managementGroups.isEmpty()) {
                throw new IllegalArgumentException(
                        "the fleet is given by subscriptions and by management groups: Resource Graph takes one of them");
            }
        }
    }

    /**
     * @param endpoint ARM's URL
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     */
    public ResourceGraphFleet(String endpoint, HttpPipeline pipeline, Scope scope) {
        var client = ResourceGraphManager.authenticate(pipeline, ArmProfile.of(endpoint))
                .serviceClient();
        this.arm = new Endpoint(client.getEndpoint(), client.getHttpPipeline());
        this.scope = scope;
    }

    @Override
    public Page page(Optional<String> skipToken) {
        var url = arm.url("/providers/Microsoft.ResourceGraph/resources", Map.of("api-version", API_VERSION));
        Answer answer = arm.send(HttpMethod.POST, url, Map.of(), JsonTree.write(query(skipToken)));
        if (answer.status() != 200) {
            throw answer.failure();
        }
        return page(answer);
    }

    private Map<String, Object> query(Optional<String> skipToken) {
        var options = new LinkedHashMap<String, Object>();
        options.put("$top", ROWS);
        options.put("resultFormat", "objectArray");
        skipToken.ifPresent(token -> options.put("$skipToken", token));
        var query = new LinkedHashMap<String, Object>();
        if (!scope.subscriptions().isEmpty()) {
            query.put("subscriptions", scope.subscriptions());
        }
        if (!scope.managementGroups().isEmpty()) {
            query.put("managementGroups", scope.managementGroups());
        }
        query.put("query", QUERY);
        query.put("options", options);
        return query;
    }

    private static Page page(Answer answer) {
        Map<String, Object> json = answer.json();
        Optional<String> next = JsonTree.text(json, "$skipToken");
        boolean cut = String.valueOf(json.get("resultTruncated")).equalsIgnoreCase("true");
        if (cut && next.isEmpty()) {
            throw new Failure.Terminal(
                    "ResultTruncated", answer.asked() + ": rows were left out and no token says how to go on");
        }
        if (!(json.get("data") instanceof List<?> data)) {
            throw new Failure.Transient(answer.asked() + ": the answer has no list of rows");
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object row : data) {
            rows.add(Tree.object(row)
                    .orElseThrow(() -> new Failure.Transient(answer.asked() + ": a row is not an object")));
        }
        return new Page(rows, next);
    }
}

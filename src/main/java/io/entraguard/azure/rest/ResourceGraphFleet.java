package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.reconcile.Fleet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fleet's rows by Resource Graph; one call is one query of up to 1000 rows. Safe for use by many threads. */
public final class ResourceGraphFleet implements Fleet {
    /**
     * Every column that a row can have. Resource Graph pages only a query that names a plain column, here id, and orders
     * by it; see learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data.
     */
    private static final String QUERY = "resources"
            + " | where type =~ 'microsoft.containerservice/managedclusters'"
            + " | project id, name, type, tenantId, kind, location, resourceGroup, subscriptionId, managedBy, sku, plan,"
            + " properties, tags, identity, zones, extendedLocation"
            + " | order by id asc";

    private final ResourceGraph graph;
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

        /** What a query of Resource Graph says of it. */
        Map<String, Object> places() {
            var places = new LinkedHashMap<String, Object>();
            if (!subscriptions().isEmpty()) {
                places.put("subscriptions", subscriptions());
            }
            if (!managementGroups().isEmpty()) {
                places.put("managementGroups", managementGroups());
            }
            return places;
        }
    }

    /**
     * @param endpoint ARM's URL
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     */
    public ResourceGraphFleet(String endpoint, HttpPipeline pipeline, Scope scope) {
        this.graph = new ResourceGraph(endpoint, pipeline);
        this.scope = scope;
    }

    @Override
    public Page page(Optional<String> skipToken) {
        return graph.page(QUERY, scope.places(), skipToken);
    }
}

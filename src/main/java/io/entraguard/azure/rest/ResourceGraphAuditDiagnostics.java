package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.AuditDiagnostics;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Fleet.Page;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The compliance states of the policy that sends {@code kube-audit} to the guard ({@code infra/policy/kube-audit.json}),
 * by Resource Graph: diagnostic settings themselves are not in it. Its table and columns are those of
 * https://learn.microsoft.com/azure/governance/policy/samples/resource-graph-samples. Safe for use by many threads.
 *
 * <p>One call for the whole fleet, since the ids come in lists: one for what is covered and one for what is not, of the
 * subscriptions that begin with the same two characters, which are few rows however many subscriptions there are and
 * keeps a list within what one value may hold. An id that a list lacks for whatever reason is of a cluster that nothing
 * is known of.
 *
 * <p>Only a definition and assignments of management groups count, where infra puts them: who owns a subscription could
 * make a definition of that name there, or assign ours with a hub of his own. A cluster is covered where each state of it
 * says so. The policy is applicable to clusters of the assignment's region alone, and of others there is no state
 * (https://learn.microsoft.com/azure/governance/policy/concepts/policy-applicability).
 */
public final class ResourceGraphAuditDiagnostics implements AuditDiagnostics {
    /** The name that infra/policy/main.bicep gives the definition. */
    static final String DEFINITION = "entra-guard-kube-audit";

    private static final String GROUPS = "'/providers/Microsoft.Management/managementGroups/'";

    private static final String QUERY = "policyresources"
            + " | where type =~ 'microsoft.policyinsights/policystates'"
            + " | extend cluster = tolower(tostring(properties.resourceId)),"
            + " state = tostring(properties.complianceState),"
            + " definition = tostring(properties.policyDefinitionId),"
            + " assigned = tostring(properties.policyAssignmentScope)"
            + " | where definition startswith " + GROUPS
            + " and definition endswith '/policyDefinitions/" + DEFINITION + "'"
            + " | where assigned startswith " + GROUPS
            + " | summarize states = count(), good = countif(state =~ 'Compliant'),"
            + " bad = countif(state in~ ('NonCompliant', 'Exempt'))"
            + " by cluster, share = substring(subscriptionId, 0, 2)"
            + " | extend coverage = iff(bad > 0, 'missing', iff(good == states, 'covered', 'unknown'))"
            + " | where coverage != 'unknown'"
            + " | summarize clusters = make_list(cluster) by share, coverage"
            + " | order by share asc, coverage asc";

    /** Two rows for each two characters of hexadecimal are 512, one page; a chain of tokens without an end is not followed. */
    private static final int MOST_PAGES = 10;

    private final ResourceGraph graph;
    private final ResourceGraphFleet.Scope scope;

    /**
     * @param endpoint ARM's URL
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     * @param scope where the clusters are looked for
     */
    public ResourceGraphAuditDiagnostics(String endpoint, HttpPipeline pipeline, ResourceGraphFleet.Scope scope) {
        this.graph = new ResourceGraph(endpoint, pipeline);
        this.scope = scope;
    }

    @Override
    public Found find() {
        var covered = new HashSet<ClusterRef>();
        var missing = new HashSet<ClusterRef>();
        Optional<String> next = Optional.empty();
        for (int i = 0; i < MOST_PAGES; i++) {
            Page page = graph.page(QUERY, scope.places(), next);
            for (Map<String, Object> row : page.rows()) {
                switch (JsonTree.text(row, "coverage").orElse("")) {
                    case "covered" -> add(row, covered);
                    case "missing" -> add(row, missing);
                    default -> {
                        // Of such clusters nothing is known.
                    }
                }
            }
            next = page.next();
            if (next.isEmpty()) {
                return new Found(covered, missing);
            }
        }
        throw new Failure.Terminal("EndlessList", "policy states: no end after " + MOST_PAGES + " pages");
    }

    private static void add(Map<String, Object> row, Set<ClusterRef> clusters) {
        if (row.get("clusters") instanceof List<?> ids) {
            ids.stream()
                    .filter(String.class::isInstance)
                    .flatMap(id -> ClusterRef.parse((String) id).stream())
                    .forEach(clusters::add);
        }
    }
}

package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.reconcile.Failure;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Role assignments of ARM at or above a cluster, as far as one matters: Azure Kubernetes Service RBAC Cluster Admin. One
 * with a condition does not count, since nobody here can tell whether the condition ever holds.
 */
final class ArmRoleAssignments {
    /** The built-in role; its definition's id is the same in every tenant. */
    private static final String CLUSTER_ADMIN = "/b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b";

    private final Endpoint arm;

    ArmRoleAssignments(String endpoint, HttpPipeline pipeline) {
        this.arm = new Endpoint(endpoint, pipeline);
    }

    /**
     * Asks ARM.
     *
     * @throws Failure where the list could not be read to its end
     */
    AssignmentState clusterAdmins(ClusterRef cluster) {
        var query = new LinkedHashMap<String, String>();
        query.put("api-version", "2022-04-01");
        query.put("$filter", "atScope()");
        var url = arm.url(cluster.id() + "/providers/Microsoft.Authorization/roleAssignments", query);
        boolean exists = Pages.all(arm, url).stream()
                .map(assignment -> JsonTree.object(assignment, "properties"))
                .anyMatch(properties -> counts(properties, cluster));
        return exists ? AssignmentState.EXISTS : AssignmentState.NONE;
    }

    private static boolean counts(Map<String, Object> assignment, ClusterRef cluster) {
        return JsonTree.text(assignment, "roleDefinitionId")
                        .map(role -> role.toLowerCase(Locale.ROOT).endsWith(CLUSTER_ADMIN))
                        .orElse(false)
                && JsonTree.text(assignment, "condition").isEmpty()
                && JsonTree.text(assignment, "scope")
                        .map(scope -> covers(scope.toLowerCase(Locale.ROOT), cluster.key()))
                        .orElse(false);
    }

    /** The filter asks for these only; a single namespace of the cluster must not slip through. */
    private static boolean covers(String scope, String cluster) {
        return scope.equals("/")
                || scope.startsWith("/providers/microsoft.management/managementgroups/")
                || cluster.equals(scope)
                || cluster.startsWith(scope + "/");
    }
}

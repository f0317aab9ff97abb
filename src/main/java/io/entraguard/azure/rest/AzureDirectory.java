package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.reconcile.Directory;
import io.entraguard.reconcile.Failure;
import java.time.InstantSource;
import java.util.Locale;

/**
 * The directory as Microsoft Graph and ARM's role assignments show it. What was verified is remembered for five minutes;
 * what could not be is asked again each time. Safe for use by many threads.
 */
public final class AzureDirectory implements Directory {
    private final GraphGroups groups;
    private final ArmRoleAssignments assignments;
    private final Remembered<GroupState> knownGroups;
    private final Remembered<AssignmentState> knownAssignments;

    /**
     * @param graph Microsoft Graph's URL, such as {@code https://graph.microsoft.com}
     * @param graphPipeline from {@link AzureHttp#pipeline} for that endpoint
     * @param arm ARM's URL
     * @param armPipeline from {@link AzureHttp#pipeline} for that endpoint
     * @param clock by which answers grow old
     */
    public AzureDirectory(
            String graph, HttpPipeline graphPipeline, String arm, HttpPipeline armPipeline, InstantSource clock) {
        this.groups = new GraphGroups(graph, graphPipeline);
        this.assignments = new ArmRoleAssignments(arm, armPipeline);
        this.knownGroups = new Remembered<>(clock);
        this.knownAssignments = new Remembered<>(clock);
    }

    @Override
    public GroupState group(String objectId) {
        try {
            return knownGroups.get(objectId.toLowerCase(Locale.ROOT), () -> groups.state(objectId));
        } catch (Failure unverified) {
            return GroupState.UNVERIFIED;
        }
    }

    @Override
    public AssignmentState clusterAdmins(ClusterRef cluster) {
        try {
            return knownAssignments.get(cluster.key(), () -> assignments.clusterAdmins(cluster));
        } catch (Failure unverified) {
            return AssignmentState.UNVERIFIED;
        }
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;

/**
 * Who there is: groups in Microsoft Graph and role assignments in ARM. A look-up that fails is an answer,
 * {@code UNVERIFIED}, never an exception. Safe for use by many threads; answers may be a few minutes old.
 */
public interface Directory {
    /** What Microsoft Graph says of the group of that object id. */
    GroupState group(String objectId);

    /** Whether somebody holds the role Azure Kubernetes Service RBAC Cluster Admin at or above the cluster. */
    AssignmentState clusterAdmins(ClusterRef cluster);
}

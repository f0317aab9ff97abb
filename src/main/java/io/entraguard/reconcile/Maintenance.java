package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.MaintenanceWindow;
import java.util.Optional;

/** When AKS itself may maintain a cluster. Safe for use by many threads; each call asks anew. */
public interface Maintenance {
    /** The code of the failure for a configuration that is there but does not say for certain when it allows anything. */
    String UNREADABLE = "UnreadableMaintenance";

    /**
     * The window by which AKS upgrades the cluster, or else the one of its weekly releases; empty where it has neither,
     * or is gone.
     *
     * @throws Failure where that could not be found out; {@link Failure.Terminal} with the code {@link #UNREADABLE} where
     *     people have to mend the configuration that its message names
     */
    Optional<MaintenanceWindow> of(ClusterRef cluster);
}

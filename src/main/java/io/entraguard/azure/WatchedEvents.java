package io.entraguard.azure;

import io.entraguard.model.Sighting.Act;
import io.entraguard.reconcile.Trigger;
import java.util.List;
import java.util.Optional;

/**
 * The one list of ARM events that count, by event type and operation name; the filters of the event subscription name the
 * same pairs. Both are compared whole and without regard to case: sub-resources (node pools, maintenance windows) share
 * a cluster's prefix, and AKS, ARM and the Activity Log spell operations in different cases.
 */
public final class WatchedEvents {
    private static final String WRITE_SUCCESS = "Microsoft.Resources.ResourceWriteSuccess";
    private static final String WRITE_FAILURE = "Microsoft.Resources.ResourceWriteFailure";
    private static final String DELETE_SUCCESS = "Microsoft.Resources.ResourceDeleteSuccess";
    private static final String ACTION_SUCCESS = "Microsoft.Resources.ResourceActionSuccess";

    private static final String CLUSTER = "Microsoft.ContainerService/managedClusters/";

    /** The Tags API's operation, on whatever resource. */
    static final String TAGS_WRITE = "Microsoft.Resources/tags/write";

    /** The older way to a kubeconfig; which one it hands out is said by the id's last segment, not by the operation. */
    static final String LIST_CREDENTIAL = CLUSTER + "accessProfiles/listCredential/action";

    /**
     * One kind of event that counts.
     *
     * @param act what it shows
     * @param why why the cluster is looked at for it
     */
    public record Watched(String eventType, String operation, Act act, Trigger why) {}

    private static final List<Watched> ALL = List.of(
            new Watched(WRITE_SUCCESS, CLUSTER + "write", Act.WRITE, Trigger.EVENT),
            // A creation that ends in Failed raises only this, yet the cluster may exist and run.
            new Watched(WRITE_FAILURE, CLUSTER + "write", Act.WRITE_FAILED, Trigger.EVENT),
            new Watched(WRITE_SUCCESS, TAGS_WRITE, Act.TAGS, Trigger.TAGS),
            new Watched(DELETE_SUCCESS, CLUSTER + "delete", Act.DELETE, Trigger.DELETE),
            new Watched(
                    ACTION_SUCCESS,
                    CLUSTER + "listClusterAdminCredential/action",
                    Act.ADMIN_CREDENTIAL,
                    Trigger.CREDENTIAL),
            new Watched(
                    ACTION_SUCCESS,
                    CLUSTER + "listClusterUserCredential/action",
                    Act.USER_CREDENTIAL,
                    Trigger.CREDENTIAL),
            new Watched(ACTION_SUCCESS, LIST_CREDENTIAL, Act.ADMIN_CREDENTIAL, Trigger.CREDENTIAL),
            new Watched(
                    ACTION_SUCCESS,
                    CLUSTER + "rotateClusterCertificates/action",
                    Act.CERTIFICATE_ROTATION,
                    Trigger.EVENT));

    private WatchedEvents() {}

    /** Every pair that counts. */
    public static List<Watched> all() {
        return ALL;
    }

    /** The entry of that type and operation; empty where the event does not count. */
    public static Optional<Watched> find(String eventType, String operation) {
        for (Watched watched : ALL) {
            if (watched.operation().equalsIgnoreCase(operation)
                    && watched.eventType().equalsIgnoreCase(eventType)) {
                return Optional.of(watched);
            }
        }
        return Optional.empty();
    }

    /** Whether any event of that type counts. */
    static boolean knowsType(String eventType) {
        for (Watched watched : ALL) {
            if (watched.eventType().equalsIgnoreCase(eventType)) {
                return true;
            }
        }
        return false;
    }
}

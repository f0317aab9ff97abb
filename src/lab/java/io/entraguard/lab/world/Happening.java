package io.entraguard.lab.world;

import io.entraguard.model.ClusterRef;
import java.util.Locale;

/**
 * Something that ARM tells of, as an Activity Log entry and as an Event Grid event.
 *
 * @param operation ARM's operation name
 * @param family {@code Write}, {@code Action} or {@code Delete}: the middle of the event's type
 * @param method the HTTP method of the call that it stands for
 * @param resource the resource that the Activity Log files it under
 * @param scope what the caller was authorized on, and the event's subject; for tags the Tags API's child of the resource
 * @param by who did it
 * @param outcome how it ended
 */
record Happening(
        String operation, String family, String method, String resource, String scope, Caller by, Outcome outcome) {

    /** Where the lab's callers sit; an address of the block that RFC 5737 keeps for documentation. */
    static final String CLIENT_ADDRESS = "203.0.113.10";

    private static final String CLUSTERS = ClusterRef.TYPE;
    private static final String TAGS_CHILD = "/providers/Microsoft.Resources/tags/default";

    /** How a call ended, and whether it made the resource: ARM leaves {@code httpRequest} out of that event. */
    enum Outcome {
        CREATED,
        SUCCEEDED,
        FAILED;

        String status() {
            return this == FAILED ? "Failed" : "Succeeded";
        }
    }

    static Happening clusterWrite(ClusterRef cluster, Caller by, Outcome outcome) {
        return new Happening(CLUSTERS + "/write", "Write", "PUT", cluster.id(), cluster.id(), by, outcome);
    }

    static Happening clusterPatch(ClusterRef cluster, Caller by) {
        return new Happening(CLUSTERS + "/write", "Write", "PATCH", cluster.id(), cluster.id(), by, Outcome.SUCCEEDED);
    }

    static Happening clusterDelete(ClusterRef cluster, Caller by) {
        return new Happening(
                CLUSTERS + "/delete", "Delete", "DELETE", cluster.id(), cluster.id(), by, Outcome.SUCCEEDED);
    }

    static Happening action(ClusterRef cluster, Change.Action action, Caller by) {
        String operation = CLUSTERS + "/" + action.verb() + "/action";
        return new Happening(operation, "Action", "POST", cluster.id(), cluster.id(), by, Outcome.SUCCEEDED);
    }

    /** Tags of a cluster, resource group or subscription written by the Tags API. */
    static Happening tagsWrite(String resource, Caller by) {
        return new Happening(
                "Microsoft.Resources/tags/write",
                "Write",
                "PATCH",
                resource,
                resource + TAGS_CHILD,
                by,
                Outcome.SUCCEEDED);
    }

    String eventType() {
        return "Microsoft.Resources.Resource" + family + (outcome == Outcome.FAILED ? "Failure" : "Success");
    }

    String provider() {
        return operation.substring(0, operation.indexOf('/'));
    }

    String subscription() {
        return segmentAfter("subscriptions");
    }

    String resourceGroup() {
        return segmentAfter("resourcegroups");
    }

    private String segmentAfter(String name) {
        String[] segments = resource.split("/");
        for (int i = 0; i + 1 < segments.length; i++) {
            if (segments[i].toLowerCase(Locale.ROOT).equals(name)) {
                return segments[i + 1];
            }
        }
        return "";
    }
}

package io.entraguard.azure.rest;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipeline;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.reconcile.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Groups of Microsoft Graph v1.0. Needs the application permission {@code GroupMember.Read.All}. Only members are
 * counted, never listed: who they are is nobody's business here.
 */
final class GraphGroups {
    private static final HttpHeaderName CONSISTENCY = HttpHeaderName.fromString("ConsistencyLevel");
    private static final Pattern COUNT = Pattern.compile("\\uFEFF?\\s*(\\d{1,18})\\s*");
    private static final Pattern NONE = Pattern.compile("\\uFEFF?\\s*0+\\s*");

    private final Endpoint graph;

    GraphGroups(String endpoint, HttpPipeline pipeline) {
        this.graph = new Endpoint(endpoint, pipeline);
    }

    /**
     * Asks Microsoft Graph.
     *
     * @throws Failure where it gave no answer that says so
     */
    GroupState state(String objectId) {
        if (!Administrators.isObjectId(objectId)) {
            return GroupState.NOT_FOUND;
        }
        String group = "/v1.0/groups/" + objectId;
        var query = new LinkedHashMap<String, String>();
        query.put("$select", "id,securityEnabled,mailEnabled");
        Answer answer = graph.get(graph.url(group, query));
        if (answer.status() == 404 && unknown(answer.error())) {
            return GroupState.NOT_FOUND;
        }
        if (answer.status() != 200) {
            throw answer.failure();
        }
        if (!(answer.json().get("securityEnabled") instanceof Boolean security)) {
            throw new Failure.Transient(answer.asked() + ": the group does not say whether it is a security group");
        }
        return security ? counted(group) : GroupState.NOT_A_SECURITY_GROUP;
    }

    /** A proxy's 404 is no word about a group. */
    private static boolean unknown(ArmError error) {
        return error.code().equalsIgnoreCase("Request_ResourceNotFound") || error.gone();
    }

    private GroupState counted(String group) {
        // Counting is one of Graph's advanced queries, which want this header.
        Answer answer =
                graph.get(graph.url(group + "/transitiveMembers/$count", Map.of()), Map.of(CONSISTENCY, "eventual"));
        if (answer.status() != 200) {
            throw answer.failure();
        }
        if (!COUNT.matcher(answer.text()).matches()) {
            throw new Failure.Transient(answer.asked() + ": the count is not a number");
        }
        return NONE.matcher(answer.text()).matches() ? GroupState.EMPTY : GroupState.USABLE;
    }
}

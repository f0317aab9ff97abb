package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.entraguard.functions.HttpAnswer.Problem;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.CachedFleet;
import io.entraguard.reconcile.ClusterPage;
import io.entraguard.reconcile.MemoryStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET api/clusters}: the clusters that exist, filtered and in pages; {@code GET api/clusters/ARM-ID}: one of them
 * with its findings, waivers and timeline. One function for both, by a route that catches all: without more of it the
 * route means the list. Thread-safe.
 */
public final class Clusters {
    private static final String LIST = "/clusters";

    private final CachedFleet fleet;
    private final MemoryStore memory;
    private final Clock clock;

    public Clusters(CachedFleet fleet, MemoryStore memory, Clock clock) {
        this.fleet = fleet;
        this.memory = memory;
        this.clock = clock;
    }

    /** Answers one request. */
    @FunctionName("Clusters")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            authLevel = AuthorizationLevel.FUNCTION,
                            route = "clusters/{*id}")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return HttpAnswer.to(request, context, answer -> {
            String id = id(request);
            return id.isEmpty() ? list(request, answer) : one(id, request, answer);
        });
    }

    /** From the address itself: what binds a route's parts is the worker's, and gives none for none differently by version. */
    private static String id(HttpRequestMessage<?> request) {
        String path = request.getUri().getPath();
        int from = path.toLowerCase(java.util.Locale.ROOT).indexOf(LIST);
        String rest = from < 0 ? "" : path.substring(from + LIST.length());
        return rest.replaceAll("^/+|/+$", "");
    }

    private HttpResponseMessage list(HttpRequestMessage<?> request, HttpAnswer answer) {
        ClusterQuery query = ClusterQuery.of(request.getQueryParameters());
        return answer.json(query.page(fleet.get().clusters()));
    }

    private HttpResponseMessage one(String id, HttpRequestMessage<?> request, HttpAnswer answer) {
        new QueryParameters(request.getQueryParameters(), List.of());
        Map<String, Object> page = ClusterRef.parse("/" + id)
                .flatMap(cluster -> ClusterPage.of(memory, cluster, clock.instant()))
                .orElseThrow(() -> new Problem(
                        HttpStatus.NOT_FOUND,
                        "No cluster of that id is known to exist; api/clusters lists those that are.",
                        Map.of()));
        return answer.json(page);
    }
}

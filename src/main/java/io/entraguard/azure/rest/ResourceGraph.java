package io.entraguard.azure.rest;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.resourcemanager.resourcegraph.ResourceGraphManager;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Fleet.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Resource Graph, through the pipeline and endpoint of the SDK's ResourceGraphManager. Rows are read raw: the SDK's
 * model reads decimals as doubles and takes a name given twice. Safe for use by many threads.
 *
 * <p>What {@code x-ms-user-quota-remaining} and {@code x-ms-user-quota-resets-after} say comes with the page; see
 * learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests.
 */
final class ResourceGraph {
    private static final String API_VERSION = "2022-10-01";

    /** As many rows as Resource Graph gives at once. */
    private static final int ROWS = 1_000;

    private static final HttpHeaderName QUOTA_LEFT = HttpHeaderName.fromString("x-ms-user-quota-remaining");
    private static final Pattern NONE_LEFT = Pattern.compile("-?0+|-\\d+");

    /** How long a quota lasts, where an answer says that it is used up and not until when. */
    private static final Duration QUOTA = Duration.ofSeconds(5);

    private final Endpoint arm;

    ResourceGraph(String endpoint, HttpPipeline pipeline) {
        var client = ResourceGraphManager.authenticate(pipeline, ArmProfile.of(endpoint))
                .serviceClient();
        this.arm = new Endpoint(client.getEndpoint(), client.getHttpPipeline());
    }

    /**
     * One page of a query's rows.
     *
     * @param places the request's {@code subscriptions} or {@code managementGroups}
     * @param skipToken where to go on; empty for the first page
     * @throws Failure.Conflict where the token is refused: a query that was taken without it is in order
     * @throws Failure where the page could not be read
     */
    Page page(String query, Map<String, Object> places, Optional<String> skipToken) {
        var options = new LinkedHashMap<String, Object>();
        options.put("$top", ROWS);
        options.put("resultFormat", "objectArray");
        skipToken.ifPresent(token -> options.put("$skipToken", token));
        var body = new LinkedHashMap<String, Object>(places);
        body.put("query", query);
        body.put("options", options);
        var url = arm.url("/providers/Microsoft.ResourceGraph/resources", Map.of("api-version", API_VERSION));
        Answer answer = arm.send(HttpMethod.POST, url, Map.of(), JsonTree.write(body));
        if (answer.status() == 400 && skipToken.isPresent()) {
            throw new Failure.Conflict(
                    answer.asked() + ": HTTP 400 " + answer.error().code() + " to a token");
        }
        if (answer.status() != 200) {
            throw answer.failure();
        }
        return page(answer);
    }

    private static Optional<Duration> pause(Answer answer) {
        return answer.header(QUOTA_LEFT)
                .filter(left -> NONE_LEFT.matcher(left).matches())
                .map(left -> answer.retryAfter().orElse(QUOTA));
    }

    private static Page page(Answer answer) {
        Map<String, Object> json = answer.json();
        Optional<String> next = JsonTree.text(json, "$skipToken");
        boolean cut = String.valueOf(json.get("resultTruncated")).equalsIgnoreCase("true");
        if (cut && next.isEmpty()) {
            throw new Failure.Terminal(
                    "ResultTruncated", answer.asked() + ": rows were left out and no token says how to go on");
        }
        if (!(json.get("data") instanceof List<?> data)) {
            throw new Failure.Transient(answer.asked() + ": the answer has no list of rows");
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object row : data) {
            rows.add(Tree.object(row)
                    .orElseThrow(() -> new Failure.Transient(answer.asked() + ": a row is not an object")));
        }
        return new Page(rows, next, pause(answer));
    }
}

package io.entraguard.lab.world.http;

import io.entraguard.lab.world.AksProvider;
import io.entraguard.lab.world.ApiVersion;
import io.entraguard.lab.world.Conditions;
import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.World;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Managed clusters: one, listed by page, and the status of their operations. */
final class ClusterRoutes implements Route {
    private static final Pattern LIST = Pattern.compile(
            "/subscriptions/([^/]+)(?:/resourcegroups/([^/]+))?/providers/microsoft\\.containerservice/managedclusters/?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern OPERATION = Pattern.compile(
            "/subscriptions/[^/]+/providers/microsoft\\.containerservice/locations/[^/]+/operations/([^/]+)",
            Pattern.CASE_INSENSITIVE);

    /** Seconds that a client should leave between two looks at an operation. */
    private static final String LOOK_AGAIN = "60";

    private final World world;
    private final AksProvider aks;
    private final int pageSize;
    private final Links links;

    ClusterRoutes(World world, int pageSize, Links links) {
        this.world = world;
        this.aks = world.aks();
        this.pageSize = pageSize;
        this.links = links;
    }

    @Override
    public Optional<Answer> answer(Request request) {
        Matcher list = LIST.matcher(request.path());
        if (list.matches()) {
            return request.is("GET") ? Optional.of(list(request, list)) : Optional.empty();
        }
        Matcher operation = OPERATION.matcher(request.path());
        if (operation.matches()) {
            return request.is("GET") ? Optional.of(operation(request, operation.group(1))) : Optional.empty();
        }
        return request.lowerPath().endsWith("/tags/default")
                ? Optional.empty()
                : ClusterRef.parse(request.path()).flatMap(ref -> cluster(ref, request));
    }

    private Optional<Answer> cluster(ClusterRef ref, Request request) {
        ApiVersion version = version(request);
        return switch (request.method()) {
            case "GET" ->
                Optional.of(Answer.json(200, aks.get(ref, version).orElseThrow(() -> AksProvider.notFound(ref))));
            case "PUT" -> Optional.of(put(ref, version, request));
            case "PATCH" -> Optional.of(patch(ref, request));
            case "DELETE" -> Optional.of(delete(ref, version, request));
            default -> Optional.empty();
        };
    }

    private Answer put(ClusterRef ref, ApiVersion version, Request request) {
        AksProvider.Accepted accepted = aks.put(ref, version, conditions(request), body(request));
        return Answer.json(accepted.created() ? 201 : 200, accepted.document())
                .with("Azure-AsyncOperation", status(accepted.operation().path(), version))
                .with("Retry-After", LOOK_AGAIN)
                .with("x-ms-correlation-request-id", accepted.operation().correlationId())
                .changing();
    }

    private Answer patch(ClusterRef ref, Request request) {
        Map<String, Object> body = body(request);
        Optional<Map<String, Object>> tags = Tree.object(body.get("tags"));
        if (body.size() != 1 || tags.isEmpty()) {
            throw Refusal.aks(
                    400, "BadRequest", "A PATCH of a managed cluster takes the object 'tags' and nothing else.");
        }
        return Answer.json(200, aks.patchTags(ref, conditions(request), tags.get()))
                .changing();
    }

    private Answer delete(ClusterRef ref, ApiVersion version, Request request) {
        return aks.delete(ref, conditions(request))
                .map(operation -> Answer.empty(202)
                        .with("Azure-AsyncOperation", status(operation.path(), version))
                        .with("x-ms-correlation-request-id", operation.correlationId())
                        .changing())
                .orElseGet(() -> Answer.empty(204));
    }

    private Answer list(Request request, Matcher path) {
        ApiVersion version = version(request);
        Predicate<ClusterRef> where = ref -> ref.subscription().equalsIgnoreCase(path.group(1))
                && (path.group(2) == null || ref.resourceGroup().equalsIgnoreCase(path.group(2)));
        List<Map<String, Object>> found =
                world.page(where, request.parameter("$skiptoken").orElse(""), pageSize + 1);
        List<Map<String, Object>> page = found.subList(0, Math.min(pageSize, found.size()));
        var body = new LinkedHashMap<String, Object>();
        body.put("value", page.stream().map(version::hide).toList());
        if (found.size() > pageSize) {
            body.put("nextLink", links.next(request, Links.key(page.get(pageSize - 1))));
        }
        return Answer.json(200, body);
    }

    private Answer operation(Request request, String id) {
        version(request);
        Map<String, Object> status = aks.operation(id)
                .orElseThrow(() -> Refusal.arm(404, "NotFound", "The operation '" + id + "' was not found."));
        Answer answer = Answer.json(200, status);
        return "InProgress".equals(status.get("status")) ? answer.with("Retry-After", LOOK_AGAIN) : answer;
    }

    private String status(String path, ApiVersion version) {
        return links.absolute(path + "?api-version=" + version.date());
    }

    private static Conditions conditions(Request request) {
        return new Conditions(
                request.header().apply("If-Match"), request.header().apply("If-None-Match"));
    }

    private static Map<String, Object> body(Request request) {
        return Json.object(request.body())
                .orElseThrow(() -> Refusal.arm(
                        400,
                        "InvalidRequestContent",
                        "The request content was invalid and could not be deserialized."));
    }

    static ApiVersion version(Request request) {
        String asked = request.parameter("api-version")
                .orElseThrow(() -> Refusal.arm(
                        400,
                        "MissingApiVersionParameter",
                        "The api-version query parameter (?api-version=) is required for all requests."));
        return ApiVersion.of(asked)
                .orElseThrow(() -> Refusal.arm(
                        400,
                        "NoRegisteredProviderFound",
                        "No registered resource provider found for location 'westeurope' and API version '" + asked
                                + "' for type 'managedClusters'. The supported api-versions are '"
                                + ApiVersion.V2025_09_01.date() + ", " + ApiVersion.V2026_05_01.date() + "'."));
    }
}

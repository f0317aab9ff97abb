package io.entraguard.lab.world.http;

import io.entraguard.lab.world.AksProvider;
import io.entraguard.lab.world.AksProvider.TagsOperation;
import io.entraguard.lab.world.ApiVersion;
import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.World;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Tags API of a cluster (https://learn.microsoft.com/rest/api/resources/tags), and reading a resource group or a
 * subscription with its tags.
 */
final class TagsRoutes implements Route {
    private static final String CHILD = "/providers/microsoft.resources/tags/default";

    private static final Pattern GROUP =
            Pattern.compile("/subscriptions/([^/]+)/resourcegroups/([^/]+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern SUBSCRIPTION = Pattern.compile("/subscriptions/([^/]+)", Pattern.CASE_INSENSITIVE);

    private final World world;

    TagsRoutes(World world) {
        this.world = world;
    }

    @Override
    public Optional<Answer> answer(Request request) {
        if (request.lowerPath().endsWith(CHILD)) {
            String scope = request.path().substring(0, request.path().length() - CHILD.length());
            return ClusterRef.parse(scope)
                    .map(ref -> ofCluster(ref, request))
                    .orElseGet(() -> read(scope, request).map(tags -> Answer.json(200, tags(scope, tags))));
        }
        return read(request.path(), request).map(tags -> Answer.json(200, resource(request.path(), tags)));
    }

    private Optional<Answer> ofCluster(ClusterRef ref, Request request) {
        return switch (request.method()) {
            case "GET" -> Optional.of(Answer.json(200, tags(ref.id(), current(ref))));
            case "PUT" -> Optional.of(write(ref, request, TagsOperation.REPLACE));
            case "PATCH" -> Optional.of(write(ref, request, operation(request)));
            default -> Optional.empty();
        };
    }

    private Map<String, Object> current(ClusterRef ref) {
        Map<String, Object> document =
                world.aks().get(ref, ApiVersion.V2026_05_01).orElseThrow(() -> AksProvider.notFound(ref));
        return Tree.object(document.get("tags")).orElseGet(LinkedHashMap::new);
    }

    private Answer write(ClusterRef ref, Request request, TagsOperation how) {
        Map<String, Object> tags = Tree.object(body(request).get("properties"))
                .flatMap(properties -> Tree.object(properties.get("tags")))
                .orElseThrow(TagsRoutes::unreadable);
        return Answer.json(200, tags(ref.id(), world.aks().writeTags(ref, how, tags)))
                .changing();
    }

    private static TagsOperation operation(Request request) {
        String word = String.valueOf(body(request).get("operation")).toUpperCase(Locale.ROOT);
        try {
            return TagsOperation.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static Map<String, Object> body(Request request) {
        return Json.object(request.body()).orElseThrow(TagsRoutes::unreadable);
    }

    private static Refusal unreadable() {
        return Refusal.arm(
                400,
                "InvalidRequestContent",
                "The request content was invalid: expected {\"operation\":\"Merge|Replace|Delete\","
                        + "\"properties\":{\"tags\":{}}}.");
    }

    /** Tags of a resource group or subscription; empty where the path is neither. */
    private Optional<Map<String, Object>> read(String path, Request request) {
        if (!request.is("GET")) {
            return Optional.empty();
        }
        Matcher group = GROUP.matcher(path);
        if (group.matches()) {
            return Optional.of(world.groupTags(group.group(1), group.group(2))
                    .orElseThrow(() -> Refusal.arm(
                            404,
                            "ResourceGroupNotFound",
                            "Resource group '" + group.group(2) + "' could not be found.")));
        }
        return SUBSCRIPTION.matcher(path).matches() ? Optional.of(new LinkedHashMap<>()) : Optional.empty();
    }

    private static Map<String, Object> tags(String scope, Map<String, Object> tags) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", scope + "/providers/Microsoft.Resources/tags/default");
        json.put("name", "default");
        json.put("type", "Microsoft.Resources/tags");
        json.put("properties", Map.of("tags", tags));
        return json;
    }

    private static Map<String, Object> resource(String path, Map<String, Object> tags) {
        var json = new LinkedHashMap<String, Object>();
        String name = path.substring(path.lastIndexOf('/') + 1);
        json.put("id", path);
        if (GROUP.matcher(path).matches()) {
            json.put("name", name);
            json.put("type", "Microsoft.Resources/resourceGroups");
            json.put("location", "westeurope");
            json.put("properties", Map.of("provisioningState", "Succeeded"));
        } else {
            json.put("subscriptionId", name);
            json.put("displayName", name);
            json.put("tenantId", World.TENANT);
            json.put("state", "Enabled");
        }
        json.put("tags", tags);
        return json;
    }
}

package io.entraguard.lab.world.http;

import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.World;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resource Graph, as far as the guard needs it: of a query it understands only that it is about managed clusters, and
 * answers whole rows ordered by id, or about the system topics of subscriptions, or about {@link PolicyStates}, or that it
 * is a {@link ChangesQuery}. Rows of clusters carry neither eTag nor systemData
 * (https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data).
 */
final class ResourceGraphRoute implements Route {
    static final String PATH = "/providers/microsoft.resourcegraph/resources";

    /** The most rows in a page, which is also what a request gets that names no number. */
    private static final int MOST = 1000;

    private final World world;

    ResourceGraphRoute(World world) {
        this.world = world;
    }

    @Override
    public Optional<Answer> answer(Request request) {
        return request.is("POST") && request.lowerPath().equals(PATH)
                ? Optional.of(query(Json.object(request.body()).orElseThrow(() -> bad("The body is not an object."))))
                : Optional.empty();
    }

    private Answer query(Map<String, Object> body) {
        String query = String.valueOf(body.get("query")).strip();
        Map<String, Object> options = Tree.object(body.get("options")).orElseGet(LinkedHashMap::new);
        if (!"objectArray".equals(options.getOrDefault("resultFormat", "objectArray"))) {
            throw bad("The lab's Resource Graph knows only the result format objectArray.");
        }
        Predicate<ClusterRef> where = subscriptions(body.get("subscriptions"));
        int top = top(options.get("$top"));
        String after = options.get("$skipToken") instanceof String token ? decoded(token) : "";
        if (query.startsWith(ChangesQuery.TABLE)) {
            return changes(ChangesQuery.of(query), where, after, top);
        }
        if (query.startsWith(PolicyStates.TABLE)) {
            PolicyStates.check(query);
            List<Map<String, Object>> rows = PolicyStates.rows(world.auditStates(where));
            return page(rows, top, rows.size());
        }
        String lower = query.toLowerCase(Locale.ROOT);
        if (lower.contains("'microsoft.eventgrid/systemtopics'")
                && lower.contains("'microsoft.resources.subscriptions'")) {
            return topics(where, after, top);
        }
        if (!lower.contains("microsoft.containerservice/managedclusters")) {
            throw bad("The lab's Resource Graph knows only queries about microsoft.containerservice/managedclusters,"
                    + " about the system topics of subscriptions and about states of the policy for kube-audit.");
        }
        List<Map<String, Object>> found = world.page(where, after, top + 1);
        List<Map<String, Object>> rows =
                found.stream().map(ResourceGraphRoute::row).toList();
        return page(rows, top, world.count(where));
    }

    private Answer topics(Predicate<ClusterRef> where, String after, int top) {
        List<Map<String, Object>> all =
                world.topics(where).stream().map(ResourceGraphRoute::topic).toList();
        List<Map<String, Object>> rest =
                all.stream().filter(row -> Links.key(row).compareTo(after) > 0).toList();
        return page(rest, top, all.size());
    }

    /** Spelled as its maker spelled the subscription, which need not be as anybody else does. */
    private static Map<String, Object> topic(String subscription) {
        String source = "/subscriptions/" + subscription.toUpperCase(Locale.ROOT);
        String name = "/resourceGroups/rg-entra-guard-events/providers/Microsoft.EventGrid/systemTopics/entra-guard";
        return Map.of("id", source + name, "source", source);
    }

    private Answer changes(ChangesQuery query, Predicate<ClusterRef> where, String after, int top) {
        List<Map<String, Object>> all = query.cluster().filter(where).stream()
                .flatMap(cluster -> world.tagChanges(cluster, query.from()).stream())
                .filter(row -> contains(row, query.contained()))
                .toList();
        List<Map<String, Object>> rest =
                all.stream().filter(row -> Links.key(row).compareTo(after) > 0).toList();
        return page(rest, top, all.size());
    }

    private static boolean contains(Map<String, Object> row, String text) {
        Map<String, Object> properties = Tree.object(row.get("properties")).orElseGet(Map::of);
        return Json.write(properties.get("changes")).toLowerCase(Locale.ROOT).contains(text);
    }

    /** The first so many of the rows that are left, and a token for the others. */
    private static Answer page(List<Map<String, Object>> rest, int top, int total) {
        List<Map<String, Object>> page = rest.subList(0, Math.min(top, rest.size()));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("totalRecords", total);
        answer.put("count", page.size());
        answer.put("data", page);
        answer.put("facets", List.of());
        answer.put("resultTruncated", Boolean.toString(rest.size() > top));
        if (rest.size() > top) {
            answer.put("$skipToken", encoded(Links.key(page.get(top - 1))));
        }
        return Answer.json(200, answer)
                .with("x-ms-user-quota-remaining", "14")
                .with("x-ms-user-quota-resets-after", "00:00:05");
    }

    /** Management groups, or no scope at all, mean everything that the caller may read. */
    private static Predicate<ClusterRef> subscriptions(@Nullable Object list) {
        if (!(list instanceof List<?> named) || named.isEmpty()) {
            return ref -> true;
        }
        Set<String> wanted = named.stream()
                .map(name -> String.valueOf(name).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return ref -> wanted.contains(ref.subscription().toLowerCase(Locale.ROOT));
    }

    private static int top(@Nullable Object top) {
        if (top == null) {
            return MOST;
        }
        if (!(top instanceof Integer number) || number < 1 || number > MOST) {
            throw bad("The option $top must be a number from 1 to " + MOST + ".");
        }
        return number;
    }

    private static Map<String, Object> row(Map<String, Object> document) {
        ClusterRef ref = ClusterRef.of(String.valueOf(document.get("id")));
        var row = new LinkedHashMap<String, Object>();
        row.put("id", document.get("id"));
        row.put("name", document.getOrDefault("name", ref.name()));
        row.put("type", ClusterRef.TYPE.toLowerCase(Locale.ROOT));
        row.put("tenantId", World.TENANT);
        row.put("kind", document.getOrDefault("kind", ""));
        row.put("location", document.get("location"));
        row.put("resourceGroup", ref.resourceGroup().toLowerCase(Locale.ROOT));
        row.put("subscriptionId", ref.subscription());
        row.put("managedBy", "");
        for (String name : List.of("sku", "plan", "properties", "tags", "identity", "zones", "extendedLocation")) {
            row.put(name, document.get(name));
        }
        return row;
    }

    private static String encoded(String key) {
        return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad("The skip token is not one of this service.");
        }
    }

    private static Refusal bad(String message) {
        return Refusal.arm(400, "BadRequest", message);
    }
}

package io.entraguard.lab.world;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The changes of clusters' tags as Resource Graph's table {@code resourcechanges} shows them: one record for each write
 * that changed a value, under the correlation id of its Activity Log entry
 * (https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes). Other properties' changes
 * are not kept. Confined to the world's lock.
 */
final class TagJournal {
    /** The table keeps 14 days. */
    private static final Duration KEPT = Duration.ofDays(14);

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Instant at, ClusterRef cluster, Map<String, Object> row) {}

    /** The tags of a document, to be compared with what they are later. */
    static Map<String, Object> tags(Map<String, Object> document) {
        return Documents.object(document, "tags").map(Tree::copy).orElseGet(LinkedHashMap::new);
    }

    /** Notes what a write made of a cluster's tags; nothing where it changed none. */
    void note(
            ClusterRef cluster,
            Map<String, Object> before,
            Map<String, Object> after,
            Happening write,
            Instant at,
            String correlationId) {
        Map<String, Object> changes = changes(before, after);
        if (!changes.isEmpty()) {
            String type = write.outcome() == Happening.Outcome.CREATED ? "Create" : "Update";
            entries.add(new Entry(at, cluster, row(cluster, changes, type, write, at, correlationId)));
        }
    }

    /** The records of a cluster from that instant on, by id. */
    List<Map<String, Object>> of(ClusterRef cluster, Instant from, Instant now) {
        var rows = new TreeMap<String, Map<String, Object>>();
        entries.stream()
                .filter(entry -> entry.cluster().equals(cluster))
                .filter(entry -> !entry.at().isBefore(from) && !entry.at().isBefore(now.minus(KEPT)))
                .forEach(entry -> rows.put(String.valueOf(entry.row().get("id")), entry.row()));
        return List.copyOf(rows.values());
    }

    /** By property, spelled as the resource does; a tag that comes or goes with an empty value is not shown. */
    private static Map<String, Object> changes(Map<String, Object> before, Map<String, Object> after) {
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(after.keySet());
        names.addAll(before.keySet());
        var changes = new LinkedHashMap<String, Object>();
        for (String name : names) {
            Optional<String> was = Documents.value(before, name).map(String::valueOf);
            Optional<String> is = Documents.value(after, name).map(String::valueOf);
            if (!was.orElse("").equals(is.orElse(""))) {
                changes.put("tags." + name, change(was.orElse(null), is.orElse(null)));
            }
        }
        return changes;
    }

    private static Map<String, Object> change(@Nullable String was, @Nullable String is) {
        var change = new LinkedHashMap<String, Object>();
        change.put("propertyChangeType", was == null ? "Insert" : is == null ? "Remove" : "Update");
        change.put("previousValue", was);
        change.put("newValue", is);
        change.put("changeCategory", "User");
        change.put("isTruncated", "false");
        return change;
    }

    private static Map<String, Object> row(
            ClusterRef cluster,
            Map<String, Object> changes,
            String type,
            Happening write,
            Instant at,
            String correlationId) {
        String name = Ids.named("change of " + cluster.key() + " by " + correlationId);
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("timestamp", at.toString());
        attributes.put("changesCount", changes.size());
        attributes.put("correlationId", correlationId);
        attributes.put("changedBy", write.by().name());
        attributes.put("changedByType", write.by().type());
        attributes.put("clientType", write.by().app() ? "Unspecified" : "Azure CLI");
        attributes.put("operation", write.operation().toLowerCase(Locale.ROOT));
        var properties = new LinkedHashMap<String, Object>();
        properties.put("targetResourceId", cluster.id());
        properties.put("targetResourceType", ClusterRef.TYPE.toLowerCase(Locale.ROOT));
        properties.put("changeType", type);
        properties.put("changeAttributes", attributes);
        properties.put("changes", changes);
        var row = new LinkedHashMap<String, Object>();
        row.put("id", cluster.id() + "/providers/Microsoft.Resources/changes/" + name);
        row.put("properties", properties);
        return row;
    }
}

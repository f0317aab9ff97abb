package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Fleet.Page;
import io.entraguard.reconcile.TagHistory;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tags were changed to, by Resource Graph's table {@code resourcechanges}
 * (https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes), which keeps 14 days, is
 * there within five minutes as a rule, and leaves out keys that are added with an empty value. A tag that was taken away
 * was changed to an empty text. Safe for use by many threads.
 */
public final class ResourceGraphTagHistory implements TagHistory {
    /** A thousand changes each: more than 14 days of any cluster; a chain of tokens without an end is not followed. */
    private static final int MOST_PAGES = 50;

    private static final int LONGEST_NAME = 256;

    /** A tag name that needs no escaping, neither in a query nor in JSON; others are looked for here alone. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,512}");

    private static final Pattern NOBODY = Pattern.compile("[0-]*");

    private final ResourceGraph graph;

    /**
     * @param endpoint ARM's URL
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     */
    public ResourceGraphTagHistory(String endpoint, HttpPipeline pipeline) {
        this.graph = new ResourceGraph(endpoint, pipeline);
    }

    @Override
    public List<TagChange> of(ClusterRef cluster, String tag, Instant from) {
        // Changes carry whole seconds or parts of them: one in the second that is asked from is none too many.
        Instant start = from.truncatedTo(ChronoUnit.SECONDS);
        String query = query(cluster, tag, start);
        Map<String, Object> places = Map.of("subscriptions", List.of(cluster.subscription()));
        List<TagChange> changes = new ArrayList<>();
        Optional<String> next = Optional.empty();
        for (int page = 0; page < MOST_PAGES; page++) {
            Page rows = graph.page(query, places, next);
            rows.rows().forEach(row -> read(row, cluster, tag, start, changes));
            next = rows.next();
            if (next.isEmpty()) {
                changes.sort(Comparator.comparing(TagChange::at));
                return List.copyOf(changes);
            }
        }
        throw new Failure.Terminal("EndlessList", "resourcechanges: no end after " + MOST_PAGES + " pages");
    }

    /** Resource Graph compares names of properties exactly, so that the tag's spelling is left to {@link #read}. */
    private static String query(ClusterRef cluster, String tag, Instant from) {
        String named = PLAIN.matcher(tag).matches()
                ? " | where tostring(properties.changes) contains " + literal("tags." + tag)
                : "";
        return "resourcechanges"
                + " | where tostring(properties.targetResourceId) =~ " + literal(cluster.id())
                + " | where todatetime(properties.changeAttributes.timestamp) >= datetime(" + from + ")"
                + named
                + " | project id, properties"
                + " | order by id asc";
    }

    /** A text as a literal of the query language: both characters that mean something in one are escaped. */
    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static void read(
            Map<String, Object> row, ClusterRef cluster, String tag, Instant from, List<TagChange> changes) {
        Map<String, Object> properties = JsonTree.object(row, "properties");
        boolean ours = JsonTree.text(properties, "targetResourceId")
                .flatMap(ClusterRef::parse)
                .map(cluster::equals)
                .orElse(false);
        if (!ours) {
            return;
        }
        JsonTree.object(properties, "changes").forEach((name, change) -> {
            if (name.equalsIgnoreCase("tags." + tag)) {
                TagChange read = change(JsonTree.object(properties, "changeAttributes"), change);
                if (!read.at().isBefore(from)) {
                    changes.add(read);
                }
            }
        });
    }

    private static TagChange change(Map<String, Object> attributes, Object change) {
        Object value = change instanceof Map<?, ?> map ? map.get("newValue") : null;
        return new TagChange(
                at(attributes),
                value == null ? "" : value.toString(),
                JsonTree.text(attributes, "correlationId")
                        .map(id -> Wording.of(id, LONGEST_NAME))
                        .filter(id -> !NOBODY.matcher(id).matches()),
                JsonTree.text(attributes, "changedBy")
                        .map(name -> Wording.of(name, LONGEST_NAME))
                        .orElse(""));
    }

    private static Instant at(Map<String, Object> attributes) {
        try {
            return OffsetDateTime.parse(JsonTree.text(attributes, "timestamp").orElse(""))
                    .toInstant();
        } catch (DateTimeException e) {
            throw new Failure.Terminal("UnreadableEntry", "a change of a tag has no readable timestamp");
        }
    }
}

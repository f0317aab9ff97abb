package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.reconcile.EventTopics;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Fleet.Page;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system topics of subscriptions by Resource Graph; one call is one query of up to 1000 topics, of which a
 * subscription has one at most (https://learn.microsoft.com/azure/event-grid/system-topics). A row that does not say
 * which subscription its topic is of covers none. Safe for use by many threads.
 */
public final class ResourceGraphEventTopics implements EventTopics {
    /** As many subscriptions as Azure lets a query span; a chain of tokens without an end is not followed. */
    private static final int MOST_PAGES = 10;

    private static final String QUERY = "resources"
            + " | where type =~ 'microsoft.eventgrid/systemtopics'"
            + " | where properties.topicType =~ 'Microsoft.Resources.Subscriptions'"
            + " | project id, source = tostring(properties.source)"
            + " | order by id asc";

    private static final Pattern SOURCE = Pattern.compile("/subscriptions/([^/\\s]{1,64})/?", Pattern.CASE_INSENSITIVE);

    private final ResourceGraph graph;
    private final ResourceGraphFleet.Scope scope;

    /**
     * @param endpoint ARM's URL
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     * @param scope where the clusters are looked for
     */
    public ResourceGraphEventTopics(String endpoint, HttpPipeline pipeline, ResourceGraphFleet.Scope scope) {
        this.graph = new ResourceGraph(endpoint, pipeline);
        this.scope = scope;
    }

    @Override
    public SortedSet<String> subscriptions() {
        var subscriptions = new TreeSet<String>();
        Optional<String> next = Optional.empty();
        for (int i = 0; i < MOST_PAGES; i++) {
            Page page = graph.page(QUERY, scope.places(), next);
            page.rows().forEach(row -> subscription(row).ifPresent(subscriptions::add));
            next = page.next();
            if (next.isEmpty()) {
                return subscriptions;
            }
        }
        throw new Failure.Terminal("EndlessList", "system topics: no end after " + MOST_PAGES + " pages");
    }

    private static Optional<String> subscription(Map<String, Object> row) {
        return JsonTree.text(row, "source")
                .map(SOURCE::matcher)
                .filter(Matcher::matches)
                .map(source -> source.group(1).toLowerCase(Locale.ROOT));
    }
}

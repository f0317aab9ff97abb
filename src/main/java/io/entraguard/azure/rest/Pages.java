package io.entraguard.azure.rest;

import io.entraguard.model.Tree;
import io.entraguard.reconcile.Failure;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists of ARM that come in pages, followed by {@code nextLink} on the endpoint's own origin to their end. */
final class Pages {
    /** More pages than any list that is read here has; a chain of links without an end must not be followed. */
    private static final int MOST = 500;

    private Pages() {}

    /**
     * All items, in the order in which they came.
     *
     * @throws Failure where the list could not be read to its end
     */
    static List<Map<String, Object>> all(Endpoint endpoint, URI first) {
        List<Map<String, Object>> items = new ArrayList<>();
        URI next = first;
        for (int page = 0; page < MOST; page++) {
            Answer answer = endpoint.get(next);
            if (answer.status() != 200) {
                throw answer.failure();
            }
            Map<String, Object> json = answer.json();
            items.addAll(value(answer, json));
            Object link = json.get("nextLink");
            if (!(link instanceof String url) || url.isEmpty()) {
                return items;
            }
            next = endpoint.own(url)
                    .orElseThrow(() -> new Failure.Terminal(
                            "ForeignPage", answer.asked() + ": the next page is not on the configured endpoint"));
        }
        throw new Failure.Terminal("EndlessList", "GET " + first.getPath() + ": no end after " + MOST + " pages");
    }

    private static List<Map<String, Object>> value(Answer answer, Map<String, Object> json) {
        if (!(json.get("value") instanceof List<?> value)) {
            throw new Failure.Transient(answer.asked() + ": the page has no list named value");
        }
        return value.stream().flatMap(item -> Tree.object(item).stream()).toList();
    }
}

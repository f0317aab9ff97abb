package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import io.entraguard.model.ControlId;
import io.entraguard.policy.Reason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the template is filled with.
 *
 * @param policy what the page may do
 * @param json writes the tree, and the words for its codes, fit for a {@code script} element
 * @param now as of when the page is, in its words
 */
record Overview(
        String policy,
        String style,
        String script,
        Mustache.Lambda json,
        String now,
        String version,
        Health health,
        Standing standing,
        RateChart chart,
        Tiles tiles,
        NeedsPeople people,
        Breakdown breakdown,
        FleetRows rows) {

    /**
     * Of a tree.
     *
     * @param root all of it but the clusters
     */
    static Overview of(JsonNode root, Iterable<?> clusters, PageAssets assets, Mustache.Lambda json) {
        Optional<Instant> now = PageText.instant(root.path("now"));
        JsonNode kpis = root.path("kpis");
        var waiting = new NeedsPeople.Waiting();
        var foremost = new FleetRows.Foremost();
        for (Object one : clusters) {
            if (one instanceof Map<?, ?> cluster) {
                waiting.add(cluster);
                foremost.add(cluster);
            }
        }
        NeedsPeople people = waiting.with(kpis, now);
        return new Overview(
                assets.contentSecurityPolicy(),
                assets.style(),
                assets.script(),
                json,
                PageText.moment(root.path("now")),
                root.path("version").asText(""),
                Health.of(root.path("health")),
                Standing.of(kpis),
                RateChart.of(kpis.path("series")),
                Tiles.of(kpis, people),
                people,
                Breakdown.of(kpis),
                foremost.rows());
    }

    /** The whole tree, and the words for its codes. */
    static Map<String, Object> withWords(JsonNode root, Iterable<?> clusters) {
        var all = new LinkedHashMap<String, Object>();
        root.properties().forEach(part -> all.put(part.getKey(), part.getValue()));
        all.put("clusters", clusters);
        all.put("reasons", Stream.of(Reason.values()).collect(Collectors.toMap(Reason::code, Reason::sentence)));
        all.put("controls", Stream.of(ControlId.values()).collect(Collectors.toMap(ControlId::code, ControlId::title)));
        return all;
    }
}

package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Mustache;
import io.entraguard.model.ControlId;
import io.entraguard.policy.Reason;
import java.time.Instant;
import java.util.Optional;

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

    static Overview of(JsonNode root, PageAssets assets, Mustache.Lambda json) {
        Optional<Instant> now = PageText.instant(root.path("now"));
        JsonNode kpis = root.path("kpis");
        JsonNode clusters = root.path("clusters");
        NeedsPeople people = NeedsPeople.of(kpis, clusters, now);
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
                FleetRows.of(clusters));
    }

    /** The tree, and the words for its codes. */
    static JsonNode withWords(JsonNode root) {
        ObjectNode all = root.isObject()
                ? ((ObjectNode) root).objectNode().setAll((ObjectNode) root)
                : (ObjectNode) PageJson.tree(java.util.Map.of());
        ObjectNode reasons = all.putObject("reasons");
        for (Reason reason : Reason.values()) {
            reasons.put(reason.code(), reason.sentence());
        }
        ObjectNode controls = all.putObject("controls");
        for (ControlId control : ControlId.values()) {
            controls.put(control.code(), control.title());
        }
        return all;
    }
}

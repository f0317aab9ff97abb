package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.model.ControlId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the findings are: by control and by owner, and the rate of each part of the fleet. */
record Breakdown(Part controls, Part owners, Part environments, Part subscriptions) {
    private static final int SHOWN = 8;
    private static final Map<String, String> TITLES =
            Stream.of(ControlId.values()).collect(Collectors.toUnmodifiableMap(ControlId::code, ControlId::title));

    /** The rows that matter most, and how many there are beside them (empty for none). */
    record Part(List<Row> rows, String more) {}

    /** One row; {@code width} of its bar in percent. */
    record Row(String key, String title, String value, String note, String width, String link, double order) {}

    static Breakdown of(JsonNode kpis) {
        JsonNode by = kpis.path("by");
        return new Breakdown(
                counts("control", count(kpis.path("openFindings").path("byControl"))),
                counts("owner", count(kpis.path("openFindings").path("byOwner"))),
                rates("environment", by.path("environment")),
                rates("subscription", by.path("subscription")));
    }

    private static Map<String, Long> count(JsonNode counts) {
        var all = new TreeMap<String, Long>();
        Tiles.each(counts).forEach(one -> all.put(one.getKey(), one.getValue().asLong()));
        return all;
    }

    private static Part counts(String facet, Map<String, Long> counts) {
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
        return part(counts.entrySet().stream()
                .map(one -> new Row(
                        named(one.getKey()),
                        TITLES.getOrDefault(one.getKey(), ""),
                        PageText.count(one.getValue()),
                        "",
                        Standing.share(one.getValue(), most),
                        PageText.link(facet, one.getKey().isEmpty() ? "-" : one.getKey()),
                        -one.getValue()))
                .toList());
    }

    /** The worst rates first, and among equals the larger part. */
    private static Part rates(String facet, JsonNode parts) {
        var rows = new ArrayList<Row>();
        Tiles.each(parts).forEach(part -> rows.add(rate(facet, part.getKey(), part.getValue())));
        return part(rows);
    }

    private static Row rate(String facet, String key, JsonNode part) {
        JsonNode rate = part.path("complianceRate");
        long unknown = part.path("unknown").asLong();
        long exempt = part.path("exempt").asLong();
        long evaluated = part.path("evaluated").asLong();
        return new Row(
                named(key),
                "",
                PageText.percent(rate),
                PageText.count(evaluated)
                        + (exempt == 0 ? "" : ", " + PageText.count(exempt) + " exempt")
                        + (unknown == 0 ? "" : ", " + PageText.count(unknown) + " not known"),
                rate.isNumber() ? Standing.share(Math.round(rate.asDouble() * 10000), 10000) : "0",
                PageText.link(facet, key.isEmpty() ? "-" : key),
                (rate.isNumber() ? rate.asDouble() : -1) - evaluated * 1e-9);
    }

    private static String named(String key) {
        return key.isEmpty() ? "(none)" : key;
    }

    private static Part part(List<Row> rows) {
        List<Row> sorted = rows.stream()
                .sorted(Comparator.comparing(Row::order).thenComparing(Row::key))
                .toList();
        int more = sorted.size() - SHOWN;
        return new Part(sorted.stream().limit(SHOWN).toList(), more > 0 ? PageText.count(more) : "");
    }
}

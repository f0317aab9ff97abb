package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The clusters for a reader without a script: those that need a look first, and not more than a page may hold.
 *
 * @param more how many are left out; empty for none
 */
record FleetRows(List<Row> rows, String more) {
    private static final int SHOWN = 200;
    private static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");

    /** One cluster. */
    record Row(
            String name,
            String resourceGroup,
            String status,
            String findings,
            String owner,
            String step,
            String ticket) {}

    /** What a cluster is sorted by, read once. */
    private record Ranked(boolean calm, int severity, String name, JsonNode cluster) {}

    static FleetRows of(JsonNode clusters) {
        var all = new ArrayList<Ranked>(clusters.size());
        for (JsonNode cluster : clusters) {
            all.add(new Ranked(
                    calm(cluster), severity(cluster), cluster.path("name").asText(""), cluster));
        }
        all.sort(Comparator.comparing(Ranked::calm)
                .thenComparing(Ranked::severity)
                .thenComparing(Ranked::name));
        List<Row> rows =
                all.stream().limit(SHOWN).map(ranked -> row(ranked.cluster())).toList();
        return new FleetRows(rows, all.size() > SHOWN ? PageText.count(all.size() - SHOWN) : "");
    }

    private static boolean calm(JsonNode cluster) {
        return cluster.path("status").asText().equals("compliant")
                || cluster.path("exempt").asBoolean();
    }

    private static int severity(JsonNode cluster) {
        int rank = SEVERITIES.indexOf(cluster.path("severity").asText(""));
        return rank < 0 ? SEVERITIES.size() : rank;
    }

    private static Row row(JsonNode cluster) {
        boolean exempt = cluster.path("exempt").asBoolean()
                && cluster.path("status").asText().equals("noncompliant");
        return new Row(
                cluster.path("name").asText(""),
                cluster.path("resourceGroup").asText(""),
                exempt ? "exempt" : cluster.path("status").asText("unknown"),
                StreamSupport.stream(cluster.path("findings").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", ")),
                cluster.path("owner").asText(""),
                cluster.path("step").asText(""),
                cluster.path("ticket").asText(""));
    }
}

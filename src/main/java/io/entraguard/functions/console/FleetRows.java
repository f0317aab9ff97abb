package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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
    private record Ranked(boolean calm, int severity, String name, Map<?, ?> cluster) {
        static final Comparator<Ranked> ORDER = Comparator.comparing(Ranked::calm)
                .thenComparing(Ranked::severity)
                .thenComparing(Ranked::name);
    }

    /** The foremost of the clusters, taken in one by one; no others are kept. */
    static final class Foremost {
        private final PriorityQueue<Ranked> kept = new PriorityQueue<>(Ranked.ORDER.reversed());
        private int met;

        void add(Map<?, ?> cluster) {
            met++;
            var ranked = new Ranked(calm(cluster), severity(cluster), text(cluster, "name"), cluster);
            if (kept.size() == SHOWN && Ranked.ORDER.compare(ranked, kept.element()) >= 0) {
                return; // behind the last of them
            }
            kept.add(ranked);
            if (kept.size() > SHOWN) {
                kept.remove();
            }
        }

        FleetRows rows() {
            List<Row> rows = kept.stream()
                    .sorted(Ranked.ORDER)
                    .map(ranked -> row(PageJson.tree(ranked.cluster())))
                    .toList();
            return new FleetRows(rows, met > SHOWN ? PageText.count(met - SHOWN) : "");
        }
    }

    /** Whether nothing is to be done about a cluster. */
    static boolean calm(Map<?, ?> cluster) {
        return "compliant".equals(cluster.get("status")) || Boolean.TRUE.equals(cluster.get("exempt"));
    }

    private static int severity(Map<?, ?> cluster) {
        int rank = SEVERITIES.indexOf(text(cluster, "severity"));
        return rank < 0 ? SEVERITIES.size() : rank;
    }

    private static String text(Map<?, ?> cluster, String name) {
        return cluster.get(name) instanceof String text ? text : "";
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

package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures beside the rate. */
record Tiles(List<Tile> all) {
    /**
     * One figure.
     *
     * @param spark its course over the days, as a path in a box of 1000 by 100; empty where there is none
     * @param lines what it is made of
     */
    record Tile(String title, String figure, String note, String spark, List<Line> lines) {}

    /** A part of a figure; {@code width} in percent, empty where it has no bar. */
    record Line(String label, String value, String width) {}

    static Tiles of(JsonNode kpis, NeedsPeople people) {
        return new Tiles(List.of(
                findings(kpis),
                time("Time to repair", kpis.path("mttr")),
                time("Time to detect", kpis.path("mttd")),
                waiting(kpis, people),
                remediations(kpis.path("remediations"))));
    }

    private static Tile findings(JsonNode kpis) {
        JsonNode byAge = kpis.path("openFindings").path("byAge");
        long all = sum(byAge);
        return new Tile(
                "Open findings",
                byAge.isObject() ? PageText.count(all) : PageText.NONE,
                "by age",
                spark(kpis.path("series")),
                counts(byAge, all));
    }

    private static Tile time(String title, JsonNode spread) {
        var lines = new ArrayList<Line>();
        each(spread.path("bySeverity")).stream()
                .filter(severity -> severity.getValue().path("median").isTextual())
                .forEach(severity -> lines.add(new Line(
                        severity.getKey(), PageText.duration(severity.getValue().path("median")), "")));
        String slowest = PageText.duration(spread.path("p90"));
        return new Tile(
                title,
                PageText.duration(spread.path("median")),
                slowest.equals(PageText.NONE) ? "nothing measured yet" : "median; nine of ten within " + slowest,
                "",
                List.copyOf(lines));
    }

    private static Tile waiting(JsonNode kpis, NeedsPeople people) {
        JsonNode approvals = kpis.path("approvals");
        JsonNode latency = approvals.path("latency");
        String median = PageText.duration(latency.path("median"));
        return new Tile(
                "Approvals waiting",
                RateChart.number(approvals.path("pending")),
                median.equals(PageText.NONE)
                        ? "none answered yet"
                        : "answered in " + median + "; nine of ten within " + PageText.duration(latency.path("p90")),
                "",
                List.of(
                        new Line("held by a gate of people", PageText.count(people.heldByPeople()), ""),
                        new Line("held until a time", PageText.count(people.heldByTime()), ""),
                        new Line("exempt, break-glass or opt-out", PageText.count(people.waivers()), "")));
    }

    private static Tile remediations(JsonNode byOutcome) {
        long all = sum(byOutcome);
        return new Tile(
                "Remediations",
                byOutcome.isObject() ? PageText.count(all) : PageText.NONE,
                "ended in the last 30 days",
                "",
                counts(byOutcome, all));
    }

    private static List<Line> counts(JsonNode byName, long all) {
        var lines = new ArrayList<Line>();
        each(byName)
                .forEach(one -> lines.add(new Line(
                        PageText.words(one.getKey()),
                        PageText.count(one.getValue().asLong()),
                        Standing.share(one.getValue().asLong(), all))));
        return List.copyOf(lines);
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }

    static List<Map.Entry<String, JsonNode>> each(JsonNode object) {
        return List.copyOf(object.properties());
    }

    private static String spark(JsonNode series) {
        double most = 1;
        for (JsonNode day : series) {
            most = Math.max(most, day.path("openFindings").asDouble());
        }
        double all = most;
        return DayLine.Axis.of(series)
                .filter(axis -> axis.span() > 0)
                .map(axis -> DayLine.of(series, axis, "openFindings"))
                .map(line -> line.line(open -> 100 - 100 * open / all) + line.dots(open -> 100 - 100 * open / all))
                .orElse("");
    }
}

package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The compliance rate over time, as paths in a box of 1000 by 100 that is stretched to its place.
 *
 * @param line the rate; broken where there is none
 * @param dots days between two that have none, which a line would not show
 * @param grid levels, from the top down
 * @param days the first, a middle and the last day
 * @param table the same in words, newest first
 */
record RateChart(
        boolean drawn,
        String description,
        String line,
        String dots,
        String area,
        String floor,
        List<Level> grid,
        List<String> days,
        List<Day> table) {
    private static final double WIDTH = 1000;

    /** A horizontal line of the grid, {@code y} from the top. */
    record Level(String y, String label) {}

    /** One day in words. */
    record Day(String date, String rate, String evaluated, String exempt, String unknown, String openFindings) {}

    static RateChart of(JsonNode series) {
        var days = new ArrayList<JsonNode>();
        series.forEach(days::add);
        List<JsonNode> rated = days.stream()
                .filter(day -> day.path("complianceRate").isNumber())
                .toList();
        if (rated.isEmpty()) {
            return new RateChart(
                    false, "No day has been counted yet.", "", "", "", "0", List.of(), List.of(), table(days));
        }
        double lowest = rated.stream().mapToDouble(RateChart::percent).min().orElse(0);
        double floor = lowest < 50 ? 0 : Math.floor(Math.min(lowest, 89.9) / 10) * 10;
        return new RateChart(
                true,
                description(rated),
                line(days, floor),
                dots(days, floor),
                area(days, floor),
                String.valueOf((int) floor),
                grid(floor),
                labels(days),
                table(days));
    }

    private static double percent(JsonNode day) {
        return day.path("complianceRate").asDouble() * 100;
    }

    private static String description(List<JsonNode> rated) {
        JsonNode first = rated.get(0);
        JsonNode last = rated.get(rated.size() - 1);
        String now = PageText.percent(last.path("complianceRate"));
        return rated.size() == 1
                ? now + " on " + last.path("date").asText() + ", the first day counted"
                : "from " + PageText.percent(first.path("complianceRate")) + " on "
                        + first.path("date").asText() + " to " + now + " on "
                        + last.path("date").asText();
    }

    private static double x(int index, int days) {
        return days == 1 ? WIDTH / 2 : WIDTH * index / (days - 1);
    }

    private static double y(double percent, double floor) {
        return 100 - (percent - floor) / (100 - floor) * 100;
    }

    private static String line(List<JsonNode> days, double floor) {
        var path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < days.size(); i++) {
            boolean known = known(days, i);
            if (known) {
                path.append(drawing ? 'L' : 'M').append(point(x(i, days.size()), y(percent(days.get(i)), floor)));
            }
            drawing = known;
        }
        return path.toString();
    }

    private static String dots(List<JsonNode> days, double floor) {
        var path = new StringBuilder();
        for (int i = 0; i < days.size(); i++) {
            if (known(days, i) && !known(days, i - 1) && !known(days, i + 1)) {
                path.append('M')
                        .append(point(x(i, days.size()), y(percent(days.get(i)), floor)))
                        .append("h.01"); // with a length, so that its round end is drawn
            }
        }
        return path.toString();
    }

    private static boolean known(List<JsonNode> days, int index) {
        return index >= 0
                && index < days.size()
                && days.get(index).path("complianceRate").isNumber();
    }

    /** What is under each unbroken piece of the line. */
    private static String area(List<JsonNode> days, double floor) {
        var path = new StringBuilder();
        int start = -1;
        for (int i = 0; i <= days.size(); i++) {
            boolean known = known(days, i);
            if (known) {
                path.append(start < 0 ? 'M' + point(x(i, days.size()), 100) : "")
                        .append('L')
                        .append(point(x(i, days.size()), y(percent(days.get(i)), floor)));
                start = start < 0 ? i : start;
            } else if (start >= 0) {
                path.append('L').append(point(x(i - 1, days.size()), 100)).append('Z');
                start = -1;
            }
        }
        return path.toString();
    }

    static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f %.2f", x, y);
    }

    private static List<Level> grid(double floor) {
        double step = floor == 0 ? 25 : floor < 80 ? 10 : 5;
        var levels = new ArrayList<Level>();
        for (double level = 100; level >= floor; level -= step) {
            levels.add(new Level(String.format(Locale.ROOT, "%.2f", y(level, floor)), (int) level + "\u00a0%"));
        }
        return levels;
    }

    private static List<String> labels(List<JsonNode> days) {
        int last = days.size() - 1;
        return (last < 1 ? List.of(0) : last == 1 ? List.of(0, 1) : List.of(0, last / 2, last))
                .stream().map(day -> days.get(day).path("date").asText()).toList();
    }

    private static List<Day> table(List<JsonNode> days) {
        var rows = new ArrayList<Day>();
        for (int i = days.size() - 1; i >= 0; i--) {
            JsonNode day = days.get(i);
            rows.add(new Day(
                    day.path("date").asText(),
                    PageText.percent(day.path("complianceRate")),
                    number(day.path("evaluated")),
                    number(day.path("exempt")),
                    number(day.path("unknown")),
                    number(day.path("openFindings"))));
        }
        return rows;
    }

    static String number(JsonNode count) {
        return count.isNumber() ? PageText.count(count.asLong()) : PageText.NONE;
    }
}

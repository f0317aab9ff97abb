package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The compliance rate over time, as paths of a {@link DayLine}.
 *
 * @param line the rate; broken where there is none
 * @param dots days between two that have none, which a line would not show
 * @param first the first day's date
 * @param span how many days the last is after it
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
        String first,
        long span,
        List<Level> grid,
        List<String> days,
        List<Day> table) {
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
        Optional<DayLine.Axis> axis = DayLine.Axis.of(series).filter(some -> !rated.isEmpty());
        if (axis.isEmpty()) {
            return new RateChart(
                    false, "No day has been counted yet.", "", "", "", "0", "", 0, List.of(), List.of(), table(days));
        }
        double lowest = rated.stream().mapToDouble(RateChart::percent).min().orElse(0);
        double floor = lowest < 50 ? 0 : Math.floor(Math.min(lowest, 89.9) / 10) * 10;
        DayLine line = DayLine.of(series, axis.get(), "complianceRate");
        DoubleUnaryOperator y = rate -> y(rate * 100, floor);
        return new RateChart(
                true,
                description(rated, axis.get().missing()),
                line.line(y),
                line.dots(y),
                line.area(y),
                String.valueOf((int) floor),
                axis.get().first().toString(),
                axis.get().span(),
                grid(floor),
                axis.get().labels(),
                table(days));
    }

    private static double percent(JsonNode day) {
        return day.path("complianceRate").asDouble() * 100;
    }

    private static String description(List<JsonNode> rated, long missing) {
        JsonNode first = rated.get(0);
        JsonNode last = rated.get(rated.size() - 1);
        String now = PageText.percent(last.path("complianceRate"));
        String gaps = missing == 0
                ? ""
                : "; " + PageText.count(missing) + (missing == 1 ? " day" : " days") + " in between not counted";
        return rated.size() == 1
                ? now + " on " + last.path("date").asText() + ", the first day counted"
                : "from " + PageText.percent(first.path("complianceRate")) + " on "
                        + first.path("date").asText() + " to " + now + " on "
                        + last.path("date").asText()
                        + gaps;
    }

    private static double y(double percent, double floor) {
        return 100 - (percent - floor) / (100 - floor) * 100;
    }

    private static List<Level> grid(double floor) {
        double step = floor == 0 ? 25 : floor < 80 ? 10 : 5;
        var levels = new ArrayList<Level>();
        for (double level = 100; level >= floor; level -= step) {
            levels.add(new Level(String.format(Locale.ROOT, "%.2f", y(level, floor)), (int) level + "\u00a0%"));
        }
        return levels;
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

package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The course of one figure over the days, as paths in a box of 1000 by 100 that is stretched to its place. A day stands
 * where its date puts it, and nothing is drawn across days that have no figure, whether they are in the series without one or,
 * since nobody swept the fleet, not at all. Immutable.
 */
final class DayLine {
    private static final double WIDTH = 1000;

    private final Axis axis;
    private final List<List<Point>> pieces;

    private DayLine(Axis axis, List<List<Point>> pieces) {
        this.axis = axis;
        this.pieces = pieces;
    }

    /**
     * The days from the first of a series to its last.
     *
     * @param span how many days the last is after the first
     * @param missing how many in between are not in the series
     */
    record Axis(LocalDate first, long span, long missing) {
        /** Empty where there is no day. */
        static Optional<Axis> of(JsonNode series) {
            var dates = new ArrayList<LocalDate>();
            series.forEach(day -> date(day).ifPresent(dates::add));
            List<LocalDate> sorted = dates.stream().distinct().sorted().toList();
            if (sorted.isEmpty()) {
                return Optional.empty();
            }
            long span = ChronoUnit.DAYS.between(sorted.get(0), sorted.get(sorted.size() - 1));
            return Optional.of(new Axis(sorted.get(0), span, span + 1 - sorted.size()));
        }

        double x(LocalDate date) {
            return span == 0 ? WIDTH / 2 : WIDTH * ChronoUnit.DAYS.between(first, date) / span;
        }

        /** The first day, the one in the middle and the last. */
        List<String> labels() {
            return List.of(0L, span / 2, span).stream()
                    .distinct()
                    .map(days -> first.plusDays(days).toString())
                    .toList();
        }
    }

    private record Point(LocalDate date, double value) {}

    /** The line of the member of that name; what is no number is no figure. */
    static DayLine of(JsonNode series, Axis axis, String member) {
        var points = new ArrayList<Point>();
        for (JsonNode day : series) {
            JsonNode value = day.path(member);
            if (value.isNumber()) {
                date(day).ifPresent(date -> points.add(new Point(date, value.asDouble())));
            }
        }
        var pieces = new ArrayList<List<Point>>();
        LocalDate next = LocalDate.MIN;
        for (Point point : points) {
            if (!point.date().equals(next)) {
                pieces.add(new ArrayList<>());
            }
            pieces.get(pieces.size() - 1).add(point);
            next = point.date().plusDays(1);
        }
        return new DayLine(axis, pieces);
    }

    private static Optional<LocalDate> date(JsonNode day) {
        try {
            return Optional.of(LocalDate.parse(day.path("date").asText("")));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The line itself.
     *
     * @param y from a figure to the distance from the top
     */
    String line(DoubleUnaryOperator y) {
        var path = new StringBuilder();
        for (List<Point> piece : pieces) {
            for (int i = 0; i < piece.size(); i++) {
                path.append(i == 0 ? 'M' : 'L').append(at(piece.get(i), y));
            }
        }
        return path.toString();
    }

    /** Days between two that have none, which a line would not show. */
    String dots(DoubleUnaryOperator y) {
        var path = new StringBuilder();
        for (List<Point> piece : pieces) {
            if (piece.size() == 1) {
                path.append('M').append(at(piece.get(0), y)).append("h.01"); // a length, so that its round end is drawn
            }
        }
        return path.toString();
    }

    /** What is under each unbroken piece of the line. */
    String area(DoubleUnaryOperator y) {
        var path = new StringBuilder();
        for (List<Point> piece : pieces) {
            path.append('M').append(point(axis.x(piece.get(0).date()), 100));
            piece.forEach(point -> path.append('L').append(at(point, y)));
            path.append('L')
                    .append(point(axis.x(piece.get(piece.size() - 1).date()), 100))
                    .append('Z');
        }
        return path.toString();
    }

    private String at(Point point, DoubleUnaryOperator y) {
        return point(axis.x(point.date()), y.applyAsDouble(point.value()));
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f %.2f", x, y);
    }
}

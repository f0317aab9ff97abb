package io.entraguard.policy;

import io.entraguard.model.Node;
import io.entraguard.model.Tree;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.MaintenanceWindow.Span;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reads maintenance configurations (Azure/azure-rest-api-specs, managedClusters.json of 2026-05-01): {@code
 * maintenanceWindow}, or {@code timeInWeek} of the older kind. Bounds are those of the specification; what lies outside of
 * them, is missing or contradicts itself is {@link Unreadable}, since a guess might open a window that is shut.
 */
final class MaintenanceReading {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{2}:\\d{2}");
    private static final Pattern OFFSET = Pattern.compile("[+-]\\d{2}:\\d{2}");
    private static final List<String> SCHEDULES = List.of("daily", "weekly", "absoluteMonthly", "relativeMonthly");
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final List<String> WEEKS = List.of("First", "Second", "Third", "Fourth", "Last");

    /** Sunday, 4 January 1970: AKS counts weeks from Sunday (https://github.com/Azure/AKS/issues/5720, its example). */
    private static final long A_SUNDAY = 3;

    private static final Instant LATEST = Instant.parse("+10000-01-02T00:00:00Z");

    private MaintenanceReading() {}

    static MaintenanceWindow read(Map<String, Object> document) {
        Node root = new Node("", document);
        Node properties = Tree.property(document, "properties").isPresent()
                ? root.objectOrFail("properties")
                : root; // az flattens
        List<Span> blocked = new ArrayList<>();
        for (Node span : properties.objects("notAllowedTime")) {
            blocked.add(span(span, times(span)));
        }
        Optional<Node> window = properties.object("maintenanceWindow");
        if (window.isEmpty()) {
            return new MaintenanceWindow(hours(properties), blocked);
        }
        if (!properties.list("timeInWeek").isEmpty()) {
            throw new Unreadable(properties.path() + "timeInWeek stands beside maintenanceWindow; only one can hold");
        }
        ZoneOffset offset = offset(window.get());
        for (Node span : window.get().objects("notAllowedDates")) {
            blocked.add(span(span, dates(span, offset)));
        }
        return new MaintenanceWindow(scheduled(window.get(), offset), blocked);
    }

    private static Span span(Node node, Span span) {
        if (!span.end().isAfter(span.start())) {
            throw new Unreadable(node.path() + "end is not after start");
        }
        if (span.end().isAfter(LATEST)) {
            throw new Unreadable(node.path() + "end is after the year 9999");
        }
        return span;
    }

    private static Span times(Node span) {
        return new Span(
                span.instant("start").orElseThrow(() -> span.missing("start")),
                span.instant("end").orElseThrow(() -> span.missing("end")));
    }

    /** Both days are blocked whole, by the window's own offset. */
    private static Span dates(Node span, ZoneOffset offset) {
        LocalDate start = date(span, "start").orElseThrow(() -> span.missing("start"));
        LocalDate end = date(span, "end").orElseThrow(() -> span.missing("end"));
        return new Span(
                start.atStartOfDay().toInstant(offset),
                end.plusDays(1).atStartOfDay().toInstant(offset));
    }

    private static Recurrence hours(Node properties) {
        Map<DayOfWeek, Set<Integer>> hours = new EnumMap<>(DayOfWeek.class);
        for (Node entry : properties.objects("timeInWeek")) {
            Set<Integer> ofDay = hours.computeIfAbsent(day(entry, "day"), day -> new TreeSet<>());
            for (Object slot : entry.list("hourSlots")) {
                if (!(slot instanceof Integer hour) || hour < 0 || hour > 23) {
                    throw entry.wrong("hourSlots", slot, "a list of whole numbers from 0 to 23");
                }
                ofDay.add(hour);
            }
        }
        if (hours.values().stream().allMatch(Set::isEmpty)) {
            throw new Unreadable(properties.path() + "timeInWeek names no hour, and there is no maintenanceWindow");
        }
        return new Recurrence.Hourly(hours);
    }

    private static Recurrence scheduled(Node window, ZoneOffset offset) {
        LocalTime at = window.parsed("startTime", text -> LocalTime.parse(strict(TIME, text)), "a time such as 01:00")
                .orElseThrow(() -> window.missing("startTime"));
        int length = window.whole("durationHours", 4, 24).orElseThrow(() -> window.missing("durationHours"));
        Optional<LocalDate> start = date(window, "startDate");
        return new Recurrence.Daily(
                days(window, start), start.orElse(LocalDate.EPOCH), at, Duration.ofHours(length), offset);
    }

    private static Predicate<LocalDate> days(Node window, Optional<LocalDate> start) {
        Node schedule = window.object("schedule").orElseThrow(() -> window.missing("schedule"));
        String kind = kind(window, schedule);
        Node rule = schedule.objectOrFail(kind);
        return switch (kind) {
            case "daily" -> every(interval(rule, "intervalDays", 7), window, start, LocalDate::toEpochDay);
            case "weekly" -> {
                DayOfWeek day = day(rule, "dayOfWeek");
                yield every(interval(rule, "intervalWeeks", 4), window, start, MaintenanceReading::weeks)
                        .and(date -> date.getDayOfWeek() == day);
            }
            default ->
                every(interval(rule, "intervalMonths", 6), window, start, MaintenanceReading::months)
                        .and(kind.equals("absoluteMonthly") ? dayOfMonth(rule) : dayOfWeekInMonth(rule));
        };
    }

    /** A kind that is not known stands for a restriction that is not known either. */
    private static String kind(Node window, Node schedule) {
        List<String> given = schedule.object().entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .map(Map.Entry::getKey)
                .toList();
        return SCHEDULES.stream()
                .filter(name -> given.size() == 1 && name.equalsIgnoreCase(given.get(0)))
                .findFirst()
                .orElseThrow(
                        () -> window.wrong("schedule", schedule.object(), "one of " + String.join(", ", SCHEDULES)));
    }

    /** A month without that day has no window. */
    private static Predicate<LocalDate> dayOfMonth(Node rule) {
        int day = rule.whole("dayOfMonth", 1, 31).orElseThrow(() -> rule.missing("dayOfMonth"));
        return date -> date.getDayOfMonth() == day;
    }

    private static Predicate<LocalDate> dayOfWeekInMonth(Node rule) {
        DayOfWeek day = day(rule, "dayOfWeek");
        int week = ordinal(rule);
        return date -> date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(week, day)));
    }

    /** Counts from the start, which is the first of its kind whether or not anything falls on it. */
    private static Predicate<LocalDate> every(
            int interval, Node window, Optional<LocalDate> start, ToLongFunction<LocalDate> count) {
        if (interval == 1) {
            return date -> true;
        }
        long first = count.applyAsLong(start.orElseThrow(() -> new Unreadable(window.path()
                + "startDate is missing; where an interval is longer than 1, only AKS knows what it counts from")));
        return date -> (count.applyAsLong(date) - first) % interval == 0;
    }

    private static int interval(Node rule, String name, int most) {
        return rule.whole(name, 1, most).orElseThrow(() -> rule.missing(name));
    }

    private static long weeks(LocalDate date) {
        return Math.floorDiv(date.toEpochDay() - A_SUNDAY, 7L);
    }

    private static long months(LocalDate date) {
        return date.getLong(ChronoField.PROLEPTIC_MONTH);
    }

    /** The week of a month as {@link TemporalAdjusters#dayOfWeekInMonth} counts: 1 to 4, -1 for the last. */
    private static int ordinal(Node rule) {
        int place = rule.parsed("weekIndex", text -> place(WEEKS, text), "one of " + String.join(", ", WEEKS))
                .orElseThrow(() -> rule.missing("weekIndex"));
        return place < 4 ? place + 1 : -1;
    }

    private static DayOfWeek day(Node node, String name) {
        return node.parsed(name, text -> DayOfWeek.of(place(DAYS, text) + 1), "one of " + String.join(", ", DAYS))
                .orElseThrow(() -> node.missing(name));
    }

    private static int place(List<String> words, String text) {
        return IntStream.range(0, words.size())
                .filter(i -> words.get(i).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new DateTimeException("no such word"));
    }

    private static Optional<LocalDate> date(Node node, String name) {
        return node.parsed(name, text -> LocalDate.parse(strict(DATE, text)), "a date such as 2026-01-31");
    }

    private static ZoneOffset offset(Node window) {
        return window.parsed("utcOffset", text -> ZoneOffset.of(strict(OFFSET, text)), "an offset such as +05:30")
                .orElse(ZoneOffset.UTC);
    }

    /** Java's readers of times take more than the specification does. */
    private static String strict(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new DateTimeException("not of that form");
        }
        return text;
    }
}

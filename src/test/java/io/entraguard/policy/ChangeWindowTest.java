package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.policy.ChangeWindow.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeWindowTest {
    private static final Set<DayOfWeek> ALL = EnumSet.allOf(DayOfWeek.class);

    /** Zones with and without daylight saving, at midnight, of half an hour, over the date line, and before reforms. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Zurich",
            "Europe/London",
            "America/New_York",
            "America/Sao_Paulo",
            "America/Havana",
            "America/Santiago",
            "America/St_Johns",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Pacific/Kwajalein",
            "Pacific/Chatham",
            "Asia/Kathmandu",
            "Asia/Tehran",
            "Asia/Beirut",
            "Africa/Casablanca",
            "Antarctica/Troll",
            "+05:30");

    private static Weekly window(Set<DayOfWeek> days, String from, String to, String zone) {
        return new Weekly(days, LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone));
    }

    private static Set<DayOfWeek> days(String words) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String word : words.split(" ")) {
            days.add(DayOfWeek.valueOf(word));
        }
        return days;
    }

    @ParameterizedTest(name = "{0} {1} to {2} {3}: at {4} {5}")
    @CsvSource({
        // 2026-01-05 is a Monday; Zurich is an hour ahead of UTC in winter.
        "MONDAY,           01:00, 05:00, UTC,           2026-01-05T00:59:59Z, 2026-01-05T01:00:00Z",
        "MONDAY,           01:00, 05:00, UTC,           2026-01-05T01:00:00Z, open",
        "MONDAY,           01:00, 05:00, UTC,           2026-01-05T04:59:59Z, open",
        "MONDAY,           01:00, 05:00, UTC,           2026-01-05T05:00:00Z, 2026-01-12T01:00:00Z",
        "SATURDAY SUNDAY,  01:00, 05:00, Europe/Zurich, 2026-01-05T09:00:00Z, 2026-01-10T00:00:00Z",
        "SATURDAY SUNDAY,  01:00, 05:00, Europe/Zurich, 2026-01-10T04:00:00Z, 2026-01-11T00:00:00Z",
        // Past midnight: it belongs to the day it starts on.
        "FRIDAY,           22:00, 04:00, UTC,           2026-01-10T03:59:59Z, open",
        "FRIDAY,           22:00, 04:00, UTC,           2026-01-09T03:00:00Z, 2026-01-09T22:00:00Z",
        "FRIDAY,           22:00, 00:00, UTC,           2026-01-10T00:00:00Z, 2026-01-16T22:00:00Z",
        // From and to alike: 24 hours.
        "FRIDAY,           06:00, 06:00, UTC,           2026-01-10T05:59:59Z, open",
        "FRIDAY,           06:00, 06:00, UTC,           2026-01-10T06:00:00Z, 2026-01-16T06:00:00Z",
        "FRIDAY,           00:00, 00:00, UTC,           2026-01-09T23:59:59Z, open",
    })
    void a_window_opens_when_its_clock_says(
            String days, String from, String to, String zone, Instant now, String opens) {
        assertThat(window(days(days), from, to, zone).opens(now)).isEqualTo(instant(opens));
    }

    private static Optional<Instant> instant(String text) {
        return text.equals("open") ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    /** Each case: a window of that Sunday only, with when it opens and when it ends. */
    @ParameterizedTest(name = "{0} to {1} in {2}: {3} to {4}")
    @CsvSource({
        // Zurich, 29 March 2026: 02:00 becomes 03:00 at 01:00Z.
        "01:00, 05:00, Europe/Zurich, 2026-03-29T00:00:00Z, 2026-03-29T03:00:00Z",
        "02:30, 05:00, Europe/Zurich, 2026-03-29T01:00:00Z, 2026-03-29T03:00:00Z",
        "02:00, 03:00, Europe/Zurich, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
        "02:10, 02:50, Europe/Zurich, 2026-03-29T01:00:00Z, 2026-03-29T01:40:00Z",
        "01:00, 02:30, Europe/Zurich, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z",
        "02:30, 02:30, Europe/Zurich, 2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z",
        // Zurich, 25 October 2026: 03:00 becomes 02:00 at 01:00Z.
        "01:00, 05:00, Europe/Zurich, 2026-10-24T23:00:00Z, 2026-10-25T04:00:00Z",
        "02:30, 05:00, Europe/Zurich, 2026-10-25T00:30:00Z, 2026-10-25T04:00:00Z",
        "01:00, 02:30, Europe/Zurich, 2026-10-24T23:00:00Z, 2026-10-25T01:30:00Z",
        "02:10, 02:50, Europe/Zurich, 2026-10-25T00:10:00Z, 2026-10-25T01:50:00Z",
        "03:00, 04:00, Europe/Zurich, 2026-10-25T02:00:00Z, 2026-10-25T03:00:00Z",
        // Santiago, 6 September 2026: midnight becomes 01:00 at 04:00Z.
        "00:30, 04:00, America/Santiago, 2026-09-06T04:00:00Z, 2026-09-06T07:00:00Z",
        "00:00, 00:00, America/Santiago, 2026-09-06T04:00:00Z, 2026-09-07T03:00:00Z",
    })
    void a_window_neither_vanishes_nor_doubles_where_the_clock_is_changed(
            String from, String to, String zone, Instant opens, Instant ends) {
        Weekly window = window(Set.of(DayOfWeek.SUNDAY), from, to, zone);

        assertThat(window.opens(opens.minus(Duration.ofDays(1)))).contains(opens);
        assertThat(window.opens(opens.minusNanos(1))).contains(opens);
        assertThat(window.opens(opens)).isEmpty();
        assertThat(window.opens(ends.minusNanos(1))).isEmpty();
        assertThat(window.opens(ends))
                .hasValueSatisfying(next ->
                        assertThat(next).isBetween(opens.plus(Duration.ofDays(6)), opens.plus(Duration.ofDays(8))));
    }

    @Test
    void a_day_that_a_zone_leaves_out_has_no_window() {
        // Samoa went from Thursday, 29 December 2011 straight to Saturday.
        Weekly fridays = window(Set.of(DayOfWeek.FRIDAY), "01:00", "05:00", "Pacific/Apia");

        assertThat(fridays.opens(Instant.parse("2011-12-30T09:00:00Z")))
                .contains(ZonedDateTime.of(LocalDate.of(2012, 1, 6), LocalTime.of(1, 0), ZoneId.of("Pacific/Apia"))
                        .toInstant());
    }

    @Test
    void a_window_has_a_day() {
        assertThatThrownBy(() -> window(Set.of(), "01:00", "05:00", "UTC"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Arguments> walks() {
        return ZONES.stream()
                .flatMap(zone -> IntStream.of(1993, 2010, 2011, 2018, 2025, 2026, 2027, 2040)
                        .mapToObj(year -> Arguments.of(zone, year, (long) zone.hashCode() * 31 + year)));
    }

    @ParameterizedTest(name = "{0} {1}, seed {2}")
    @MethodSource("walks")
    void whatever_the_zone_and_the_window_it_opens_once_for_each_of_its_days(String zone, int year, long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            Weekly window = some(random, zone);

            assertThat(openings(window, year)).as("%s", window).isEqualTo(expected(window, year));
        }
    }

    @ParameterizedTest(name = "{0} {1}, seed {2}")
    @MethodSource("walks")
    void a_wall_clock_within_the_window_means_open_and_one_outside_means_shut(String zone, int year, long seed) {
        var random = new Random(seed);
        Weekly window = some(random, zone);
        Instant start = LocalDate.of(year, 1, 1).atStartOfDay(window.zone()).toInstant();
        for (int minutes = 0; minutes < 366 * 24 * 60; minutes += 97) {
            Instant now = start.plus(Duration.ofMinutes(minutes));
            boolean open = window.opens(now).isEmpty();
            if (open != nominally(window, now)) {
                // Only around a change of the clock may the two differ.
                assertThat(changed(window.zone(), now))
                        .as("%s at %s", window, now)
                        .isTrue();
            }
        }
    }

    private static boolean nominally(Weekly window, Instant now) {
        ZonedDateTime local = now.atZone(window.zone());
        LocalTime time = local.toLocalTime();
        boolean today = window.days().contains(local.getDayOfWeek());
        boolean yesterday = window.days().contains(local.getDayOfWeek().minus(1));
        boolean begun = !time.isBefore(window.from());
        boolean running = time.isBefore(window.to());
        return window.to().isAfter(window.from()) ? today && begun && running : today && begun || yesterday && running;
    }

    private static boolean changed(ZoneId zone, Instant around) {
        var next = zone.getRules().nextTransition(around.minus(Duration.ofHours(49)));
        return next != null && next.getInstant().isBefore(around.plus(Duration.ofHours(25)));
    }

    /** Half an hour to 20 hours, or a whole day: a window and the next have hours between them, or nothing. */
    private static Weekly some(Random random, String zone) {
        LocalTime from = time(random);
        LocalTime to = random.nextInt(4) == 0 ? from : from.plusMinutes(30 + random.nextInt(20 * 60 - 30));
        return new Weekly(someDays(random), from, to, ZoneId.of(zone));
    }

    private static Set<DayOfWeek> someDays(Random random) {
        var days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
        ALL.stream().filter(day -> random.nextInt(3) == 0).forEach(days::add);
        return days;
    }

    /** Any minute, half of them in the first hours of the day, where clocks are changed. */
    private static LocalTime time(Random random) {
        int hours = random.nextBoolean() ? 4 : 24;
        return LocalTime.ofSecondOfDay(random.nextInt(hours * 60) * 60L);
    }

    /** The local dates on which the window opens, found by walking from opening to end. */
    private static List<LocalDate> openings(Weekly window, int year) {
        Instant end = LocalDate.of(year, 12, 20).atStartOfDay(window.zone()).toInstant();
        Instant now = LocalDate.of(year, 1, 10)
                .atStartOfDay(window.zone())
                .toInstant()
                .minusNanos(1);
        var dates = new ArrayList<LocalDate>();
        while (now.isBefore(end)) {
            Optional<Instant> opens = window.opens(now);
            if (opens.isPresent()) {
                now = opens.get();
                assertThat(window.opens(now)).as("%s at %s", window, now).isEmpty();
                assertThat(window.opens(now.minusNanos(1))).contains(now);
                if (now.isBefore(end)) {
                    dates.add(now.atZone(window.zone()).toLocalDate());
                }
            }
            now = now.plus(Duration.ofMinutes(61));
        }
        return dates;
    }

    /** The listed days, less those on which the window of the day before is still open. */
    private static List<LocalDate> expected(Weekly window, int year) {
        ZoneId zone = window.zone();
        return LocalDate.of(year, 1, 10)
                .datesUntil(LocalDate.of(year, 12, 20))
                .filter(date -> window.days().contains(date.getDayOfWeek()))
                .filter(date -> exists(date, zone))
                .filter(date -> !runsOn(window, date))
                .toList();
    }

    private static boolean exists(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toLocalDate().equals(date);
    }

    private static boolean runsOn(Weekly window, LocalDate date) {
        Instant start = date.atTime(window.from()).atZone(window.zone()).toInstant();
        return window.opens(start.minus(Duration.ofHours(2))).isEmpty()
                && window.from().equals(window.to());
    }
}

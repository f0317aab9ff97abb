package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.model.Tree;
import io.entraguard.model.Tree.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceWindowTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static Map<String, Object> json(String text) {
        try {
            return JSON.readValue(text.replace('\'', '"'), new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static MaintenanceWindow properties(String properties) {
        return MaintenanceWindow.read(json("{'name': 'any', 'properties': " + properties + "}"));
    }

    private static MaintenanceWindow schedule(String schedule, String more) {
        return properties("{'maintenanceWindow': {'schedule': " + schedule
                + ", 'durationHours': 4, 'startTime': '01:00'" + more + "}}");
    }

    private static Optional<Instant> instant(String text) {
        return text.equals("open") ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    @ParameterizedTest(name = "{0} {1}: at {2} {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // 2026-01-05 is a Monday.
                "{'daily': {'intervalDays': 1}} | | 2026-01-05T00:59:59Z | 2026-01-05T01:00:00Z",
                "{'daily': {'intervalDays': 1}} | | 2026-01-05T01:00:00Z | open",
                "{'daily': {'intervalDays': 1}} | | 2026-01-05T04:59:59Z | open",
                "{'daily': {'intervalDays': 1}} | | 2026-01-05T05:00:00Z | 2026-01-06T01:00:00Z",
                "{'daily': {'intervalDays': 3}} | , 'startDate': '2026-01-05' | 2026-01-05T05:00:00Z | 2026-01-08T01:00:00Z",
                "{'weekly': {'intervalWeeks': 1, 'dayOfWeek': 'Saturday'}} | | 2026-01-05T09:00:00Z | 2026-01-10T01:00:00Z",
                // The offset counts for the time and for the day.
                "{'weekly': {'intervalWeeks': 1, 'dayOfWeek': 'Saturday'}} | , 'utcOffset': '+02:00' | 2026-01-05T09:00:00Z | 2026-01-09T23:00:00Z",
                "{'weekly': {'intervalWeeks': 1, 'dayOfWeek': 'Saturday'}} | , 'utcOffset': '-07:00' | 2026-01-10T11:59:00Z | open",
                // The example of https://github.com/Azure/AKS/issues/5720: not the 19th, since weeks begin on Sundays.
                "{'weekly': {'intervalWeeks': 2, 'dayOfWeek': 'Sunday'}} | , 'startDate': '2026-04-14' | 2026-04-14T09:00:00Z | 2026-04-26T01:00:00Z",
                "{'weekly': {'intervalWeeks': 2, 'dayOfWeek': 'Friday'}} | , 'startDate': '2026-04-14' | 2026-04-14T09:00:00Z | 2026-04-17T01:00:00Z",
                "{'weekly': {'intervalWeeks': 2, 'dayOfWeek': 'Friday'}} | , 'startDate': '2026-04-14' | 2026-04-17T05:00:00Z | 2026-05-01T01:00:00Z",
                "{'absoluteMonthly': {'intervalMonths': 1, 'dayOfMonth': 15}} | | 2026-01-05T09:00:00Z | 2026-01-15T01:00:00Z",
                "{'absoluteMonthly': {'intervalMonths': 1, 'dayOfMonth': 31}} | | 2026-02-01T09:00:00Z | 2026-03-31T01:00:00Z",
                "{'absoluteMonthly': {'intervalMonths': 3, 'dayOfMonth': 20}} | , 'startDate': '2026-01-21' | 2026-01-21T09:00:00Z | 2026-04-20T01:00:00Z",
                // February, July, December: the first two have no 31st or are over.
                "{'absoluteMonthly': {'intervalMonths': 5, 'dayOfMonth': 31}} | , 'startDate': '2026-01-31' | 2026-02-01T00:00:00Z | 2028-07-31T01:00:00Z",
                "{'relativeMonthly': {'intervalMonths': 1, 'weekIndex': 'First', 'dayOfWeek': 'Tuesday'}} | | 2026-01-05T09:00:00Z | 2026-01-06T01:00:00Z",
                "{'relativeMonthly': {'intervalMonths': 1, 'weekIndex': 'Fourth', 'dayOfWeek': 'Thursday'}} | | 2026-01-05T09:00:00Z | 2026-01-22T01:00:00Z",
                "{'relativeMonthly': {'intervalMonths': 1, 'weekIndex': 'Last', 'dayOfWeek': 'Thursday'}} | | 2026-01-05T09:00:00Z | 2026-01-29T01:00:00Z",
                "{'relativeMonthly': {'intervalMonths': 3, 'weekIndex': 'Last', 'dayOfWeek': 'Friday'}} | , 'startDate': '2026-02-01' | 2026-03-01T00:00:00Z | 2026-05-29T01:00:00Z",
                // Not before its start date, and from then on.
                "{'daily': {'intervalDays': 1}} | , 'startDate': '2026-03-01' | 2026-01-05T02:00:00Z | 2026-03-01T01:00:00Z",
                "{'daily': {'intervalDays': 1}} | , 'startDate': null, 'utcOffset': null, 'notAllowedDates': null | 2026-01-05T02:00:00Z | open",
                // Days that are not allowed are left out whole, the last with them.
                "{'daily': {'intervalDays': 1}} | , 'notAllowedDates': [{'start': '2026-01-05', 'end': '2026-01-07'}] | 2026-01-05T02:00:00Z | 2026-01-08T01:00:00Z",
                "{'daily': {'intervalDays': 1}} | , 'notAllowedDates': [{'start': '2026-01-05', 'end': '2026-01-05'}, {'start': '2026-01-06', 'end': '2026-01-06'}] | 2026-01-05T02:00:00Z | 2026-01-07T01:00:00Z",
                "{'daily': {'intervalDays': 1}} | , 'notAllowedDates': [{'start': '2026-01-05', 'end': '9999-12-31'}] | 2026-01-05T02:00:00Z | +10000-01-01T01:00:00Z",
            })
    void a_schedule_opens_when_it_says(String schedule, String more, Instant now, String opens) {
        assertThat(schedule(schedule, Optional.ofNullable(more).orElse("")).opens(now))
                .isEqualTo(instant(opens));
    }

    @Test
    void days_that_are_not_allowed_count_by_the_windows_own_offset() {
        // The specification's own example: from 2022-12-22 22:00 to 2023-01-03 22:00 in UTC.
        MaintenanceWindow window = properties("{'maintenanceWindow': {'schedule': {'daily': {'intervalDays': 1}},"
                + " 'durationHours': 24, 'startTime': '00:00', 'utcOffset': '+02:00',"
                + " 'notAllowedDates': [{'start': '2022-12-23', 'end': '2023-01-03'}]}}");

        assertThat(window.opens(Instant.parse("2022-12-22T21:59:59Z"))).isEmpty();
        assertThat(window.opens(Instant.parse("2022-12-22T22:00:00Z"))).contains(Instant.parse("2023-01-03T22:00:00Z"));
        assertThat(window.opens(Instant.parse("2023-01-03T22:00:00Z"))).isEmpty();
    }

    @Test
    void a_block_within_a_window_shuts_it_and_its_end_opens_it_again() {
        MaintenanceWindow window = properties("{'timeInWeek': [{'day': 'Monday', 'hourSlots': [1, 2, 3]}],"
                + " 'notAllowedTime': [{'start': '2026-01-05T03:15:00+01:00', 'end': '2026-01-05T02:45:00Z'}]}");

        assertThat(window.opens(Instant.parse("2026-01-05T02:14:59Z"))).isEmpty();
        assertThat(window.opens(Instant.parse("2026-01-05T02:15:00Z"))).contains(Instant.parse("2026-01-05T02:45:00Z"));
        assertThat(window.opens(Instant.parse("2026-01-05T02:45:00Z"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T09:00:00Z, 2026-01-10T00:00:00Z",
        "2026-01-10T00:00:00Z, open",
        "2026-01-10T01:59:59Z, open",
        "2026-01-10T02:00:00Z, 2026-01-10T22:00:00Z",
        "2026-01-10T23:59:59Z, open",
        "2026-01-11T00:00:00Z, 2026-01-11T05:00:00Z",
        "2026-01-11T06:30:00Z, 2026-01-17T00:00:00Z"
    })
    void hours_of_the_week_are_utc_and_entries_of_one_day_add_up(Instant now, String opens) {
        MaintenanceWindow window = properties("{'timeInWeek': [{'day': 'Saturday', 'hourSlots': [0, 1, 22]},"
                + " {'day': 'saturday', 'hourSlots': [23]}, {'day': 'Sunday', 'hourSlots': [5]}],"
                + " 'maintenanceWindow': null}");

        assertThat(window.opens(now)).isEqualTo(instant(opens));
    }

    @Test
    void az_and_another_casing_say_the_same() {
        String flat = "{'MAINTENANCEWINDOW': {'Schedule': {'DAILY': {'intervaldays': 1}, 'weekly': null},"
                + " 'durationhours': 4, 'starttime': '01:00'}, 'timeInWeek': null, 'notAllowedTime': null}";

        assertThat(MaintenanceWindow.read(json(flat)).opens(Instant.parse("2026-01-05T00:00:00Z")))
                .contains(Instant.parse("2026-01-05T01:00:00Z"));
        assertThat(properties(flat).opens(Instant.parse("2026-01-05T02:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                    | properties.timeInWeek names no hour",
                "{'timeInWeek': []}                                    | properties.timeInWeek names no hour",
                "{'timeInWeek': [{'day': 'Monday', 'hourSlots': []}]}  | properties.timeInWeek names no hour",
                "{'notAllowedTime': [{'start': '2026-01-05T00:00:00Z', 'end': '2026-01-06T00:00:00Z'}]} | properties.timeInWeek names no hour",
                "{'timeInWeek': {}}                                    | properties.timeInWeek is an object, expected a list",
                "{'timeInWeek': [{'hourSlots': [1]}]}                  | properties.timeInWeek[].day is missing",
                "{'timeInWeek': [{'day': 'Caturday', 'hourSlots': [1]}]} | properties.timeInWeek[].day is a string, expected one of Monday, Tuesday",
                "{'timeInWeek': [{'day': 'Monday', 'hourSlots': [24]}]} | properties.timeInWeek[].hourSlots is a number, expected a list of whole numbers from 0 to 23",
                "{'timeInWeek': [{'day': 'Monday', 'hourSlots': ['1']}]} | properties.timeInWeek[].hourSlots is a string",
                "{'timeInWeek': [{'day': 'Monday', 'hourSlots': [1]}], 'notAllowedTime': [{'start': '2026-01-05T00:00:00Z'}]} | properties.notAllowedTime[].end is missing",
                "{'timeInWeek': [{'day': 'Monday', 'hourSlots': [1]}], 'notAllowedTime': [{'start': 'soon', 'end': 'later'}]} | properties.notAllowedTime[].start is a string, expected an instant",
                "{'timeInWeek': [{'day': 'Monday', 'hourSlots': [1]}], 'notAllowedTime': [{'start': '2026-01-06T00:00:00Z', 'end': '2026-01-06T00:00:00Z'}]} | properties.notAllowedTime[].end is not after start",
                "{'timeInWeek': [{'day': 'Monday', 'hourSlots': [1]}], 'notAllowedTime': [{'start': '2026-01-06T00:00:00Z', 'end': '+999999999-12-31T00:00:00Z'}]} | properties.notAllowedTime[].end is after the year 9999",
                "{'maintenanceWindow': 'always'}                       | properties.maintenanceWindow is a string, expected an object",
                "{'maintenanceWindow': {'startTime': '01:00', 'durationHours': 4}} | properties.maintenanceWindow.schedule is missing",
            })
    void what_does_not_say_when_is_unreadable_and_names_the_place(String properties, String says) {
        assertThatThrownBy(() -> properties(properties))
                .isInstanceOf(Unreadable.class)
                .hasMessageStartingWith(says);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                     | | schedule is an object, expected one of daily, weekly, absoluteMonthly, relativeMonthly",
                "{'hourly': {}}                         | | schedule is an object, expected one of daily",
                "{'daily': {'intervalDays': 1}, 'weekly': {}} | | schedule is an object, expected one of daily",
                "{'daily': 1}                           | | schedule.daily is a number, expected an object",
                "{'daily': {}}                          | | schedule.daily.intervalDays is missing",
                "{'daily': {'intervalDays': 0}}         | | schedule.daily.intervalDays is a number, expected a whole number from 1 to 7",
                "{'daily': {'intervalDays': 1.5}}       | | schedule.daily.intervalDays is a number, expected a whole number",
                "{'daily': {'intervalDays': 2}}         | | startDate is missing",
                "{'daily': {'intervalDays': 1}}         | , 'startDate': '5.1.2026' | startDate is a string, expected a date such as",
                "{'daily': {'intervalDays': 1}}         | , 'startDate': '+999999999-01-01' | startDate is a string, expected a date such as",
                "{'daily': {'intervalDays': 1}}         | , 'utcOffset': 'CET' | utcOffset is a string, expected an offset such as +05:30",
                "{'daily': {'intervalDays': 1}}         | , 'utcOffset': '+99:00' | utcOffset is a string, expected an offset",
                "{'daily': {'intervalDays': 1}}         | , 'notAllowedDates': [{'start': '2026-01-05', 'end': '2026-01-04'}] | notAllowedDates[].end is not after start",
                "{'daily': {'intervalDays': 1}}         | , 'notAllowedDates': [{'end': '2026-01-04'}] | notAllowedDates[].start is missing",
                "{'daily': {'intervalDays': 1}}         | , 'notAllowedDates': ['2026-01-04'] | notAllowedDates is a string, expected a list of objects",
                "{'weekly': {'intervalWeeks': 5, 'dayOfWeek': 'Monday'}} | | schedule.weekly.intervalWeeks is a number, expected a whole number from 1 to 4",
                "{'weekly': {'intervalWeeks': 1}}       | | schedule.weekly.dayOfWeek is missing",
                "{'absoluteMonthly': {'intervalMonths': 1, 'dayOfMonth': 32}} | | schedule.absoluteMonthly.dayOfMonth is a number, expected a whole number from 1 to 31",
                "{'relativeMonthly': {'intervalMonths': 1, 'weekIndex': 'Fifth', 'dayOfWeek': 'Monday'}} | | schedule.relativeMonthly.weekIndex is a string, expected one of First, Second",
            })
    void a_schedule_that_cannot_be_read_names_the_place(String schedule, String more, String says) {
        assertThatThrownBy(() -> schedule(schedule, Optional.ofNullable(more).orElse("")))
                .isInstanceOf(Unreadable.class)
                .hasMessageStartingWith("properties.maintenanceWindow." + says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"startTime", "durationHours"})
    void time_and_length_have_to_be_there(String name) {
        Map<String, Object> document = json("{'properties': {'maintenanceWindow': {'schedule': {'daily':"
                + " {'intervalDays': 1}}, 'durationHours': 4, 'startTime': '01:00'}}}");
        Map<String, Object> properties = Tree.object(document.get("properties")).orElseThrow();
        var window = new LinkedHashMap<>(
                Tree.object(properties.get("maintenanceWindow")).orElseThrow());
        window.remove(name);

        assertThatThrownBy(() -> MaintenanceWindow.read(Map.of("properties", Map.of("maintenanceWindow", window))))
                .isInstanceOf(Unreadable.class)
                .hasMessage("properties.maintenanceWindow." + name + " is missing");
    }

    @Test
    void a_window_said_twice_over_is_not_chosen_from() {
        assertThatThrownBy(() -> properties("{'timeInWeek': [{'day': 'Monday', 'hourSlots': [1]}], 'maintenanceWindow':"
                        + " {'schedule': {'daily': {'intervalDays': 1}}, 'durationHours': 4, 'startTime': '01:00'}}"))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("timeInWeek stands beside maintenanceWindow");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_instant_of_opening_is_open_and_nothing_before_it_is(long seed) {
        var random = new Random(seed);
        MaintenanceWindow window = anyWindow(random);
        Instant now = Instant.parse("2026-01-05T09:00:00Z");
        for (int i = 0; i < 200; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(3 * 24 * 60)));
            Optional<Instant> opens = window.opens(now);
            if (opens.isPresent()) {
                Instant then = opens.get();
                assertThat(window.opens(then)).isEmpty();
                assertThat(window.opens(then.minusNanos(1))).contains(then);
                long between = Duration.between(now, then).toSeconds();
                Instant within = now.plusSeconds((long) (random.nextDouble() * between));
                assertThat(window.opens(within)).contains(then);
            }
        }
    }

    private static MaintenanceWindow anyWindow(Random random) {
        String[] schedules = {
            "{'daily': {'intervalDays': %d}}",
            "{'weekly': {'intervalWeeks': %d, 'dayOfWeek': 'Wednesday'}}",
            "{'absoluteMonthly': {'intervalMonths': %d, 'dayOfMonth': 30}}",
            "{'relativeMonthly': {'intervalMonths': %d, 'weekIndex': 'Last', 'dayOfWeek': 'Sunday'}}"
        };
        String schedule = String.format(schedules[random.nextInt(4)], 1 + random.nextInt(4));
        int start = 1 + random.nextInt(20);
        return schedule(
                schedule,
                String.format(
                        ", 'utcOffset': '%+03d:00', 'startDate': '2026-01-%02d', 'notAllowedDates':"
                                + " [{'start': '2026-03-%02d', 'end': '2026-04-02'}]",
                        random.nextInt(24) - 11, start, start));
    }
}

package io.entraguard.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Times that come again and again without end. Pure and immutable. */
interface Recurrence {
    /** The first instant, from that one on and with it, that is within such a time. */
    Instant next(Instant from);

    /**
     * The same time of day on certain days.
     *
     * @param on says which days; in every three years there is one at least
     * @param first the day before which there is none
     */
    record Daily(Predicate<LocalDate> on, LocalDate first, LocalTime at, Duration length, ZoneOffset offset)
            implements Recurrence {
        @Override
        public Instant next(Instant from) {
            // What begins after this has not ended by then.
            OffsetDateTime begun = from.minus(length).atOffset(offset);
            LocalDate date = begun.toLocalDate();
            if (!date.atTime(at).isAfter(begun.toLocalDateTime())) {
                date = date.plusDays(1);
            }
            date = date.isBefore(first) ? first : date;
            while (!on.test(date)) {
                date = date.plusDays(1);
            }
            Instant start = date.atTime(at).toInstant(offset);
            return start.isAfter(from) ? start : from;
        }
    }

    /**
     * Whole hours of a week, in UTC.
     *
     * @param hours 0 to 23 by day; one at least
     */
    record Hourly(Map<DayOfWeek, Set<Integer>> hours) implements Recurrence {
        @Override
        public Instant next(Instant from) {
            OffsetDateTime time = from.atOffset(ZoneOffset.UTC);
            while (!hours.getOrDefault(time.getDayOfWeek(), Set.of()).contains(time.getHour())) {
                time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            }
            return time.toInstant();
        }
    }
}

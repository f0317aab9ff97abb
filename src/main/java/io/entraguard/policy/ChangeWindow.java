package io.entraguard.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When a policy allows changes: hours of the week that it names itself, or those that AKS keeps for the cluster. */
public sealed interface ChangeWindow {

    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant, so that a new variant does not compile until it is handled. */
    interface Cases<R> {
        R weekly(Weekly window);

        R aks();
    }

    /** The cluster's own {@link MaintenanceWindow}, which has to be looked up. */
    record Aks() implements ChangeWindow {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.aks();
        }
    }

    /**
     * On these days, from one time of day to another, in a time zone. A window whose end is not after its start runs past
     * midnight and belongs to the day that it starts on; start and end alike are a whole day.
     *
     * <p>Where the clock is put forward over the start, the window opens when the clock goes on; where over all of it, it
     * keeps its length from there. Where an hour comes twice, a start is the first of the two and an end the second. So each
     * day has exactly one window; a day that a zone leaves out altogether has none.
     *
     * @param days at least one
     */
    record Weekly(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) implements ChangeWindow {
        /** A window of the day before yesterday's date may still be open where a zone has just left out a day. */
        private static final int BACK = 2;

        /** A week to the same day, and another where a zone leaves out just that day. */
        private static final int AHEAD = 15;

        public Weekly {
            days = Set.copyOf(days);
            if (days.isEmpty()) {
                throw new IllegalArgumentException("a change window has at least one day");
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.weekly(this);
        }

        /** When the window opens next; empty where it is open now. Start included, end not. */
        public Optional<Instant> opens(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            return today.minusDays(BACK)
                    .datesUntil(today.plusDays(AHEAD))
                    .filter(date -> days.contains(date.getDayOfWeek()))
                    .filter(date -> !leftOut(date))
                    .map(this::on)
                    .filter(span -> span.end().isAfter(now))
                    .map(span -> span.start().isAfter(now) ? span.start() : now)
                    .min(Instant::compareTo)
                    .filter(now::isBefore);
        }

        private record Span(Instant start, Instant end) {}

        private Span on(LocalDate date) {
            LocalDateTime start = date.atTime(from);
            LocalDateTime end = (to.isAfter(from) ? date : date.plusDays(1)).atTime(to);
            Instant opens = first(start);
            Instant closes = last(end);
            return new Span(opens, closes.isAfter(opens) ? closes : opens.plus(Duration.between(start, end)));
        }

        private boolean leftOut(LocalDate date) {
            ZoneOffsetTransition gap = transition(date.atStartOfDay());
            return gap != null
                    && gap.isGap()
                    && !gap.getDateTimeAfter().isBefore(date.plusDays(1).atStartOfDay());
        }

        private Instant first(LocalDateTime time) {
            ZoneOffsetTransition transition = transition(time);
            if (transition == null) {
                return time.atZone(zone).toInstant();
            }
            return transition.isGap() ? transition.getInstant() : time.toInstant(transition.getOffsetBefore());
        }

        private Instant last(LocalDateTime time) {
            ZoneOffsetTransition transition = transition(time);
            if (transition == null) {
                return time.atZone(zone).toInstant();
            }
            return transition.isGap() ? transition.getInstant() : time.toInstant(transition.getOffsetAfter());
        }

        /** The change of the clock that this time of day falls into; none on nearly all days. */
        private @Nullable ZoneOffsetTransition transition(LocalDateTime time) {
            return zone.getRules().getTransition(time);
        }
    }
}

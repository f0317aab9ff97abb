package io.entraguard.policy;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * When changes are allowed: on these days, from one time of day to another, in a time zone. A window whose end is not
 * after its start runs past midnight and belongs to the day that it starts on.
 */
public record ChangeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    public ChangeWindow {
        days = Set.copyOf(days);
    }
}

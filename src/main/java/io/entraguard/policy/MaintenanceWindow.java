package io.entraguard.policy;

import io.entraguard.model.Tree.Unreadable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When AKS itself may maintain a cluster, as one of its maintenance configurations says: {@code
 * aksManagedAutoUpgradeSchedule} or {@code default}. AKS does not keep customers' writes to it; whoever wants to respect
 * it has to ask here. Immutable.
 */
public final class MaintenanceWindow {
    private final Recurrence allowed;

    /** Times in which nothing is allowed, start to end; none touches another. */
    private final NavigableMap<Instant, Instant> blocked = new TreeMap<>();

    /** From start, included, to end, not included. */
    record Span(Instant start, Instant end) {}

    MaintenanceWindow(Recurrence allowed, List<Span> blocked) {
        this.allowed = allowed;
        blocked.stream().sorted(Comparator.comparing(Span::start)).forEach(this::block);
    }

    private void block(Span span) {
        Map.Entry<Instant, Instant> before = blocked.lastEntry();
        if (before == null || before.getValue().isBefore(span.start())) {
            blocked.put(span.start(), span.end());
        } else if (before.getValue().isBefore(span.end())) {
            blocked.put(before.getKey(), span.end());
        }
    }

    /**
     * The window of a maintenance configuration as ARM or {@code az} shows it.
     *
     * @throws Unreadable where it does not say for certain when maintenance is allowed; the message names the property
     */
    public static MaintenanceWindow read(Map<String, Object> document) {
        return MaintenanceReading.read(document);
    }

    /** When the window opens next; empty where it is open now. */
    public Optional<Instant> opens(Instant now) {
        Instant time = allowed.next(now);
        Map.Entry<Instant, Instant> block = blocked.floorEntry(time);
        while (block != null && block.getValue().isAfter(time)) {
            time = allowed.next(block.getValue());
            block = blocked.floorEntry(time);
        }
        return time.equals(now) ? Optional.empty() : Optional.of(time);
    }
}

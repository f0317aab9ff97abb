package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The trackers that did not take what they were asked, one row each, so that clusters do not each find it out for
 * themselves: none asks again before the tracker's next try, and then they come in the order in which they are owed
 * something, the longest first. The first change that it takes ends the
 * outage. Safe for use by many threads and processes.
 *
 * <p>Context: a tracker that returns after a day meets a whole fleet, and lets some through each minute. Choice: the row
 * says when the next try is, and each cluster works out its own turn after it from how long it is owed, so that no list
 * of debtors has to be kept. Cost: those whose turns fall into one second come in any order, since a queue delays by
 * seconds.
 */
final class TrackerOutages {
    private static final String ROW = "outage ";

    /** The turns of a fleet are spread over half of the pause, but over no more than this. */
    private static final Duration LONGEST_SPREAD = Duration.ofMinutes(2);

    /** Nobody needed the tracker since, so that nobody knows how long it was out. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final MemoryStore store;

    TrackerOutages(MemoryStore store) {
        this.store = store;
    }

    /**
     * The row.
     *
     * @param since since when the first of those that wait is owed something
     * @param noted when it was last seen to fail
     * @param next before this it is not asked again
     * @param tries how many tries in a row failed; 0 while those that waited have their turns
     */
    record Outage(Instant since, Instant noted, Instant next, int tries) {
        /** When it is the turn of a cluster that is owed something since then. */
        Instant turn(Instant owed) {
            long all = Duration.between(since, noted).toMillis();
            long later = Math.min(all, Duration.between(since, owed).toMillis());
            return later <= 0 ? next : next.plusMillis((long) (spread().toMillis() * ((double) later / all)));
        }

        private Duration spread() {
            Duration half = Duration.between(noted, next).dividedBy(2);
            return half.compareTo(LONGEST_SPREAD) > 0 ? LONGEST_SPREAD : half;
        }

        /** Whether everybody who waited has had a turn. */
        private boolean past(Instant now) {
            return !now.isBefore(next.plus(spread()));
        }

        private Outage answered() {
            return new Outage(since, noted, next, 0);
        }

        private Outage failed(Instant owed, Optional<Duration> asked, Instant now) {
            Instant first = tries > 0 && owed.isAfter(since) ? since : owed;
            if (tries > 0 && now.isBefore(next)) { // two that asked at once are one try
                Instant again = now.plus(Backoff.after(tries - 1, asked));
                return new Outage(first, noted, again.isAfter(next) ? again : next, tries);
            }
            return new Outage(first, now, now.plus(Backoff.after(tries, asked)), tries + 1);
        }
    }

    /** What is known of a tracker's outage; empty where it answered last. */
    Optional<Outage> of(TicketRouting place) {
        return load(place).map(TrackerOutages::parse);
    }

    /**
     * Notes that a tracker did not take what it was asked.
     *
     * @param owed since when the cluster that asked is owed something
     * @param asked how long the tracker asked to be left alone
     */
    Outage failed(TicketRouting place, Instant owed, Optional<Duration> asked, Instant now) {
        Optional<Row> row = load(place);
        Optional<Outage> known = row.map(TrackerOutages::parse)
                .filter(outage -> now.isBefore(outage.next().plus(FORGOTTEN)));
        Outage next = known.orElseGet(() -> new Outage(owed, now, now, 0)).failed(owed, asked, now);
        try {
            store.save(MemoryStore.FLEET, name(place), text(next), row.map(Row::etag));
            return next;
        } catch (Failure.Conflict e) {
            return of(place).orElse(next); // somebody else met the same outage
        }
    }

    /** Notes that a tracker takes changes again; the row goes once all that waited have had their turns. */
    void answered(TicketRouting place, Outage known, Instant now) {
        try {
            Optional<Row> row = load(place);
            if (row.isPresent() && known.past(now)) {
                store.delete(MemoryStore.FLEET, name(place), row.get().etag());
            } else if (row.isPresent() && known.tries() > 0) {
                store.save(MemoryStore.FLEET, name(place), text(known.answered()), row.map(Row::etag));
            }
        } catch (Failure.Conflict e) {
            // Somebody noted another outage meanwhile, which the next answer ends.
        }
    }

    private Optional<Row> load(TicketRouting place) {
        return store.load(MemoryStore.FLEET, name(place));
    }

    private static String name(TicketRouting place) {
        return ROW + place.tracker().map(Enum::name).orElse("default");
    }

    private static Outage parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), Outage.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of a tracker's outage could not be read: " + e.getOriginalMessage());
        }
    }

    private static String text(Outage outage) {
        try {
            return Json.Mappers.ROWS.writeValueAsString(outage);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }
}

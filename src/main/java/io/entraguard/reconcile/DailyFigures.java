package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The figures of each day on which the fleet was swept, one row a day and one for each {@link Facet}, kept for
 * {@value #DAYS_KEPT} days. A later sweep of the same day writes them anew; a day without a sweep has none. Safe for use by many threads and processes.
 */
public final class DailyFigures {
    /** A year and a month, so that a day can be held against the same of last year. */
    public static final int DAYS_KEPT = 400;

    private static final Logger LOG = Logger.getLogger(DailyFigures.class.getName());

    private final MemoryStore store;
    private final Clock clock;

    public DailyFigures(MemoryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Writes today's figures, brings yesterday's remediations to their end, and takes away what is too old.
     *
     * @throws Failure where memory was not to be reached; the next call does it
     */
    public void run() {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var kpis = new Kpis(now);
        new ClusterRows(store, () -> "").each(kpis::add, now);
        write(kpis.day().withRemediations(kpis.remediationsOn(today)), row(today));
        for (Facet facet : Facet.values()) {
            String partition = DayParts.partition(facet);
            write(
                    partition,
                    today.toString(),
                    DayParts.of(today.toString(), kpis.by(facet)),
                    store.load(partition, today.toString()));
        }
        LocalDate yesterday = today.minusDays(1);
        Optional<Row> before = row(yesterday);
        before.flatMap(DailyFigures::readable)
                .filter(day -> day.remediations() < Day.sum(kpis.remediationsOn(yesterday)))
                .ifPresent(day -> write(day.withRemediations(kpis.remediationsOn(yesterday)), before));
        deleteBefore(today.minusDays(DAYS_KEPT - 1));
    }

    private Optional<Row> row(LocalDate day) {
        return store.load(MemoryStore.DAYS, day.toString());
    }

    private void write(Day day, Optional<Row> row) {
        write(MemoryStore.DAYS, day.date(), day, row);
    }

    private void write(String partition, String date, Object day, Optional<Row> row) {
        try {
            store.save(partition, date, Json.Mappers.ROWS.writeValueAsString(day), row.map(Row::etag));
        } catch (Failure.Conflict e) {
            // Another instance wrote the same day.
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a day has only fields that JSON can hold", e);
        }
    }

    private void deleteBefore(LocalDate first) {
        for (Row row : store.all(MemoryStore.DAYS)) {
            if (row.name().compareTo(first.toString()) < 0) {
                for (Facet facet : Facet.values()) { // before the row by which they are found
                    String partition = DayParts.partition(facet);
                    store.load(partition, row.name()).ifPresent(parts -> delete(partition, parts));
                }
                delete(MemoryStore.DAYS, row);
            }
        }
    }

    private void delete(String partition, Row row) {
        try {
            store.delete(partition, row.name(), row.etag());
        } catch (Failure.Conflict e) {
            // Another instance took it away.
        }
    }

    /** All days that there are figures of, oldest first. */
    static List<Day> all(MemoryStore store) {
        return store.all(MemoryStore.DAYS).stream()
                .flatMap(row -> readable(row).stream())
                .sorted(Comparator.comparing(Day::date))
                .toList();
    }

    private static Optional<Day> readable(Row row) {
        try {
            return Optional.of(Json.Mappers.ROWS.readValue(row.text(), Day.class));
        } catch (JsonProcessingException e) {
            LOG.log(Level.WARNING, "day not read date={0}", row.name());
            return Optional.empty();
        }
    }
}

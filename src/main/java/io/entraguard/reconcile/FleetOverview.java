package io.entraguard.reconcile;

import io.entraguard.model.Sha256;
import io.entraguard.model.Tree;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole fleet as memory held it at one moment: each cluster's entry, the figures, and the days before. Immutable.
 *
 * @param at when it was read
 * @param revision another word whenever anything else here is another one, but for when it was read; fit for an ETag
 * @param clusters those that exist, by id
 * @param kpis the figures as a JSON tree, by their contractual names
 * @param days the figures of each day as JSON trees, oldest first
 * @param lastEvent when what the newest event told of happened; empty where none was heard of
 * @param auditCoverage how many clusters' audit logs reach the guard
 */
public record FleetOverview(
        Instant at,
        String revision,
        List<ClusterEntry> clusters,
        Map<String, Object> kpis,
        List<Map<String, Object>> days,
        Optional<Instant> lastEvent,
        GuardHealth.Part auditCoverage) {
    public FleetOverview {
        clusters = List.copyOf(clusters);
        kpis = Collections.unmodifiableMap(kpis);
        days = List.copyOf(days);
    }

    /** The figures with those of the last so many days, today's included, as far as there are any. */
    public Map<String, Object> figures(int lastDays) {
        String first =
                LocalDate.ofInstant(at, ZoneOffset.UTC).minusDays(lastDays - 1L).toString();
        var figures = new LinkedHashMap<>(kpis);
        figures.put(
                "series",
                days.stream()
                        .filter(day -> String.valueOf(day.get("date")).compareTo(first) >= 0)
                        .toList());
        return figures;
    }

    /** The figures with those of all days that are kept, cut to what a chart and a table of them need. */
    public Map<String, Object> brief() {
        var figures = new LinkedHashMap<>(kpis);
        var brief = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> day : days) {
            var cut = new LinkedHashMap<>(day);
            cut.keySet().retainAll(Day.BRIEF);
            brief.add(cut);
        }
        figures.put("series", brief);
        return figures;
    }

    /**
     * The figures with those of the last so many days, and each day's rates of the largest parts by that facet, as far as they
     * were kept.
     *
     * @throws Failure.Transient where memory could not be asked
     */
    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no figure
    public Map<String, Object> figures(int lastDays, MemoryStore store, Facet by) {
        Map<String, Object> figures = figures(lastDays);
        Map<String, DayParts> parts = DayParts.all(store, by);
        var series = new ArrayList<Map<String, Object>>();
        for (Object day : (List<?>) figures.get("series")) {
            var whole =
                    new LinkedHashMap<String, @Nullable Object>(Tree.object(day).orElseThrow());
            Optional<DayParts> known = Optional.ofNullable(parts.get(String.valueOf(whole.get("date"))));
            whole.put("groups", known.map(DayParts::tree).orElse(null));
            whole.put("groupsLeftOut", known.map(DayParts::leftOut).orElse(null));
            series.add(whole);
        }
        figures.put("series", series);
        return figures;
    }

    /**
     * Reads it; for 10,000 clusters that takes seconds from a table, so that requests go by {@link CachedFleet}.
     *
     * @throws Failure.Transient where memory could not be asked
     */
    public static FleetOverview read(MemoryStore store, Instant now) {
        var clusters = new ArrayList<ClusterEntry>();
        var events = new ArrayList<Instant>();
        var kpis = new Kpis(now);
        AuditBook book = AuditBook.of(store, now);
        var audit = new AuditTally(book, now);
        String rows = new ClusterRows(store, () -> "")
                .each(
                        memory -> {
                            kpis.add(memory);
                            Optional.ofNullable(memory.chronicle.lastEvent).ifPresent(events::add);
                            if (!memory.gone) {
                                clusters.add(ClusterEntry.of(memory, audit.add(memory), now));
                            }
                        },
                        now);
        clusters.sort(Comparator.comparing(ClusterEntry::id));
        List<Day> days = DailyFigures.all(store);
        Map<String, Object> figures = kpis.tree(); // which name all that time alone moves, such as waivers that ended
        List<AuditCoverage> covered =
                clusters.stream().map(ClusterEntry::auditCoverage).toList();
        String revision = Sha256.hex(rows + days + book.revision() + covered + figures);
        return new FleetOverview(
                now,
                revision.substring(0, 32),
                clusters,
                figures,
                days.stream().map(Day::tree).toList(),
                events.stream().max(Comparator.naturalOrder()),
                audit.part());
    }
}

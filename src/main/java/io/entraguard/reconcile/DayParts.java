package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.reconcile.MemoryStore.Row;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rates of the fleet's parts by one {@link Facet} on one day (UTC), of the largest {@value #MOST} of them: a row that
 * whoever asks for that facet reads, and nobody else.
 *
 * @param parts by name, the largest first
 * @param leftOut how many parts there were besides
 */
record DayParts(String date, Map<String, Part> parts, int leftOut) {
    /** At 256 characters for a name at most these stay within one property of a table's entity. */
    static final int MOST = 50;

    private static final Logger LOG = Logger.getLogger(DayParts.class.getName());

    /** One of them. */
    record Part(Optional<BigDecimal> rate, int evaluated, int exempt, long unknown) {
        @SuppressWarnings("NullAway") // a JSON tree holds null where there is no figure
        private Map<String, Object> tree() {
            var tree = new LinkedHashMap<String, @Nullable Object>();
            tree.put("complianceRate", rate.orElse(null));
            tree.put("evaluated", evaluated);
            tree.put("exempt", exempt);
            tree.put("unknown", unknown);
            return tree;
        }
    }

    /** Partition of those rows, named by their dates. */
    static String partition(Facet facet) {
        return MemoryStore.DAYS + "-by-" + facet.word();
    }

    static DayParts of(String date, Parts parts) {
        var largest = new LinkedHashMap<String, Part>();
        List<Parts.Part> all = parts.all();
        all.stream()
                .sorted(Comparator.comparing((Parts.Part part) -> -part.tally().evaluated()))
                .limit(MOST)
                .forEach(part -> largest.put(part.name(), part.tally().part()));
        return new DayParts(date, largest, Math.max(0, all.size() - MOST));
    }

    /** Those of each day that there are any of, by date. */
    static Map<String, DayParts> all(MemoryStore store, Facet facet) {
        var days = new HashMap<String, DayParts>();
        for (Row row : store.all(partition(facet))) {
            try {
                days.put(row.name(), Json.Mappers.ROWS.readValue(row.text(), DayParts.class));
            } catch (JsonProcessingException e) {
                LOG.log(Level.WARNING, "parts of a day not read date={0} by={1}", new Object[] {row.name(), facet.word()
                });
            }
        }
        return days;
    }

    /** As the series shows them. */
    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        parts.forEach((name, part) -> tree.put(name, part.tree()));
        return tree;
    }
}

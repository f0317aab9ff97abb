package io.entraguard.reconcile;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts that the fleet is divided into by one {@link Facet}, with the clusters and the open findings of each. Names that
 * differ in case alone are one part, which is named as most of its clusters are, as filters and the console take it. Not
 * thread-safe.
 */
final class Parts {
    private final Map<String, Part> parts = new TreeMap<>();

    /** One of them. */
    static final class Part {
        private final Map<String, Integer> spellings = new TreeMap<>();
        private final Tally tally = new Tally();
        private int findings;

        /** The commonest spelling, the first of them by letters where there are several. */
        String name() {
            return spellings.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                    .map(Map.Entry::getKey)
                    .orElse("");
        }

        Tally tally() {
            return tally;
        }
    }

    void add(String name, ClusterMemory memory, Instant now) {
        Part part = parts.computeIfAbsent(name.toLowerCase(Locale.ROOT), first -> new Part());
        part.spellings.merge(name, 1, Integer::sum);
        part.tally.add(memory, now);
        part.findings += memory.findings.size();
    }

    /** All of them, by name whatever its case. */
    List<Part> all() {
        return List.copyOf(parts.values());
    }

    /** The rate of each and what must stand beside it, by its name. */
    Map<String, Object> rates() {
        var trees = new LinkedHashMap<String, Object>();
        parts.values().forEach(part -> trees.put(part.name(), part.tally.rateTree()));
        return trees;
    }

    /** How many findings are open in each that has any. */
    Map<String, Integer> findings() {
        var counts = new LinkedHashMap<String, Integer>();
        parts.values().stream()
                .filter(part -> part.findings > 0)
                .forEach(part -> counts.put(part.name(), part.findings));
        return counts;
    }
}

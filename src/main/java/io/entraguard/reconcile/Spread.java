package io.entraguard.reconcile;

import io.entraguard.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long something took: median and ninetieth percentile, each a time that was measured. Not thread-safe. */
final class Spread {
    private final Map<Severity, List<Duration>> bySeverity = new EnumMap<>(Severity.class);

    void add(Severity severity, Duration took) {
        bySeverity.computeIfAbsent(severity, first -> new ArrayList<>()).add(took);
    }

    /** Of all, and of each severity, worst first. */
    Map<String, Object> tree() {
        Map<String, Object> tree =
                of(bySeverity.values().stream().flatMap(List::stream).toList());
        var each = new LinkedHashMap<String, Object>();
        Arrays.stream(Severity.values())
                .sorted(Collections.reverseOrder())
                .forEach(severity -> each.put(severity.word(), of(bySeverity.getOrDefault(severity, List.of()))));
        tree.put("bySeverity", each);
        return tree;
    }

    /** Of these. */
    @SuppressWarnings("NullAway") // null where there is no figure
    static Map<String, Object> of(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        var spread = new LinkedHashMap<String, @Nullable Object>();
        spread.put("median", percentile(sorted, 0.5));
        spread.put("p90", percentile(sorted, 0.9));
        return spread;
    }

    /** The nearest-rank percentile. */
    private static @Nullable String percentile(List<Duration> sorted, double share) {
        if (sorted.isEmpty()) {
            return null;
        }
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(0, rank - 1)).toString();
    }
}

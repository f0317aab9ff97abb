package io.entraguard.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How many findings are open, by control and by age. Not thread-safe. */
final class OpenFindings {
    private final Map<String, Integer> byControl = new TreeMap<>();
    private final Map<String, Integer> byAge = new LinkedHashMap<>();
    private int all;

    OpenFindings() {
        for (Age age : Age.values()) {
            byAge.put(age.words, 0);
        }
    }

    void add(ClusterMemory memory, Instant now) {
        memory.findings.forEach((control, open) -> {
            all++;
            byControl.merge(control, 1, Integer::sum);
            byAge.merge(Age.of(Duration.between(open.since(), now)).words, 1, Integer::sum);
        });
    }

    int all() {
        return all;
    }

    Map<String, Integer> byAge() {
        return byAge;
    }

    /**
     * As a JSON tree.
     *
     * @param byOwner how many each owner has
     */
    Map<String, Object> tree(Map<String, Integer> byOwner) {
        var open = new LinkedHashMap<String, Object>();
        open.put("byControl", byControl);
        open.put("byAge", byAge);
        open.put("byOwner", byOwner);
        return open;
    }

    /** How long a finding is open. */
    private enum Age {
        DAY("under 1 day", Duration.ofDays(1)),
        WEEK("1 to 7 days", Duration.ofDays(7)),
        MONTH("7 to 30 days", Duration.ofDays(30)),
        LONGER("over 30 days", Duration.ofDays(36500));

        private final String words;
        private final Duration below;

        Age(String words, Duration below) {
            this.words = words;
            this.below = below;
        }

        static Age of(Duration age) {
            for (Age bucket : values()) {
                if (age.compareTo(bucket.below) < 0) {
                    return bucket;
                }
            }
            return LONGER;
        }
    }
}

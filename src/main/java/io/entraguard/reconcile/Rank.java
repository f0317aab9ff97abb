package io.entraguard.reconcile;

import io.entraguard.model.Severity;
import io.entraguard.model.Tags;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;

/**
 * Where a cluster stands in a line: the policy's lower priority first, then production, then the worst, then what is
 * known longest.
 */
record Rank(int priority, boolean production, Severity worst, Instant since) implements Comparable<Rank> {
    private static final Comparator<Rank> ORDER = Comparator.comparingInt(Rank::priority)
            .thenComparing(Rank::production, Comparator.reverseOrder())
            .thenComparing(Rank::worst, Comparator.reverseOrder())
            .thenComparing(Rank::since);

    private static final String ENVIRONMENT = "env";
    private static final Set<String> PRODUCTION = Set.of("prod", "production");

    /** Whether these tags, the inherited ones included, say that a cluster is production. */
    static boolean production(Tags tags) {
        return tags.value(ENVIRONMENT)
                .map(value -> PRODUCTION.stream().anyMatch(value.strip()::equalsIgnoreCase))
                .orElse(false);
    }

    @Override
    public int compareTo(Rank other) {
        return ORDER.compare(this, other);
    }
}

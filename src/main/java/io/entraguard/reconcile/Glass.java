package io.entraguard.reconcile;

import io.entraguard.model.Sighting;
import io.entraguard.policy.ClusterHistory.BreakGlass;
import io.entraguard.policy.Plan.Half;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A break-glass.
 *
 * @param restores what was in order before it
 */
record Glass(
        Instant from,
        Instant until,
        Sighting by,
        Optional<String> note,
        Set<Half> restores,
        boolean warned,
        boolean ended) {
    BreakGlass breakGlass() {
        return new BreakGlass(from, until, restores);
    }

    Glass warnedOf() {
        return new Glass(from, until, by, note, restores, true, ended);
    }

    Glass endedAt(Instant end) {
        return new Glass(from, until.isAfter(end) ? end : until, by, note, restores, warned, true);
    }

    Glass restored() {
        return new Glass(from, until, by, note, Set.of(), warned, ended);
    }
}

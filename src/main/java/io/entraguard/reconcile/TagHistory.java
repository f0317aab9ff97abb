package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which values a tag was given, as Azure Resource Graph's {@code resourcechanges} tells; it keeps 14 days and lags by
 * minutes. Safe for use by many threads.
 */
public interface TagHistory {
    /**
     * What one tag of a cluster was changed to since then, oldest first.
     *
     * @param tag its name, in any case
     * @throws Failure where it could not be read
     */
    List<TagChange> of(ClusterRef cluster, String tag, Instant from);

    /**
     * One change of a tag's value.
     *
     * @param correlationId ARM's id of the call that made it, the same as in the Activity Log
     * @param changedBy who made it, as Resource Graph names them
     */
    record TagChange(Instant at, String newValue, Optional<String> correlationId, String changedBy) {}
}

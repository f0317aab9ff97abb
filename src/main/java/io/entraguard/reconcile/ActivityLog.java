package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import java.time.Instant;
import java.util.List;

/** The Azure Activity Log, which keeps 90 days and lags by minutes. Safe for use by many threads. */
public interface ActivityLog {
    /**
     * What was done to a cluster since then and succeeded, as far as it is an act that counts, oldest first.
     *
     * @throws Failure where the log could not be read to its end
     */
    List<Sighting> since(ClusterRef cluster, Instant from);
}

package io.entraguard.reconcile;

import io.entraguard.model.Sighting;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What keeps the uses of admin certificates, which may come every second, from costing a look at a cluster each. Safe for
 * use by many threads.
 */
final class CertificateUses {
    private final ClusterRows rows;
    private final Sightings sightings;
    private final Clusters clusters;

    CertificateUses(ClusterRows rows, Sightings sightings, Clusters clusters) {
        this.rows = rows;
        this.sightings = sightings;
        this.clusters = clusters;
    }

    /**
     * Whether nothing is left to do, since the hour's alert was raised and the cluster looked at for it: that the
     * certificate was used later still is entered, for the quiet period.
     */
    boolean settled(ReconcileRequest request, Instant now) {
        if (request.used().isEmpty() || request.seen().isEmpty()) {
            return false;
        }
        Sighting seen = request.seen().get();
        Optional<ClusterMemory> known = rows.peek(request.cluster());
        if (known.isEmpty() || !known.get().seenEvents.contains(seen.eventId())) {
            return false;
        }
        Held held = rows.take(request.cluster(), now);
        sightings.enter(List.of(seen), held.memory);
        rows.release(held);
        return true;
    }

    /**
     * Whether it is about a cluster that neither the guard nor ARM knows, as whoever can write to the Event Hub may make
     * up. One that the guard alone knows was deleted, and its use before is news.
     *
     * @throws Failure where ARM could not be asked
     */
    boolean unknown(ReconcileRequest request) {
        return request.used().isPresent()
                && rows.peek(request.cluster()).isEmpty()
                && clusters.read(request.cluster()).isEmpty();
    }
}

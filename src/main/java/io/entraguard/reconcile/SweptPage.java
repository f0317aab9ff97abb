package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a sweep keeps of one page of rows; its fields are a row's JSON. Belongs to one sweep. */
final class SweptPage {
    private static final int NAME = 16;

    /** Names of the clusters that were seen; a page of a thousand must fit into a row. */
    List<String> seen = new ArrayList<>();
    /** How many there were, by lower-case subscription id. */
    Map<String, Integer> clusters = new TreeMap<>();

    List<Work> work = new ArrayList<>();
    int unannounced;

    /**
     * A cluster that is worth a look.
     *
     * @param cluster its id
     * @param known when a look found it failing as its row still shows it; empty where a look may find what is new
     */
    record Work(String cluster, Rank rank, Optional<Instant> known) implements Comparable<Work> {
        private static final Comparator<Work> ORDER = Comparator.comparing(
                        (Work work) -> work.known().orElse(Instant.MIN))
                .thenComparing(Work::rank)
                .thenComparing(Work::cluster);

        /**
         * What may be news comes first, by rank: else the clusters that are known to fail would take the queue's room at
         * every sweep, and the rest of a large fleet would wait for ever. These follow, whose look is longest ago first.
         */
        @Override
        public int compareTo(Work other) {
            return ORDER.compare(this, other);
        }

        ClusterRef ref() {
            return ClusterRef.of(cluster);
        }
    }

    void see(ClusterRef cluster) {
        seen.add(name(cluster));
        clusters.merge(FleetSize.subscription(cluster), 1, Integer::sum);
    }

    void isWorthALook(ClusterRef cluster, Rank rank, Optional<Instant> known) {
        work.add(new Work(cluster.id(), rank, known));
    }

    /** A short name of the cluster: two of a fleet that share one are less likely than any fault of this program. */
    static String name(ClusterRef cluster) {
        return Sha256.hex(cluster.key()).substring(0, NAME);
    }
}

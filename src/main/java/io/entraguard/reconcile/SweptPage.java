package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
     */
    record Work(String cluster, Rank rank) {
        ClusterRef ref() {
            return ClusterRef.of(cluster);
        }
    }

    void see(ClusterRef cluster) {
        seen.add(name(cluster));
        clusters.merge(FleetSize.subscription(cluster), 1, Integer::sum);
    }

    void isWorthALook(ClusterRef cluster, Rank rank) {
        work.add(new Work(cluster.id(), rank));
    }

    /** A short name of the cluster: two of a fleet that share one are less likely than any fault of this program. */
    static String name(ClusterRef cluster) {
        return Sha256.hex(cluster.key()).substring(0, NAME);
    }
}

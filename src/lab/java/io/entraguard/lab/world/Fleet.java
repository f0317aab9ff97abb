package io.entraguard.lab.world;

import io.entraguard.model.ClusterRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The clusters that exist, ordered by id in lower case as ARM and Resource Graph list them. Confined to the world's lock. */
final class Fleet {
    private final TreeMap<String, Cluster> clusters = new TreeMap<>();
    private final Set<Cluster> busy = new LinkedHashSet<>();

    Optional<Cluster> find(ClusterRef ref) {
        return Optional.ofNullable(clusters.get(ref.key()));
    }

    Cluster get(ClusterRef ref) {
        return find(ref).orElseThrow(() -> new IllegalStateException("there is no cluster " + ref + " at this time"));
    }

    void add(Cluster cluster) {
        if (clusters.putIfAbsent(cluster.ref().key(), cluster) != null) {
            throw new IllegalStateException("there is a cluster " + cluster.ref() + " already");
        }
    }

    void remove(Cluster cluster) {
        clusters.remove(cluster.ref().key());
        busy.remove(cluster);
    }

    /** Starts an operation on a cluster. */
    void start(Cluster cluster, Operation operation) {
        cluster.run(operation);
        busy.add(cluster);
    }

    /** The operation that ends first among those that run, with its cluster. */
    Optional<Running> firstToEnd() {
        return busy.stream()
                .flatMap(cluster -> cluster.running().map(operation -> new Running(cluster, operation)).stream())
                .min(Comparator.comparing(running -> running.operation().due()));
    }

    record Running(Cluster cluster, Operation operation) {}

    /** Ends the operation of a cluster and returns the edits that waited for it, in the order they came. */
    List<Cluster.DelayedEdit> release(Cluster cluster) {
        busy.remove(cluster);
        return cluster.release();
    }

    Collection<Cluster> all() {
        return clusters.values();
    }

    /** The clusters whose key comes after that one and that the filter lets through. */
    Stream<Cluster> after(String key, Predicate<ClusterRef> where) {
        Map<String, Cluster> tail = clusters.tailMap(key, false);
        return tail.values().stream().filter(cluster -> where.test(cluster.ref()));
    }
}

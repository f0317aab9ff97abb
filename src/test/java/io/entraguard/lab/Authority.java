package io.entraguard.lab;

import io.entraguard.model.ClusterRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lets the guard write clusters of mode approve, as the record of it tells in its order: an approval is good for one
 * write of its plan; after a break-glass, and under a mode that an approver lifted, none is needed.
 */
final class Authority {
    private final Map<ClusterRef, Map<String, Boolean>> approved = new HashMap<>();
    private final Set<ClusterRef> restored = new HashSet<>();
    private final Set<ClusterRef> lifted = new HashSet<>();

    /** An approval of that plan was granted. */
    void granted(ClusterRef cluster, String plan) {
        plans(cluster).put(plan, true);
    }

    /** A break-glass ended. */
    void breakGlassEnded(ClusterRef cluster) {
        restored.add(cluster);
    }

    /** An approver's mode tag counts. */
    void modeGranted(ClusterRef cluster) {
        lifted.add(cluster);
    }

    /** That plan was carried out. */
    void applied(ClusterRef cluster, String plan) {
        plans(cluster).put(plan, false);
    }

    /** Why that plan may not be written; empty where it may. */
    Optional<String> missing(ClusterRef cluster, String plan) {
        if (restored.contains(cluster) || lifted.contains(cluster)) {
            return Optional.empty();
        }
        Boolean fresh = plans(cluster).get(plan);
        if (fresh == null) {
            return Optional.of("nobody approved plan " + plan);
        }
        return fresh ? Optional.empty() : Optional.of("the approval of plan " + plan + " was used already");
    }

    private Map<String, Boolean> plans(ClusterRef cluster) {
        return approved.computeIfAbsent(cluster, it -> new HashMap<>());
    }
}

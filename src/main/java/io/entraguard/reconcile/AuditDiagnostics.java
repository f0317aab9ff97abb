package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import java.util.HashSet;
import java.util.Set;

/**
 * What Azure Policy found out about the diagnostic settings that send the clusters' {@code kube-audit} to the guard. It
 * may be as old as the policy's last evaluation of a cluster, a day; a cluster that the policy does not look at, or whose
 * state the caller may not read, is left out.
 *
 * <p>A setting is what makes a cluster send. That its records arrive is not proven by it.
 */
public interface AuditDiagnostics {
    /**
     * What was found.
     *
     * @throws Failure where not all of it could be read
     */
    Found find();

    /**
     * Clusters by what was found of them; of any other nothing is known. One that is in both is missing.
     *
     * @param covered those that have the setting
     * @param missing those that have not, or are exempt from having it
     */
    record Found(Set<ClusterRef> covered, Set<ClusterRef> missing) {
        public Found {
            missing = Set.copyOf(missing);
            var sound = new HashSet<>(covered);
            sound.removeAll(missing);
            covered = Set.copyOf(sound);
        }
    }
}

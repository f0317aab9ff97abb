package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.TagScope;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Passes news of a resource group's or subscription's tags on to the clusters that may inherit them. Who wrote the tags
 * wrote none of a cluster's own, so that no sighting goes with it. Safe for use by many threads.
 */
final class ScopeChanges {
    private final ClusterRows rows;
    private final InheritedTags inherited;
    private final WorkQueue queue;

    ScopeChanges(ClusterRows rows, InheritedTags inherited, WorkQueue queue) {
        this.rows = rows;
        this.inherited = inherited;
        this.queue = queue;
    }

    /**
     * Reads the tags anew and queues the clusters; nothing where no known cluster is in the scope or the policy inherits
     * no tags. What cannot be done now is put back on the queue.
     *
     * @throws Failure where not even the queue was to be reached
     */
    void handle(ScopeChanged changed, Policy policy, Instant now) {
        if (!policy.inheritsTags()) {
            return;
        }
        try {
            List<ClusterRef> within = within(changed.scope());
            if (!within.isEmpty()) {
                inherited.refresh(changed.scope(), now);
                within.forEach(cluster ->
                        queue.send(ReconcileRequest.news(cluster, Trigger.TAGS, Optional.empty()), Duration.ZERO));
            }
        } catch (Failure.Transient e) {
            queue.send(changed.again(), Backoff.after(changed.attempt(), e.retryAfter()));
        } catch (Failure e) {
            queue.send(changed.again(), Backoff.after(changed.attempt(), Optional.empty()));
        }
    }

    private List<ClusterRef> within(TagScope scope) {
        var within = new ArrayList<ClusterRef>();
        rows.each(memory -> {
            if (!memory.gone && scope.covers(memory.ref())) {
                within.add(memory.ref());
            }
        });
        return within;
    }
}

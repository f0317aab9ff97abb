package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tags;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.StepRunner.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Looks at live clusters: hop 3. Safe for use by many threads. */
final class Readings {
    private final Clusters clusters;
    private final InheritedTags inherited;

    Readings(Clusters clusters, InheritedTags inherited) {
        this.clusters = clusters;
        this.inherited = inherited;
    }

    /**
     * What came of asking ARM: a cluster to judge, or the verdict that there is none to be judged.
     *
     * @param inherited the tags of its resource group and subscription, where the policy looks at them
     */
    record Reading(Optional<Live> live, Tags inherited, Optional<Verdict> unjudged) {
        private static Reading unjudged(Verdict verdict) {
            return new Reading(Optional.empty(), Tags.NONE, Optional.of(verdict));
        }
    }

    /**
     * Reads a cluster with the tags that it inherits; for how long ARM has refused either is remembered. Without the tags
     * nobody knows which rule is for it, so that it is not judged.
     */
    Reading read(ClusterRef cluster, ClusterMemory memory, Policy policy, Instant now) {
        try {
            Optional<Map<String, Object>> document = clusters.read(cluster);
            Tags tags = document.isEmpty() ? Tags.NONE : tags(cluster, policy, now);
            memory.armRefusedSince = null;
            memory.armRefusals = 0;
            if (document.isEmpty()) {
                return Reading.unjudged(new Verdict.Gone());
            }
            ClusterSnapshot snapshot = SnapshotReader.read(document.get());
            return new Reading(Optional.of(new Live(snapshot, document.get())), tags, Optional.empty());
        } catch (Unreadable e) {
            return Reading.unjudged(new Verdict.Unreadable(String.valueOf(e.getMessage())));
        } catch (Failure.Terminal e) {
            return refused(memory, e.code(), Optional.empty(), now);
        } catch (Failure.Transient e) {
            return refused(memory, String.valueOf(e.getMessage()), e.retryAfter(), now);
        } catch (Failure.Conflict e) {
            return refused(memory, String.valueOf(e.getMessage()), Optional.empty(), now);
        }
    }

    private Tags tags(ClusterRef cluster, Policy policy, Instant now) {
        try {
            return inherited.of(cluster, policy, now);
        } catch (Failure.Terminal e) {
            // A ticket shows the code alone: people must know that it is not the cluster that was refused.
            throw new Failure.Terminal(
                    e.code() + " for the tags of its resource group or subscription", String.valueOf(e.getMessage()));
        }
    }

    private static Reading refused(ClusterMemory memory, String why, Optional<Duration> retryAfter, Instant now) {
        if (memory.armRefusedSince == null) {
            memory.armRefusedSince = now;
        }
        Instant again = now.plus(Backoff.after(memory.armRefusals, retryAfter));
        memory.armRefusals++;
        return Reading.unjudged(new Verdict.Refused(why, memory.armRefusedSince, again));
    }
}

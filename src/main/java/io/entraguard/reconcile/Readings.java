package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.StepRunner.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Looks at live clusters: hop 3. Safe for use by many threads. */
final class Readings {
    private final Clusters clusters;

    Readings(Clusters clusters) {
        this.clusters = clusters;
    }

    /** What came of asking ARM: a cluster to judge, or the verdict that there is none to be judged. */
    record Reading(Optional<Live> live, Optional<Verdict> unjudged) {}

    /** Reads a cluster; for how long ARM has refused it is remembered. */
    Reading read(ClusterRef cluster, ClusterMemory memory, Instant now) {
        try {
            Optional<Map<String, Object>> document = clusters.read(cluster);
            memory.armRefusedSince = null;
            memory.armRefusals = 0;
            if (document.isEmpty()) {
                return new Reading(Optional.empty(), Optional.of(new Verdict.Gone()));
            }
            ClusterSnapshot snapshot = SnapshotReader.read(document.get());
            return new Reading(Optional.of(new Live(snapshot, document.get())), Optional.empty());
        } catch (Unreadable e) {
            return new Reading(Optional.empty(), Optional.of(new Verdict.Unreadable(String.valueOf(e.getMessage()))));
        } catch (Failure.Terminal e) {
            return refused(memory, e.code(), Optional.empty(), now);
        } catch (Failure.Transient e) {
            return refused(memory, String.valueOf(e.getMessage()), e.retryAfter(), now);
        }
    }

    private static Reading refused(ClusterMemory memory, String why, Optional<Duration> retryAfter, Instant now) {
        if (memory.armRefusedSince == null) {
            memory.armRefusedSince = now;
        }
        Instant again = now.plus(Backoff.after(memory.armRefusals, retryAfter));
        memory.armRefusals++;
        return new Reading(Optional.empty(), Optional.of(new Verdict.Refused(why, memory.armRefusedSince, again)));
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import io.entraguard.model.Tags;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.Readings.Reading;
import java.time.Instant;
import java.util.List;

/** Judges clusters by the policy that is for them: hop 4. Safe for use by many threads. */
final class Judgements {
    private final Watch watch;

    Judgements(Watch watch) {
        this.watch = watch;
    }

    /** A verdict and the part of the policy that it was made by. */
    record Judgement(Verdict verdict, Policy.Match match) {}

    /** Judges what was read, and enters it into memory and the record. */
    Judgement judge(Reading reading, ClusterMemory memory, Policy policy, AuditDraft audit, Instant now) {
        var book = new FindingBook(memory, audit, now);
        if (reading.live().isEmpty()) {
            Verdict verdict = reading.unjudged().orElseThrow();
            if (verdict instanceof Verdict.Gone) {
                book.enterGone();
            } else if (!(verdict instanceof Verdict.Refused refused) || refused.overdue(now)) {
                memory.status = Status.UNKNOWN;
            }
            return new Judgement(verdict, policy.match(memory.ref(), Tags.NONE));
        }
        ClusterSnapshot cluster = reading.live().get().snapshot();
        memory.id = cluster.ref().id();
        startOverIfRecreated(memory, cluster, book, now);
        if (cluster.provisioningState()
                .map("RotatingClusterCertificates"::equalsIgnoreCase)
                .orElse(false)) {
            memory.certificatesRotatedAt = now;
        }
        if (!memory.judged) {
            memory.baseline = watch.older(cluster.ref(), cluster.createdAt(), now);
        }
        Policy.Match match = policy.match(cluster.ref(), cluster.tags());
        List<Finding> findings = Controls.judge(cluster, match.settings(), issuedCertificates(memory));
        var verdict = new Verdict.Judged(cluster, findings);
        book.enter(verdict);
        return new Judgement(verdict, match);
    }

    private static void startOverIfRecreated(
            ClusterMemory memory, ClusterSnapshot cluster, FindingBook book, Instant now) {
        if (recreated(memory, cluster)) {
            book.enterGone();
            memory.startOver(cluster.resourceUid().orElseThrow(), now);
        }
        cluster.resourceUid().ifPresent(uid -> memory.resourceUid = uid);
    }

    /** Whether this is another cluster than the one that is remembered, of the same name. */
    static boolean recreated(ClusterMemory memory, ClusterSnapshot cluster) {
        String known = memory.resourceUid;
        return known != null
                && cluster.resourceUid().map(uid -> !uid.equals(known)).orElse(false);
    }

    private static boolean issuedCertificates(ClusterMemory memory) {
        Instant on = memory.localAccountsOnAt;
        Instant rotated = memory.certificatesRotatedAt;
        return on != null && (rotated == null || rotated.isBefore(on));
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import io.entraguard.model.Tags;
import io.entraguard.policy.Author;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.GuardTags;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.Readings.Reading;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges clusters by the policy that is for them: hop 4. Safe for use by many threads. */
final class Judgements {
    private final Watch watch;
    private final Lookups lookups;

    Judgements(Watch watch, Lookups lookups) {
        this.watch = watch;
        this.lookups = lookups;
    }

    /**
     * A verdict and the part of the policy that it was made by.
     *
     * @param tags what the cluster's own tags ask for, where it could be judged
     */
    record Judgement(Verdict verdict, Policy.Match match, Optional<Asking> tags) {}

    /**
     * What the guard's tags on a cluster come to.
     *
     * @param authors who wrote those that need an approver
     * @param retagged that other tags would win a less safe mode, and why they do not
     */
    record Asking(TagBook book, Evidence evidence, Map<GuardTag, Author> authors, Optional<Because> retagged) {}

    /** Judges what was read, and enters it into memory and the record. */
    Judgement judge(Reading reading, ClusterMemory memory, Policy policy, AuditDraft audit, Instant now) {
        Status before = memory.status;
        Set<String> failedBefore = Set.copyOf(memory.findings.keySet());
        Judgement judgement = judged(reading, memory, policy, audit, now);
        memory.chronicle.judged(before, failedBefore, memory.status, memory.findings.keySet(), now);
        return judgement;
    }

    private Judgement judged(Reading reading, ClusterMemory memory, Policy policy, AuditDraft audit, Instant now) {
        var book = new FindingBook(memory, audit, now);
        if (reading.live().isEmpty()) {
            Verdict verdict = reading.unjudged().orElseThrow();
            if (verdict instanceof Verdict.Gone) {
                book.enterGone();
            } else if (!(verdict instanceof Verdict.Refused refused) || refused.overdue(now)) {
                memory.status = Status.UNKNOWN;
            }
            return new Judgement(verdict, policy.match(memory.ref(), Tags.NONE), Optional.empty());
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
            Optional<Instant> created = cluster.createdAt().or(() -> Optional.of(memory.firstSeen));
            memory.baseline = watch.older(cluster.ref(), created, now);
        }
        TagBook.see(memory, cluster, now);
        Evidence evidence = lookups.evidence(memory, now);
        var retagging = new Retagging(memory, policy, evidence, audit, now);
        Policy.Match match = retagging.match(cluster, reading.inherited());
        var waivers = new Waivers(memory, audit, now);
        var tagBook = new TagBook(memory, match.settings(), evidence, audit, now);
        memory.chronicle.tagged(cluster.tags(), reading.inherited(), match);
        Map<GuardTag, Author> authors = rule(cluster, match, tagBook, waivers, now);
        List<Finding> findings = Controls.judge(cluster, match.settings(), issuedCertificates(memory));
        var verdict = new Verdict.Judged(cluster, findings);
        book.enter(verdict);
        TagBook.looked(memory, now); // not before: what is new about the verdict is told by the look before it
        waivers.suppress();
        return new Judgement(verdict, match, Optional.of(new Asking(tagBook, evidence, authors, retagging.heldBack())));
    }

    /** Rules on the guard's tags, and says who wrote those that need an approver. */
    private static Map<GuardTag, Author> rule(
            ClusterSnapshot cluster, Policy.Match match, TagBook book, Waivers waivers, Instant now) {
        var authors = new EnumMap<GuardTag, Author>(GuardTag.class);
        GuardTags tags = GuardTags.read(
                cluster.tags(), match.settings(), tag -> authors.computeIfAbsent(tag, book::author), now);
        waivers.alertOfBreakGlass(cluster.identity());
        book.record(tags, waivers);
        waivers.enter(tags);
        return authors;
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

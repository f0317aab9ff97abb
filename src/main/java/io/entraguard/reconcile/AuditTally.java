package io.entraguard.reconcile;

import io.entraguard.reconcile.GuardHealth.Condition;
import io.entraguard.reconcile.GuardHealth.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How many clusters' audit logs reach the guard, counted while the fleet is read. Belongs to one reading. */
final class AuditTally {
    /** The name of its part of the health. */
    static final String PART = "auditCoverage";

    /** So many clusters are named, the others counted. */
    private static final int NAMED = 10;

    /** A new cluster has so long until Azure Policy must have looked at it, which it does with what is there once a day. */
    private static final Duration YOUNG = Duration.ofHours(24);

    private final AuditBook book;
    private final Instant now;
    private final SortedSet<String> missing = new TreeSet<>();
    private final SortedSet<String> unknown = new TreeSet<>();
    private int all;
    private int young;

    AuditTally(AuditBook book, Instant now) {
        this.book = book;
        this.now = now;
    }

    /** Counts a cluster that exists and says how it stands. */
    AuditCoverage add(ClusterMemory memory) {
        AuditCoverage coverage = book.of(memory.ref());
        all++;
        switch (coverage) {
            case COVERED, OFF -> {
                // Nothing to name.
            }
            case MISSING -> missing.add(name(memory));
            case UNKNOWN -> {
                if (!memory.baseline && memory.firstSeen.plus(YOUNG).isAfter(now)) {
                    young++;
                } else {
                    unknown.add(name(memory));
                }
            }
        }
        return coverage;
    }

    /** A name alone may be that of clusters in several groups. */
    private static String name(ClusterMemory memory) {
        return memory.ref().name() + " (" + memory.ref().resourceGroup() + ", "
                + memory.ref().subscription() + ")";
    }

    /** What is to be said of it. */
    Part part() {
        if (book.off()) {
            return unknown("off: the guard reads no audit logs, and use of an admin certificate is seen of no cluster");
        }
        if (book.asked().isEmpty()) {
            return unknown(
                    book.failed()
                            ? "could not be looked up; the last sweep's log says why"
                            : "no sweep has looked it up yet");
        }
        if (!book.fresh()) {
            return unknown("the last look-up that did not fail is over a day old; the last sweep's log says why");
        }
        String old = book.failed() ? "; the last look-up failed, its log says why, and this is of the one before" : "";
        int bare = missing.size() + unknown.size();
        if (bare > 0) {
            return new Part(PART, Condition.DEGRADED, book.asked(), bare(bare) + old);
        }
        if (young > 0) {
            return unknown(
                    young + " of " + clusters() + " new, and Azure Policy has not told of them yet; kube-audit of"
                            + " the others is sent here" + old);
        }
        return new Part(
                PART,
                book.failed() ? Condition.UNKNOWN : Condition.OK,
                book.asked(),
                "kube-audit is sent here by " + clusters() + ", as Azure Policy has it" + old);
    }

    private Part unknown(String text) {
        return new Part(PART, Condition.UNKNOWN, book.asked(), text);
    }

    private String bare(int bare) {
        var kinds = new ArrayList<String>();
        if (!missing.isEmpty()) {
            kinds.add(missing.size() + " without the diagnostic setting, " + named(missing));
        }
        if (!unknown.isEmpty()) {
            kinds.add(unknown.size() + " that Azure Policy says nothing of, " + named(unknown));
        }
        if (young > 0) {
            kinds.add(young + " more too new to say");
        }
        return "no audit coverage of " + bare + " of " + clusters() + ": " + String.join("; ", kinds)
                + "; assign infra/policy/kube-audit.bicep for their regions and remediate, or let the guard read"
                + " Microsoft.PolicyInsights/policyStates there";
    }

    private static String named(SortedSet<String> some) {
        int more = some.size() - NAMED;
        return some.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private String clusters() {
        return all + (all == 1 ? " cluster" : " clusters");
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Severity;
import io.entraguard.model.Tags;
import io.entraguard.policy.Author;
import io.entraguard.policy.Author.Known;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Ruling;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sees to it that nobody wins a less safe mode by changing a cluster's tags who is no approver of the rule that is in
 * force: until an approver did, the rule of the tags before stays. The tags of a cluster that is seen for the first time
 * count as they are. Nobody is looked up for tags of a resource group or subscription: a less safe mode by them waits until
 * an approver tags the cluster itself. Belongs to one pass.
 */
final class Retagging {
    private final ClusterMemory memory;
    private final Policy policy;
    private final Evidence evidence;
    private final AuditDraft audit;
    private final Instant now;
    private Optional<Because> heldBack = Optional.empty();

    Retagging(ClusterMemory memory, Policy policy, Evidence evidence, AuditDraft audit, Instant now) {
        this.memory = memory;
        this.policy = policy;
        this.evidence = evidence;
        this.audit = audit;
        this.now = now;
    }

    /** What the policy says of the cluster. */
    Policy.Match match(ClusterSnapshot cluster, Tags inherited) {
        if (!policy.inheritsTags()) {
            memory.inherited = "";
            memory.acceptedInherited = null;
            return byOwn(cluster, Tags.NONE);
        }
        boolean news = !memory.inherited.equals(Fingerprint.of(inherited));
        memory.inherited = Fingerprint.of(inherited);
        Map<String, String> tags = plain(inherited);
        Policy.Match before = byOwn(
                cluster, Tags.of(Optional.ofNullable(memory.acceptedInherited).orElse(tags)));
        Policy.Match live = policy.match(cluster.ref(), counting(cluster), inherited);
        if (lessSafe(live, before)) {
            holdBack(live, before, news);
            return before;
        }
        memory.acceptedInherited = tags;
        return live;
    }

    /** Of the cluster's own tags those that count by now. */
    private Tags counting(ClusterSnapshot cluster) {
        Map<String, String> accepted = memory.accepted;
        return accepted == null || accepted.equals(plain(cluster.tags())) ? cluster.tags() : Tags.of(accepted);
    }

    private void holdBack(Policy.Match live, Policy.Match before, boolean news) {
        var why = new Because(
                Reason.RETAGGED,
                "rule " + live.rule() + " instead of " + before.rule()
                        + ", by tags of the resource group or subscription; tags of the cluster itself go before them");
        heldBack = Optional.of(why);
        if (news) {
            String code = Reason.RETAGGED.code();
            audit.add(new RequestRuled(Request.RETAG, false, code, live.rule(), Optional.empty()));
            String sentence = memory.ref().name() + ": " + why.sentence();
            audit.add(new Alert("retag-refused", Severity.HIGH, sentence, Optional.empty()));
        }
    }

    private static boolean lessSafe(Policy.Match live, Policy.Match before) {
        return live.settings().mode().compareTo(before.settings().mode()) > 0;
    }

    private Policy.Match byOwn(ClusterSnapshot cluster, Tags inherited) {
        Map<String, String> tags = plain(cluster.tags());
        Policy.Match live = policy.match(cluster.ref(), cluster.tags(), inherited);
        Map<String, String> accepted = memory.accepted;
        if (accepted == null || accepted.equals(tags)) {
            accept(tags);
            return live;
        }
        Policy.Match before = policy.match(cluster.ref(), Tags.of(accepted), inherited);
        if (!lessSafe(live, before) || granted(live, before)) {
            accept(tags);
            return live;
        }
        return before;
    }

    /** Why the tags that are there do not count for matching; empty where they do. */
    Optional<Because> heldBack() {
        return heldBack;
    }

    private void accept(Map<String, String> tags) {
        memory.accepted = tags;
        memory.retag = null;
    }

    private boolean granted(Policy.Match live, Policy.Match before) {
        SeenTag seen = memory.retag;
        if (seen == null || !seen.value().equals(live.rule())) {
            seen = TagBook.newlySeen(memory, live.rule(), now);
        }
        Author author = seen.author().orElse(null);
        if (author == null) {
            author = evidence.first(Optional.empty(), seen);
        }
        String what = "rule " + live.rule() + " instead of " + before.rule();
        Ruling ruling = Ruling.on(what, author, before.settings());
        memory.retag = author.known() == Known.UNPROVEN ? seen : seen.settled(author);
        if (ruling.pending()) {
            heldBack = ruling.refusal();
            return false;
        }
        if (seen.author().isEmpty()) {
            record(live, ruling);
        }
        heldBack = ruling.refusal()
                .map(why -> new Because(
                        Reason.RETAGGED,
                        what
                                + ruling.by()
                                        .map(by -> ", written by " + by.by().oid())
                                        .orElse("")));
        return ruling.counts();
    }

    private void record(Policy.Match live, Ruling ruling) {
        var book = new TagBook(memory, live.settings(), evidence, audit, now);
        book.rule(Request.RETAG, live.rule(), ruling);
        if (!ruling.counts() && !ruling.trespass()) {
            book.alert("retag-refused", ruling);
        }
    }

    /** The tags that rules are matched against: not the guard's own. */
    static Map<String, String> plain(Tags tags) {
        var plain = new TreeMap<String, String>();
        tags.all().forEach((name, value) -> {
            if (!GuardTag.speaksToGuard(name)) {
                plain.put(name, value);
            }
        });
        return plain;
    }
}

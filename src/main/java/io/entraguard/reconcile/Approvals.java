package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Author;
import io.entraguard.policy.ClusterHistory.Approval;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Ruling;
import io.entraguard.policy.Settings;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks for approval of one plan and rules on the tag that answers: it counts if it names exactly this plan, was written
 * by one approver and nobody else, in time, after the guard asked, and not by whoever wrote the configuration last.
 * Belongs to one pass.
 */
final class Approvals {
    private final ClusterMemory memory;
    private final Settings settings;
    private final TagBook book;
    private final Evidence evidence;
    private final Optional<String> guard;
    private final AuditDraft audit;
    private final Instant now;

    Approvals(
            ClusterMemory memory,
            Settings settings,
            TagBook book,
            Evidence evidence,
            Optional<String> guard,
            AuditDraft audit,
            Instant now) {
        this.memory = memory;
        this.settings = settings;
        this.book = book;
        this.evidence = evidence;
        this.guard = guard;
        this.audit = audit;
        this.now = now;
    }

    /** Asks about that plan where nobody was asked yet, and rules on the tag that is there; says why it does not count. */
    Optional<Because> rule(Plan plan) {
        Asked before = memory.asked;
        boolean asking = before == null || !before.planId().equals(plan.id());
        if (asking) {
            ask(plan);
        }
        SeenTag tag = memory.tags.get(GuardTag.APPROVE.tag());
        if (tag == null) {
            return Optional.empty();
        }
        if (memory.usedApprovals.contains(tag.value()) && !tag.value().equals(plan.id())) {
            return Optional.empty(); // it did its work for an earlier plan
        }
        Author author = book.author(GuardTag.APPROVE);
        SeenTag seen = book.seen(GuardTag.APPROVE);
        if (seen.ruledAgainst() && seen.author().equals(Optional.of(author))) {
            book.alertOfMadeUp();
            return Optional.of(stillAgainst(plan, seen));
        }
        Ruling ruling = rule(plan, seen, author, asking);
        if (!ruling.pending() && book.firstSuch(GuardTag.APPROVE, ruling)) {
            record(plan, ruling);
            book.against(GuardTag.APPROVE, ruling);
        }
        book.alertOfMadeUp();
        return ruling.refusal();
    }

    /** Why a tag that was ruled against before does not count now. */
    private static Because stillAgainst(Plan plan, SeenTag seen) {
        if (!seen.value().equals(plan.id())) {
            return new Because(Reason.APPROVAL_OTHER_PLAN, "the present one is " + plan.id());
        }
        return seen.refusal()
                .filter(because -> because.reason() != Reason.APPROVAL_OTHER_PLAN)
                .orElse(new Because(Reason.APPROVAL_EARLY, "write it again"));
    }

    private void ask(Plan plan) {
        memory.approval = null;
        memory.asked = new Asked(plan.id(), now, now.plus(settings.approvalTtl()));
        audit.add(new ApprovalAsked(plan.id(), Remediations.changes(plan), memory.asked.deadline()));
    }

    private Ruling rule(Plan plan, SeenTag tag, Author author, boolean asking) {
        Ruling writer = Ruling.on(GuardTag.APPROVE.tag(), author, settings);
        if (!writer.counts()) {
            return writer.refusal().orElseThrow().reason() == Reason.NOT_AN_APPROVER ? saying(writer) : writer;
        }
        Sighting by = author.by().orElseThrow();
        if (!tag.value().equals(plan.id())) {
            return Ruling.refused(Reason.APPROVAL_OTHER_PLAN, "the present one is " + plan.id(), Optional.of(by));
        }
        Ruling byAnother = byAnother(by); // first: whose late tag it is decides who may write it again
        return byAnother.counts() ? inTime(by, asking).orElse(byAnother) : byAnother;
    }

    /** What an approver finds there already and wants to stand for. */
    private static Ruling saying(Ruling ruling) {
        Because because = ruling.refusal().orElseThrow();
        return Ruling.refused(
                because.reason(), because.detail() + "; an approver removes it and writes it again", ruling.by());
    }

    private Optional<Ruling> inTime(Sighting by, boolean asking) {
        Asked asked = java.util.Objects.requireNonNull(memory.asked);
        if (asking || by.at().isBefore(asked.at())) {
            boolean used = memory.usedApprovals.contains(asked.planId());
            Reason reason = used ? Reason.APPROVAL_USED : Reason.APPROVAL_EARLY;
            return Optional.of(Ruling.refused(reason, "write it again", Optional.of(by)));
        }
        if (by.at().isAfter(asked.deadline())) {
            return Optional.of(Ruling.refused(
                    Reason.APPROVAL_LATE, "until " + asked.deadline() + "; write it again", Optional.of(by)));
        }
        return Optional.empty();
    }

    private Ruling byAnother(Sighting by) {
        if (guard.map(by.by().oid()::equalsIgnoreCase).orElse(false)) {
            return Ruling.refused(Reason.APPROVAL_BY_GUARD, "", Optional.of(by));
        }
        boolean self =
                evidence.lastConfigurationWrite().map(last -> same(last, by)).orElse(false)
                        || memory.lastWrite != null && same(memory.lastWrite, by);
        return self
                ? Ruling.refused(
                        Reason.APPROVAL_SELF,
                        "both by " + by.by().oid() + "; another approver removes the tag and writes it again",
                        Optional.of(by))
                : Ruling.granted(by);
    }

    private static boolean same(Sighting one, Sighting other) {
        return one.by().oid().equalsIgnoreCase(other.by().oid());
    }

    private void record(Plan plan, Ruling ruling) {
        if (ruling.counts()) {
            memory.approval = new Approval(plan.id(), ruling.by().orElseThrow());
            boolean writerKnown = memory.lastWrite != null
                    || evidence.lastConfigurationWrite().isPresent();
            audit.add(new RequestRuled(
                    Request.APPROVAL, true, writerKnown ? "" : "last-writer-unknown", plan.id(), ruling.by()));
            return;
        }
        book.rule(Request.APPROVAL, plan.id(), ruling);
        ruling.refusal()
                .ifPresent(why -> memory.tags.put(
                        GuardTag.APPROVE.tag(), book.seen(GuardTag.APPROVE).refusedFor(why)));
        boolean late = ruling.refusal()
                .map(because -> because.reason() == Reason.APPROVAL_LATE)
                .orElse(false);
        if (late) {
            ask(plan);
        }
    }
}

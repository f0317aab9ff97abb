package io.entraguard.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that the guard saw, decided or did, to be recorded. Immutable.
 *
 * @param cluster whom it is about, with its region; empty for what concerns no single cluster
 * @param at when it happened
 * @param occurrence what makes it one happening: a step that is played again gives the same, a new happening another
 * @param policyHash the policy in force
 * @param body what happened
 */
public record AuditEvent(Optional<Subject> cluster, Instant at, String occurrence, String policyHash, Body body) {

    /** A cluster that an event is about. */
    public record Subject(ClusterRef ref, String region) {}

    /** A property before and after, the values as JSON trees. */
    public record PropertyChange(
            String path, @Nullable Object before, @Nullable Object after) {}

    /** What happened. */
    public sealed interface Body {
        /** Calls the case that fits. */
        <R> R match(Cases<R> cases);
    }

    /** One method for each kind of happening. */
    public interface Cases<R> {
        R findingOpened(FindingOpened body);

        R findingChanged(FindingChanged body);

        R findingClosed(FindingClosed body);

        R findingSuppressed(FindingSuppressed body);

        R ticketMoved(TicketMoved body);

        R decided(Decided body);

        R remediationIntended(RemediationIntended body);

        R remediationEnded(RemediationEnded body);

        R alert(Alert body);

        R eventRejected(EventRejected body);

        R approvalAsked(ApprovalAsked body);

        R requestRuled(RequestRuled body);

        R waiverMoved(WaiverMoved body);

        R policyChanged(PolicyChanged body);

        R ledgerAnchored(LedgerAnchored body);

        R chainContinued(ChainContinued body);
    }

    /** A control fails that passed before, or was not known to fail. */
    public record FindingOpened(Finding finding) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.findingOpened(this);
        }
    }

    /** A failing control fails otherwise than before; opened then. */
    public record FindingChanged(Finding finding, Instant opened) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.findingChanged(this);
        }
    }

    /**
     * A control that failed passes, or its cluster is gone.
     *
     * @param opened when it began to fail
     * @param gone whether the cluster no longer exists
     * @param by who or what put it right, for people
     */
    public record FindingClosed(Finding finding, Instant opened, boolean gone, String by) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.findingClosed(this);
        }
    }

    /**
     * A failing control is let be, because the cluster is exempt.
     *
     * @param opened when it began to fail
     * @param until when the exemption ends
     */
    public record FindingSuppressed(Finding finding, Instant opened, Instant until) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.findingSuppressed(this);
        }
    }

    /**
     * A ticket was opened, commented, resolved or reopened.
     *
     * @param findings what it is about
     */
    public record TicketMoved(String key, TicketMove move, List<Finding> findings) implements Body {
        public TicketMoved {
            findings = List.copyOf(findings);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ticketMoved(this);
        }
    }

    /** What became of a ticket. */
    public enum TicketMove {
        OPENED,
        COMMENTED,
        RESOLVED,
        REOPENED
    }

    /**
     * A decision other than the last one about this cluster.
     *
     * @param step the step's word
     * @param reasons the reasons' codes
     * @param would what would have been done, where the step is {@code record}
     */
    public record Decided(
            String step, List<String> reasons, Optional<String> would, List<PropertyChange> changes, String mode)
            implements Body {
        public Decided {
            reasons = List.copyOf(reasons);
            changes = List.copyOf(changes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.decided(this);
        }
    }

    /**
     * A write is about to be sent.
     *
     * @param command the id that ties intent, write and outcome together
     * @param authority who or what allowed it, such as {@code mode auto of rule sandbox}
     */
    public record RemediationIntended(
            String command, String planId, List<PropertyChange> changes, String authority, Guard by) implements Body {
        public RemediationIntended {
            changes = List.copyOf(changes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.remediationIntended(this);
        }
    }

    /** The identity that the guard writes with, where it is known. */
    public record Guard(Optional<String> oid) {}

    /** How a remediation came out. */
    public enum Outcome {
        /** A re-read proved every intended property. */
        PROVEN,
        /** Azure refused the write. */
        REFUSED,
        /** The operation failed, or ended without the intended values. */
        FAILED,
        /** It was not sent, or not applied; it will be judged anew. */
        NOT_APPLIED
    }

    /**
     * A remediation came to its end.
     *
     * @param code Azure's code or HTTP status
     * @param detail for people
     * @param requestId ARM's correlation id, where an answer carried one
     */
    public record RemediationEnded(
            String command,
            String planId,
            List<PropertyChange> changes,
            Outcome outcome,
            String code,
            String detail,
            Optional<String> requestId,
            Guard by)
            implements Body {
        public RemediationEnded {
            changes = List.copyOf(changes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.remediationEnded(this);
        }
    }

    /**
     * Something that somebody should look at now.
     *
     * @param kind the alert's fixed name, such as {@code new-cluster-without-entra}
     * @param text one sentence for people
     * @param evidence who was seen doing what, where somebody was
     */
    public record Alert(String kind, Severity severity, String text, Optional<Sighting> evidence) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.alert(this);
        }
    }

    /** An event that could not be read. */
    public record EventRejected(String reason, Map<String, String> ids) implements Body {
        public EventRejected {
            ids = Map.copyOf(ids);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.eventRejected(this);
        }
    }

    /**
     * A plan waits for an approver.
     *
     * @param deadline until when a tag that approves it must be written
     */
    public record ApprovalAsked(String planId, List<PropertyChange> changes, Instant deadline) implements Body {
        public ApprovalAsked {
            changes = List.copyOf(changes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.approvalAsked(this);
        }
    }

    /** What somebody asks of the guard by writing a tag. */
    public enum Request {
        /** That a plan be carried out. */
        APPROVAL,
        /** Another mode than the policy's. */
        MODE,
        /** Another rule of the policy, by tags that the rules look at. */
        RETAG
    }

    /**
     * The guard ruled on what the writing of a tag asks for.
     *
     * @param reason the reason's code; where granted a note about it, or empty
     * @param subject the plan's id, the mode's word or the rule's name; as written, so not to be trusted
     * @param by who was seen writing the tag, where somebody was
     */
    public record RequestRuled(Request request, boolean granted, String reason, String subject, Optional<Sighting> by)
            implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.requestRuled(this);
        }
    }

    /** What takes a cluster out of the guard's hands, for a time or until it is taken back. */
    public enum Waiver {
        EXEMPTION,
        BREAK_GLASS,
        /** A mode tag that says {@code off} or {@code audit}. */
        OPT_OUT
    }

    /** What became of a waiver. */
    public enum WaiverMove {
        GRANTED,
        REFUSED,
        /** It ends soon. */
        EXPIRING,
        ENDED
    }

    /**
     * A waiver began, was refused, is about to end or ended.
     *
     * @param until when it ends or would have ended, where it has an end
     * @param reason the reason's code, or empty
     * @param note the value of the tag {@code entra-guard-reason}; as written, so not to be trusted
     * @param by who was seen writing the tag; empty where time moved it, or nobody was seen
     */
    public record WaiverMoved(
            Waiver waiver,
            WaiverMove move,
            Optional<Instant> until,
            String reason,
            Optional<String> note,
            Optional<Sighting> by)
            implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.waiverMoved(this);
        }
    }

    /**
     * Another policy is in force.
     *
     * @param before the hash of the one before; empty for the first
     * @param after the hash of this one
     */
    public record PolicyChanged(String before, String after) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.policyChanged(this);
        }
    }

    /**
     * Where a chain of the ledger ended when it was looked at.
     *
     * @param month the file that its last record stands in, such as {@code 2026-01}
     * @param seq the last record's number
     * @param hash the last record's hash
     */
    public record ChainHead(String chain, String month, long seq, String hash) {}

    /**
     * The heads of chains of the ledger, told outside of it, so that a record before them that is changed or taken away
     * shows.
     */
    public record LedgerAnchored(List<ChainHead> heads) implements Body {
        public LedgerAnchored {
            heads = List.copyOf(heads);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ledgerAnchored(this);
        }
    }

    /**
     * A chain of the ledger leaves a month: this is the last record of its file.
     *
     * @param month the one in which it goes on
     */
    public record ChainContinued(String month) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.chainContinued(this);
        }
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.AuditEvent.Cases;
import io.entraguard.model.AuditEvent.ChainContinued;
import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.AuditEvent.FindingChanged;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.AuditEvent.FindingSuppressed;
import io.entraguard.model.AuditEvent.LedgerAnchored;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.PolicyChanged;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.Sighting;
import io.entraguard.reconcile.Moment.Kind;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The line of a cluster's timeline about what is recorded of it; empty where another line tells the same. */
final class TimelineText implements Cases<Optional<Moment>> {
    private final Instant now;

    TimelineText(Instant now) {
        this.now = now;
    }

    private Optional<Moment> line(Kind kind, String text) {
        return Optional.of(new Moment(now, kind, text));
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String by(Optional<Sighting> seen) {
        return seen.map(sighting -> " by " + sighting.by().oid()).orElse("");
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : " (" + reason + ")";
    }

    @Override
    public Optional<Moment> findingOpened(FindingOpened body) {
        return Optional.empty(); // the verdict's line names it
    }

    @Override
    public Optional<Moment> findingChanged(FindingChanged body) {
        return line(
                Kind.VERDICT,
                body.finding().control().code() + " fails otherwise: "
                        + body.finding().observed());
    }

    @Override
    public Optional<Moment> findingClosed(FindingClosed body) {
        String code = body.finding().control().code();
        return body.gone()
                ? Optional.empty()
                : line(Kind.PROOF, "a re-read shows that " + code + " passes; put right by " + body.by());
    }

    @Override
    public Optional<Moment> findingSuppressed(FindingSuppressed body) {
        return Optional.empty(); // the waiver's line says so
    }

    @Override
    public Optional<Moment> ticketMoved(TicketMoved body) {
        return line(Kind.TICKET, body.key() + " " + words(body.move()));
    }

    @Override
    public Optional<Moment> decided(Decided body) {
        String reasons = body.reasons().isEmpty() ? "" : ": " + String.join(", ", body.reasons());
        String would = body.would().map(step -> ", would be " + step).orElse("");
        return line(Kind.DECISION, body.step() + would + " in mode " + body.mode() + reasons);
    }

    @Override
    public Optional<Moment> remediationIntended(RemediationIntended body) {
        String paths = body.changes().stream()
                .map(change -> change.path().replaceFirst("^properties\\.", ""))
                .collect(Collectors.joining(", "));
        return line(Kind.WRITE, "plan " + body.planId() + " is written (" + paths + "), " + body.authority());
    }

    @Override
    public Optional<Moment> remediationEnded(RemediationEnded body) {
        Kind kind = body.outcome() == Outcome.PROVEN ? Kind.PROOF : Kind.WRITE;
        return line(kind, "plan " + body.planId() + " " + words(body.outcome()) + ": " + body.detail());
    }

    @Override
    public Optional<Moment> alert(Alert body) {
        return line(Kind.ALERT, body.kind() + ": " + body.text());
    }

    @Override
    public Optional<Moment> eventRejected(EventRejected body) {
        return line(Kind.EVENT, "an event could not be taken: " + body.reason());
    }

    @Override
    public Optional<Moment> approvalAsked(ApprovalAsked body) {
        return line(Kind.APPROVAL, "asked for approval of plan " + body.planId() + " until " + body.deadline());
    }

    @Override
    public Optional<Moment> requestRuled(RequestRuled body) {
        String what =
                words(body.request()) + " of " + (body.request() == Request.APPROVAL ? "plan " : "") + body.subject();
        return line(
                Kind.APPROVAL,
                what + (body.granted() ? " granted" : " refused") + because(body.reason()) + by(body.by()));
    }

    @Override
    public Optional<Moment> waiverMoved(WaiverMoved body) {
        String until = body.until().map(end -> " until " + end).orElse("");
        return line(
                Kind.APPROVAL,
                words(body.waiver()) + " " + words(body.move()) + until + because(body.reason()) + by(body.by()));
    }

    @Override
    public Optional<Moment> policyChanged(PolicyChanged body) {
        return Optional.empty(); // about no single cluster
    }

    @Override
    public Optional<Moment> ledgerAnchored(LedgerAnchored body) {
        return Optional.empty(); // about no single cluster
    }

    @Override
    public Optional<Moment> chainContinued(ChainContinued body) {
        return Optional.empty(); // the ledger's own book-keeping
    }
}

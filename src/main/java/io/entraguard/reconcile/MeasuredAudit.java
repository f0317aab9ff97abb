package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.reconcile.GuardMetrics.Action;
import io.entraguard.reconcile.GuardMetrics.Sink;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The audit trail, counted: what is recorded is what happened, so the figures of what the guard sees and does are made
 * here and nowhere in the loop. A pass that is played again after a stop counts again. Safe for use by many threads.
 */
public final class MeasuredAudit implements Audit {
    private final Audit audit;
    private final GuardMetrics metrics;

    public MeasuredAudit(Audit audit, GuardMetrics metrics) {
        this.audit = audit;
        this.metrics = metrics;
    }

    @Override
    public void record(List<AuditEvent> events) {
        try {
            audit.record(events);
        } catch (Failure e) {
            metrics.notHandedOver(Sink.LEDGER, events.size());
            throw e;
        }
        events.forEach(this::count);
    }

    /** Of the kinds of happening these alone make a figure. */
    private void count(AuditEvent event) {
        Body body = event.body();
        if (body instanceof RemediationIntended) {
            metrics.remediation(Action.STARTED);
        } else if (body instanceof RemediationEnded ended) {
            metrics.remediation(action(ended.outcome()));
        } else if (body instanceof Decided decided
                && decided.would().filter("remediate"::equals).isPresent()) {
            metrics.remediation(Action.WITHHELD);
        } else if (body instanceof FindingClosed closed && !closed.gone()) {
            metrics.findingClosed(closed.finding().severity(), Duration.between(closed.opened(), event.at()));
        } else if (body instanceof RequestRuled ruled) {
            metrics.ruled(ruled.request().name().toLowerCase(Locale.ROOT), ruled.granted());
        } else if (body instanceof Alert alert) {
            metrics.alerted(alert.kind(), alert.severity());
        }
    }

    private static Action action(Outcome outcome) {
        return switch (outcome) {
            case PROVEN -> Action.PROVEN;
            case REFUSED -> Action.REFUSED;
            case FAILED -> Action.FAILED;
            case NOT_APPLIED -> Action.NOT_APPLIED;
        };
    }
}

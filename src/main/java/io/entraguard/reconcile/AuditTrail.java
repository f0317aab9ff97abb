package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.ChainContinued;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ocsf.Ocsf;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The audit trail: each event is written to the ledger first, which makes it durable, and handed to the SIEMs after. A
 * ledger that cannot be written stops what was about to be done; a SIEM that cannot be reached stops nothing. Safe for
 * use by many threads.
 */
public final class AuditTrail implements Audit {
    private static final Logger LOG = Logger.getLogger(AuditTrail.class.getName());

    private final Ledger ledger;
    private final Ocsf ocsf;
    private final List<AuditSink> sinks;

    public AuditTrail(Ledger ledger, Ocsf ocsf, List<AuditSink> sinks) {
        this.ledger = ledger;
        this.ocsf = ocsf;
        this.sinks = List.copyOf(sinks);
    }

    @Override
    public void record(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        AuditEvent first = events.get(0);
        var rendered = new ArrayList<Map<String, Object>>();
        events.forEach(event -> rendered.addAll(ocsf.events(event)));
        var told = new ArrayList<>(
                ledger.append(first.cluster().map(Subject::ref), first.at(), rendered, next -> continued(first, next)));
        told.addAll(rendered);
        sinks.forEach(sink -> emit(sink, told));
    }

    private Map<String, Object> continued(AuditEvent first, YearMonth next) {
        return ocsf.events(new AuditEvent(
                        first.cluster(),
                        first.at(),
                        "continued " + next,
                        first.policyHash(),
                        new ChainContinued(next.toString())))
                .get(0);
    }

    /** Hands an event to the SIEMs alone, because the ledger cannot take it. */
    void tellWithoutLedger(AuditEvent event) {
        List<Map<String, Object>> rendered = ocsf.events(event);
        sinks.forEach(sink -> emit(sink, rendered));
    }

    private static void emit(AuditSink sink, List<Map<String, Object>> events) {
        try {
            sink.emit(events);
        } catch (Failure e) {
            // They are in the ledger, which is the record; the sink's own outbox is another matter.
            LOG.log(Level.WARNING, "audit events not handed over count={0} sink={1}", new Object[] {
                events.size(), sink.getClass().getSimpleName()
            });
        }
    }
}

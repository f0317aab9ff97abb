package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.ChainContinued;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ocsf.Ocsf;
import io.entraguard.reconcile.outbox.Outbox;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The audit trail: each event is written to the ledger first, which makes it durable, and handed to the SIEMs
 * later, by way of the {@link Outbox}. A ledger that cannot be written stops what was about to be done; a SIEM that cannot
 * be reached stops nothing. Safe for use by many threads.
 */
public final class AuditTrail implements Audit {
    private final Ledger ledger;
    private final Ocsf ocsf;
    private final Outbox outbox;

    public AuditTrail(Ledger ledger, Ocsf ocsf, Outbox outbox) {
        this.ledger = ledger;
        this.ocsf = ocsf;
        this.outbox = outbox;
    }

    @Override
    public void record(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        AuditEvent first = events.get(0);
        var rendered = new ArrayList<Map<String, Object>>();
        events.forEach(event -> rendered.addAll(ocsf.events(event)));
        Optional<ClusterRef> cluster = first.cluster().map(Subject::ref);
        ledger.append(cluster, first.at(), rendered, next -> continued(first, next), outbox);
        outbox.appended(cluster.map(Ledger::chain).orElse(Ledger.GUARD));
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
        outbox.tell(ocsf.events(event));
    }
}

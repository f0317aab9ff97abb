package io.entraguard.reconcile.ledger;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.ChainContinued;
import io.entraguard.reconcile.ocsf.Ocsf;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;

/** The events by which chains leave a month, as the audit trail makes them. */
public final class Continued {
    private Continued() {}

    /** The event that says that a chain goes on in that month. */
    public static Map<String, Object> in(YearMonth next) {
        var happened = new AuditEvent(
                Optional.empty(),
                Instant.parse("2026-02-01T00:00:00Z"),
                "continued " + next,
                "hash",
                new ChainContinued(next.toString()));
        return new Ocsf("test").events(happened).get(0);
    }
}

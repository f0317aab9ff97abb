package io.entraguard.reconcile.outbox;

import io.entraguard.reconcile.Failure;
import java.util.List;
import java.util.Map;

/** A way out to a SIEM. Events are OCSF objects as trees; the same event may come twice with the same {@code uid}. */
public interface AuditSink {
    /** The code of the failure of events among which is one that would be refused however often it came. */
    String REFUSED = "sink-refused";

    /**
     * Hands events over, in order.
     *
     * @throws Failure.Terminal with the code {@link #REFUSED} where what was handed over is at fault, rather than the way
     *     it went; some of the events may have arrived
     * @throws Failure where they could not be handed over; some of them may have arrived
     */
    void emit(List<Map<String, Object>> events);
}

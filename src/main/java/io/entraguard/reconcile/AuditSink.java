package io.entraguard.reconcile;

import java.util.List;
import java.util.Map;

/** A way out to a SIEM. Events are OCSF objects as trees; the same event may come twice with the same {@code uid}. */
public interface AuditSink {
    /**
     * Hands events over, in order.
     *
     * @throws Failure where they could not be handed over
     */
    void emit(List<Map<String, Object>> events);
}

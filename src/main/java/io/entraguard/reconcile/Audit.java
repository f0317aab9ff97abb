package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import java.util.List;

/** Where everything that the guard sees, decides and does is recorded. Safe for use by many threads. */
public interface Audit {
    /**
     * Records events, all of them or none. When this returns they are durable; nothing may be done before that.
     *
     * @throws Failure where they could not be made durable
     */
    void record(List<AuditEvent> events);
}

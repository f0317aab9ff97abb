package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import java.util.*;

/** Temporary. */
public final class Ocsf {
    private final String v;

    /** Temporary. */
    public Ocsf(String version) {
        v = version;
    }

    /** Temporary. */
    public List<Map<String, Object>> events(AuditEvent e) {
        var m = new LinkedHashMap<String, Object>();
        m.put(
                "metadata",
                new LinkedHashMap<>(Map.of(
                        "uid",
                        e.occurrence() + e.body().hashCode(),
                        "event_code",
                        e.body() instanceof AuditEvent.EventRejected
                                ? "event.rejected"
                                : e.body().getClass().getSimpleName(),
                        "version",
                        v)));
        m.put("message", e.body().toString());
        return List.of(m);
    }
}

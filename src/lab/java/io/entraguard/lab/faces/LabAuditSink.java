package io.entraguard.lab.faces;

import io.entraguard.model.Tree;
import io.entraguard.reconcile.outbox.AuditSink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A SIEM that keeps each event once, by its {@code metadata.uid}, as one that deduplicates would. Thread-safe. */
public final class LabAuditSink implements AuditSink {
    private final Map<String, Map<String, Object>> events = new LinkedHashMap<>();
    private final Faulty faulty;

    public LabAuditSink(FaultHook hook) {
        this.faulty = new Faulty("sink", hook);
    }

    @Override
    public void emit(List<Map<String, Object>> batch) {
        faulty.run("emit", () -> {
            synchronized (events) {
                batch.forEach(event -> events.putIfAbsent(uid(event), Tree.copy(event)));
            }
        });
    }

    private String uid(Map<String, Object> event) {
        return Tree.object(event.get("metadata"))
                .map(metadata -> metadata.get("uid"))
                .map(Object::toString)
                .orElseGet(() -> "without uid " + events.size());
    }

    /** What came, in the order in which it came first. */
    public List<Map<String, Object>> events() {
        synchronized (events) {
            return List.copyOf(events.values());
        }
    }
}

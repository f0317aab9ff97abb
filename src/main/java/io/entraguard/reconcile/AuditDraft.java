package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one pass has to record about its cluster, collected until it must be durable. Events are numbered by the cluster's
 * memory, so that a pass that is played again after a crash gives its events the names that they had. Belongs to one
 * pass.
 */
final class AuditDraft {
    private final Audit audit;
    private final ClusterMemory memory;
    private final String policyHash;
    private final Instant now;
    private final List<AuditEvent> events = new ArrayList<>();

    AuditDraft(Audit audit, ClusterMemory memory, String policyHash, Instant now) {
        this.audit = audit;
        this.memory = memory;
        this.policyHash = policyHash;
        this.now = now;
    }

    /** Adds a happening that the cluster's memory numbers. */
    void add(Body body) {
        memory.audited++;
        // With what it says: a pass that is played again after a stop may find another world, and that is news.
        add(body, "n" + memory.audited + "-" + Sha256.hex(body.toString()).substring(0, 8));
    }

    /** Adds a happening that has a name of its own. */
    void add(Body body, String occurrence) {
        memory.chronicle.recorded(body, memory.asked, now);
        events.add(new AuditEvent(
                Optional.of(new Subject(memory.ref(), memory.region)), now, occurrence, policyHash, body));
    }

    /** When the pass is made. */
    Instant at() {
        return now;
    }

    /** Whether everything added so far is durable. */
    boolean durable() {
        return events.isEmpty();
    }

    /** Makes everything added so far durable. */
    void flush() {
        if (!events.isEmpty()) {
            audit.record(List.copyOf(events));
            events.clear();
        }
    }
}

package io.entraguard.lab.world;

import io.entraguard.model.ClusterRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One cluster of the simulated Azure: its document, the operation that runs on it and the edits that wait for its end. */
final class Cluster {
    private final ClusterRef ref;
    private Map<String, Object> document;
    private Optional<Operation> running = Optional.empty();
    private final List<DelayedEdit> waiting = new ArrayList<>();

    Cluster(ClusterRef ref, Map<String, Object> document) {
        this.ref = ref;
        this.document = document;
    }

    /** An edit that came while an operation ran: it is in the Activity Log already. */
    record DelayedEdit(Change.Edit edit, String correlationId, boolean eventLost) {}

    ClusterRef ref() {
        return ref;
    }

    /** The live document, which belongs to the world: copy it before it leaves the lock. */
    Map<String, Object> document() {
        return document;
    }

    void replace(Map<String, Object> other) {
        document = other;
    }

    Optional<Operation> running() {
        return running;
    }

    void run(Operation operation) {
        running = Optional.of(operation);
    }

    void delay(DelayedEdit edit) {
        waiting.add(edit);
    }

    /** Ends the operation and returns the edits that waited for it, in the order they came. */
    List<DelayedEdit> release() {
        running = Optional.empty();
        var released = List.copyOf(waiting);
        waiting.clear();
        return released;
    }
}

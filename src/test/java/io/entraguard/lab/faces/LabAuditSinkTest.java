package io.entraguard.lab.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.outbox.AuditSink;
import io.entraguard.reconcile.outbox.AuditSinkContract;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabAuditSinkTest extends AuditSinkContract {
    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private final LabAuditSink sink = new LabAuditSink(operation -> Optional.ofNullable(faults.poll()));

    @Override
    protected AuditSink sink() {
        return sink;
    }

    @Override
    protected List<Map<String, Object>> arrived() {
        return sink.events();
    }

    @Test
    void an_event_whose_answer_was_lost_stands_there_once() {
        List<Map<String, Object>> event = List.of(Map.of("metadata", Map.of("uid", "a")));
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> sink.emit(event));
        sink.emit(event);
        assertThat(arrived()).hasSize(1);
    }
}

package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.GuardMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinksTest {
    private final List<String> counted = new ArrayList<>();
    private final GuardMetrics metrics = new GuardMetrics() {
        @Override
        public void notHandedOver(Sink sink, int events) {
            counted.add(sink.word() + " " + events);
        }
    };

    @Test
    void what_a_siem_does_not_take_is_counted_and_still_fails() {
        var refused = new Failure.Transient("HTTP 503");
        var sink = Sinks.counted(
                "event-hub",
                events -> {
                    throw refused;
                },
                metrics);
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(Map.of(), Map.of())))
                .isSameAs(refused);
        assertThat(counted).containsExactly("event_hubs 2");
    }

    @Test
    void what_it_takes_is_not() {
        var taken = new ArrayList<Map<String, Object>>();
        Sinks.counted("logs-ingestion", taken::addAll, metrics).emit(List.of(Map.of()));
        assertThat(taken).hasSize(1);
        assertThat(counted).isEmpty();
    }
}

package io.entraguard.reconcile.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link AuditSink} promises. */
public abstract class AuditSinkContract {
    /** A sink that nothing went through yet, the same one each time within a test. */
    protected abstract AuditSink sink();

    /** What arrived at the other end, in order; one that came twice with the same uid may stand there once or twice. */
    protected abstract List<Map<String, Object>> arrived();

    private static Map<String, Object> event(String uid) {
        return Map.of(
                "class_uid",
                2003,
                "time",
                1_767_603_600_123L,
                "message",
                "gr\u00fcezi \"\ud83d\ude00\"",
                "metadata",
                Map.of("uid", uid),
                "resources",
                List.of(Map.of("uid", "/subscriptions/x")));
    }

    @Test
    void events_arrive_whole_and_in_order() {
        sink().emit(List.of(event("a"), event("b")));
        sink().emit(List.of(event("c")));
        assertThat(arrived()).containsExactly(event("a"), event("b"), event("c"));
    }

    @Test
    void no_events_are_no_trouble() {
        sink().emit(List.of());
        assertThat(arrived()).isEmpty();
    }

    @Test
    void an_event_may_come_again() {
        sink().emit(List.of(event("a")));
        sink().emit(List.of(event("a"), event("b")));
        assertThat(arrived()).startsWith(event("a")).endsWith(event("b"));
    }
}

package io.entraguard.lab.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.MemoryStoreContract;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabMemoryStoreTest extends MemoryStoreContract {
    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private final LabMemoryStore store = new LabMemoryStore(operation -> Optional.ofNullable(faults.poll()));

    @Override
    protected MemoryStore store() {
        return store;
    }

    private void save() {
        store.save(MemoryStore.FLEET, "n", "t", Optional.empty());
    }

    @Test
    void nothing_is_saved_where_the_table_was_not_reached() {
        faults.addAll(List.of(
                new FaultHook.Status(503, "ServerBusy", Optional.of(Duration.ofSeconds(7))),
                new FaultHook.Timeout(),
                new FaultHook.Reset()));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(this::save)
                .satisfies(failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7)))
                .withMessage("table: save fleet/n: 503 ServerBusy");
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::save);
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::save);
        assertThat(store.load(MemoryStore.FLEET, "n")).isEmpty();
    }

    @Test
    void a_row_is_saved_where_only_the_answer_was_lost() {
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::save);
        assertThat(store.load(MemoryStore.FLEET, "n")).isPresent();
    }

    @Test
    void a_refusal_is_final() {
        faults.add(new FaultHook.Status(403, "AuthorizationFailure", Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(this::save)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("AuthorizationFailure"));
    }
}

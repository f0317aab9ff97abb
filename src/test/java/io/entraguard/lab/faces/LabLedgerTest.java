package io.entraguard.lab.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.Continued;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ledger.LedgerContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabLedgerTest extends LedgerContract {
    private static final Instant AT = Instant.parse("2026-01-05T09:00:00Z");

    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private String faulty = "append";
    private final LabAppendBlobs blobs = new LabAppendBlobs(
            operation -> operation.startsWith(faulty) ? Optional.ofNullable(faults.poll()) : Optional.empty());

    @TempDir
    Path folder;

    @Override
    protected AppendBlobs blobs() {
        return blobs;
    }

    private static List<Map<String, Object>> event(String uid) {
        return List.of(Map.of("metadata", Map.of("uid", uid)));
    }

    private LedgerCheck.Result check() throws IOException {
        blobs.dump(folder);
        return LedgerCheck.folder(folder, LedgerAnchors.NONE);
    }

    @Test
    void after_a_lost_response_the_event_stands_there_once() throws IOException {
        var ledger = new Ledger(blobs);
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> ledger.append(Optional.empty(), AT, event("a"), Continued::in));
        ledger.append(Optional.empty(), AT, event("a"), Continued::in);
        ledger.append(Optional.empty(), AT, event("b"), Continued::in);
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 2, 0));
    }

    @Test
    void after_a_call_that_never_came_through_the_event_stands_there_once() throws IOException {
        var ledger = new Ledger(blobs);
        for (var kind : List.of(new FaultHook.Timeout(), new FaultHook.Reset())) {
            faults.add(kind);
            assertThatExceptionOfType(Failure.Transient.class)
                    .isThrownBy(() -> ledger.append(Optional.empty(), AT, event("a"), Continued::in));
        }
        ledger.append(Optional.empty(), AT, event("a"), Continued::in);
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 1, 0));
    }

    @Test
    void a_chain_that_others_write_to_all_the_time_is_tried_a_bounded_number_of_times() {
        faults.addAll(Collections.nCopies(
                1_000, new FaultHook.Status(412, "AppendPositionConditionNotMet", Optional.empty())));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> new Ledger(blobs).append(Optional.empty(), AT, event("a"), Continued::in))
                .withMessageContaining("guard");
        assertThat(faults).hasSize(992);
    }

    @Test
    void a_store_that_cannot_be_read_is_not_written_to() throws IOException {
        faulty = "names";
        faults.add(new FaultHook.Status(503, "ServerBusy", Optional.empty()));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> new Ledger(blobs).append(Optional.empty(), AT, event("a"), Continued::in));
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Nothing());
    }
}

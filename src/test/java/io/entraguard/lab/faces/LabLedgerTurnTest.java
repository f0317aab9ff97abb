package io.entraguard.lab.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.ledger.Continued;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ledger.LedgerTurnContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabLedgerTurnTest extends LedgerTurnContract {
    private final LabAppendBlobs blobs = new LabAppendBlobs(FaultHook.NONE);

    @TempDir
    Path folder;

    @Override
    protected AppendBlobs blobs() {
        return blobs;
    }

    @Test
    void a_blob_that_was_created_and_never_written_to_is_filled_before_its_month_is_left() throws IOException {
        blobs.append("guard/2026-01.jsonl", new byte[0], 0); // a stop between the two calls of a first append
        Instant february = Instant.parse("2026-02-01T00:00:00Z");
        var event = Map.<String, Object>of("time", february.toEpochMilli());
        new Ledger(blobs).append(Optional.empty(), february, List.of(event), Continued::in);
        blobs.dump(folder);
        assertThat(LedgerCheck.folder(folder, LedgerAnchors.NONE)).isEqualTo(new LedgerCheck.Result.Intact(1, 2, 0));
    }
}

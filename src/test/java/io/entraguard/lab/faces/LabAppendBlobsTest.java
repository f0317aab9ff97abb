package io.entraguard.lab.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.AppendBlobsContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabAppendBlobsTest extends AppendBlobsContract {
    private final LabAppendBlobs blobs = new LabAppendBlobs(FaultHook.NONE);

    @Override
    protected AppendBlobs blobs() {
        return blobs;
    }

    @Test
    void blobs_are_dumped_as_files(@TempDir Path folder) throws IOException {
        blobs.append("guard/2026-01.jsonl", new byte[] {'{', '}', '\n'}, 0);
        blobs.tamper("guard/2026-02.jsonl", new byte[] {'x'});
        blobs.dump(folder);
        assertThat(folder.resolve("guard/2026-01.jsonl")).hasContent("{}");
        assertThat(folder.resolve("guard/2026-02.jsonl")).hasContent("x");
    }
}

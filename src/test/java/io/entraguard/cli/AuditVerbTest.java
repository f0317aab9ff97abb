package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.cli.Shell.Ran;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.reconcile.ledger.Continued;
import io.entraguard.reconcile.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerbTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void a_ledger_of_two_records() throws IOException {
        var blobs = new LabAppendBlobs(FaultHook.NONE);
        Instant at = Instant.parse("2026-01-05T09:00:00Z");
        new Ledger(blobs)
                .append(Optional.empty(), at, List.of(Map.of("message", "a"), Map.of("message", "b")), Continued::in);
        blobs.dump(folder);
        file = folder.resolve("guard/2026-01.jsonl");
    }

    private Ran verify(Path path) {
        return Shell.guard("audit", "verify", path.toString());
    }

    @Test
    void an_intact_ledger_is_exit_code_0() {
        assertThat(verify(folder)).isEqualTo(new Ran(0, folder + ": intact, 2 records in 1 chain\n", ""));
    }

    @Test
    void a_broken_ledger_is_exit_code_1_and_names_file_and_line() throws IOException {
        Files.writeString(file, Files.readString(file).replace("\"b\"", "\"c\""));
        Ran ran = verify(folder);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines())
                .containsExactly(
                        "guard/2026-01.jsonl:2: was changed: its hash is not that of what it says",
                        folder + ": broken, 1 fault");
    }

    @Test
    void a_file_that_does_not_belong_there_cannot_steer_the_terminal() throws IOException {
        Files.writeString(folder.resolve("a\u001b[31m\u202e"), "x");
        Ran ran = verify(folder);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).doesNotContain("\u001b", "\u202e").contains("does not belong to a ledger");
    }

    @Test
    void a_path_that_is_absent_or_holds_no_ledger_is_exit_code_2() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(verify(folder.resolve("absent")))
                .isEqualTo(new Ran(2, "", folder.resolve("absent") + ": there is no such folder; check the path\n"));
        assertThat(verify(empty))
                .isEqualTo(new Ran(
                        2,
                        "",
                        empty + ": this holds no ledger; name the folder that holds its <chain>/<yyyy-MM>.jsonl"
                                + " files\n"));
        assertThat(Shell.guard("audit", "verify", "a\u0000b").code()).isEqualTo(2);
        assertThat(Shell.guard("audit", "verify").code()).isEqualTo(2);
        assertThat(Shell.guard("audit").code()).isEqualTo(2);
    }
}

package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.cli.Shell.Ran;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.LedgerAnchored;
import io.entraguard.reconcile.ledger.Continued;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ocsf.Ocsf;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    /** Where the SIEM's export lies, which is no part of the ledger. */
    @TempDir
    Path kept;

    private final LabAppendBlobs blobs = new LabAppendBlobs(FaultHook.NONE);
    private Path file;

    @BeforeEach
    void a_ledger_of_two_records() throws IOException {
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

    /** What a SIEM kept: the head of the guard's chain, with something else around it. */
    private Path anchors(String... more) throws IOException {
        var head = new Ledger(blobs).head(Ledger.GUARD).orElseThrow();
        var event = new AuditEvent(
                Optional.empty(),
                Instant.parse("2026-01-06T00:00:00Z"),
                "anchor",
                "hash",
                new LedgerAnchored(List.of(head)));
        String anchored = JSON.writeValueAsString(new Ocsf("test").events(event).get(0));
        Path anchors = kept.resolve("siem.jsonl");
        Files.writeString(anchors, "{\"class_uid\":2004}\n\n" + anchored + "\n" + String.join("\n", more));
        return anchors;
    }

    private Ran verify(Path path, Path anchors) {
        return Shell.guard("audit", "verify", path.toString(), "--anchors", anchors.toString());
    }

    @Test
    void a_ledger_that_the_anchors_bear_out_is_exit_code_0() throws IOException {
        assertThat(verify(folder, anchors()))
                .isEqualTo(new Ran(0, folder + ": intact, 2 records in 1 chain; 1 anchor checked\n", ""));
        String text = Files.readString(anchors());
        assertThat(new Shell().input(text).run("audit", "verify", "--anchors", "-", folder.toString()))
                .isEqualTo(new Ran(0, folder + ": intact, 2 records in 1 chain; 1 anchor checked\n", ""));
    }

    @Test
    void what_was_taken_away_at_the_end_is_found_by_the_anchors_alone() throws IOException {
        Path anchors = anchors();
        Files.writeString(file, Files.readString(file).lines().findFirst().orElseThrow() + "\n");
        assertThat(verify(folder).code()).isZero();
        Ran ran = verify(folder, anchors);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out().lines())
                .containsExactly(
                        "guard/2026-01.jsonl: ends with record 1, but record 2 was anchored at 2026-01-06T00:00:00Z:"
                                + " records are missing at the end",
                        folder + ": broken, 1 fault");
    }

    @Test
    void a_chain_that_was_taken_away_is_found_by_the_anchors_alone() throws IOException {
        Path anchors = anchors();
        Path other = folder.resolve("0123456789abcdef".repeat(2) + "/2026-01.jsonl");
        Files.createDirectories(other.getParent());
        Files.move(file, other); // there has to be something, else it is no ledger
        assertThat(verify(folder, anchors).out())
                .contains("guard/2026-01.jsonl: is missing: its record 2 was anchored at 2026-01-06T00:00:00Z");
    }

    @Test
    void anchors_that_cannot_be_used_are_exit_code_2_and_say_why() throws IOException {
        Path absent = kept.resolve("absent");
        assertThat(verify(folder, absent))
                .isEqualTo(new Ran(2, "", absent + ": there is no such file; check the path\n"));
        Path broken = anchors("nonsense");
        assertThat(verify(folder, broken))
                .isEqualTo(new Ran(2, "", broken + ": line 4 is no JSON object; give one OCSF event a line\n"));
        Path none = Files.writeString(kept.resolve("none"), "{}\n");
        assertThat(verify(folder, none))
                .isEqualTo(new Ran(
                        2,
                        "",
                        none + ": this holds no anchor; export the events whose metadata.event_code is"
                                + " audit.chain.anchored, one a line\n"));
    }
}

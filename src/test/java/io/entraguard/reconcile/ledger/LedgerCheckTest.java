package io.entraguard.reconcile.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerCheckTest {
    private static final String JANUARY = "guard/2026-01.jsonl";
    private static final String FEBRUARY = "guard/2026-02.jsonl";

    @TempDir
    Path folder;

    @BeforeEach
    void a_ledger_of_two_months() throws IOException {
        var blobs = new LabAppendBlobs(FaultHook.NONE);
        var ledger = new Ledger(blobs);
        for (String at : List.of("2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z", "2026-02-01T09:00:00Z")) {
            Instant time = Instant.parse(at);
            Map<String, Object> event = Map.of("time", time.toEpochMilli(), "message", "gr\u00fcezi");
            ledger.append(Optional.empty(), time, List.of(event, event), Continued::in);
        }
        blobs.dump(folder);
    }

    private List<String> faults() throws IOException {
        return LedgerCheck.folder(folder, LedgerAnchors.NONE) instanceof LedgerCheck.Result.Broken broken
                ? broken.faults().stream().map(LedgerCheck.Fault::toString).toList()
                : List.of();
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private List<String> lines(String file) throws IOException {
        return read(file).lines().map(line -> line + "\n").toList();
    }

    @Test
    void what_the_writer_wrote_is_intact() throws IOException {
        assertThat(LedgerCheck.folder(folder, LedgerAnchors.NONE)).isEqualTo(new LedgerCheck.Result.Intact(1, 7, 0));
        assertThat(LedgerCheck.folder(folder.resolve("guard"), LedgerAnchors.NONE))
                .isEqualTo(new LedgerCheck.Result.Intact(1, 7, 0));
        assertThat(LedgerCheck.folder(folder.resolve(JANUARY), LedgerAnchors.NONE))
                .isEqualTo(new LedgerCheck.Result.Intact(1, 5, 0));
    }

    @Test
    void a_later_month_alone_lacks_its_beginning() throws IOException {
        Files.delete(folder.resolve(JANUARY));
        assertThat(faults())
                .containsExactly(FEBRUARY + ":1: is record 6, but the last was 0: records 1 to 5 are missing");
    }

    @Test
    void a_changed_byte_anywhere_is_found() throws IOException {
        for (String file : List.of(JANUARY, FEBRUARY)) {
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= 1;
                Files.write(folder.resolve(file), changed);
                assertThat(faults()).as("byte %d of %s", i, file).hasSize(1);
            }
            Files.write(folder.resolve(file), bytes);
        }
        assertThat(faults()).isEmpty();
    }

    @Test
    void a_missing_record_is_named() throws IOException {
        List<String> lines = lines(JANUARY);
        without(lines, 1);
        assertThat(faults()).containsExactly(JANUARY + ":2: is record 3, but the last was 1: record 2 is missing");
        without(lines, 0, 1, 2);
        assertThat(faults())
                .containsExactly(JANUARY + ":1: is record 4, but the last was 0: records 1 to 3 are missing");
        without(lines, 3, 4);
        assertThat(faults())
                .containsExactly(FEBRUARY + ":1: is record 6, but the last was 3: records 4 to 5 are missing");
        without(lines, 0, 1, 2, 3, 4);
        assertThat(faults()).containsExactly(JANUARY + ": is empty");
    }

    private void without(List<String> lines, Integer... left) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(List.of(left).contains(i) ? "" : lines.get(i));
        }
        write(JANUARY, text.toString());
    }

    @Test
    void a_doubled_record_is_named() throws IOException {
        List<String> lines = lines(JANUARY);
        String rest = lines.get(1) + lines.get(2) + lines.get(3) + lines.get(4);
        write(JANUARY, lines.get(0) + lines.get(0) + rest);
        assertThat(faults()).containsExactly(JANUARY + ":2: is record 1 again, after record 1: it is doubled");
        write(JANUARY, lines.get(0) + lines.get(1) + lines.get(0) + lines.get(2) + lines.get(3) + lines.get(4));
        assertThat(faults()).containsExactly(JANUARY + ":3: is record 1 again, after record 2: it is doubled");
        write(JANUARY, lines.get(0) + rest);
        write(FEBRUARY, lines(FEBRUARY).get(0) + lines.get(0) + lines(FEBRUARY).get(1));
        assertThat(faults()).containsExactly(FEBRUARY + ":2: is record 1 again, after record 6: it is doubled");
    }

    @Test
    void a_reordered_record_is_named_and_where_it_stands() throws IOException {
        List<String> lines = lines(JANUARY);
        write(JANUARY, lines.get(0) + lines.get(2) + lines.get(1) + lines.get(3) + lines.get(4));
        assertThat(faults())
                .containsExactly(JANUARY + ":2: is record 3, but the last was 1: record 2 is out of order, in line 3");
        write(JANUARY, lines.get(1) + lines.get(2) + lines.get(3) + lines.get(0) + lines.get(4));
        assertThat(faults())
                .containsExactly(JANUARY + ":1: is record 2, but the last was 0: record 1 is out of order, in line 4");
    }

    @Test
    void a_record_after_the_end_of_its_month_is_found() throws IOException {
        String late = lines(FEBRUARY).get(0);
        write(JANUARY, read(JANUARY) + late);
        assertThat(faults())
                .containsExactly(JANUARY + ":6: stands after the record by which the chain went on in 2026-02");
    }

    @Test
    void a_record_with_a_hash_of_its_own_that_follows_from_nothing_is_found() throws IOException {
        List<String> lines = lines(JANUARY);
        String forged = LedgerRecord.at("guard", 2, "f".repeat(64), Map.of()).line();
        write(JANUARY, lines.get(0) + forged);
        assertThat(faults()).containsExactly(JANUARY + ":2: does not follow from the record before it");
    }

    @Test
    void a_file_under_another_month_or_chain_is_found() throws IOException {
        Files.move(folder.resolve(FEBRUARY), folder.resolve("guard/2026-03.jsonl"));
        assertThat(faults())
                .containsExactly("guard/2026-03.jsonl:1: opens a file of 2026-03, but the chain goes on in 2026-02");
        Files.move(folder.resolve("guard/2026-03.jsonl"), folder.resolve("guard/2025-12.jsonl"));
        assertThat(faults()).hasSize(1).first().asString().startsWith("guard/2025-12.jsonl:1: ");
        Files.delete(folder.resolve("guard/2025-12.jsonl"));
        String other = "0123456789abcdef".repeat(2) + "/2026-01.jsonl";
        write(other, read(JANUARY));
        assertThat(faults()).containsExactly(other + ":1: belongs to another chain");
    }

    @Test
    void a_file_that_does_not_belong_there_is_found_beside_what_else_is_wrong() throws IOException {
        write("notes.txt", "x");
        write("guard/2026-13.jsonl", "x");
        write("guard/a/2026-01.jsonl", read(JANUARY));
        write(JANUARY, "");
        assertThat(faults())
                .containsExactly(
                        JANUARY + ": is empty",
                        "guard/2026-13.jsonl: does not belong to a ledger",
                        "guard/a/2026-01.jsonl: does not belong to a ledger",
                        "notes.txt: does not belong to a ledger");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "{}\n",
                "[]\n",
                "null\n",
                "\"x\"\n",
                "7\n",
                "nonsense\n",
                "{\"chain\":\"guard\",\"event\":{},\"hash\":\"\",\"prev\":\"\",\"seq\":7}\n",
                "{\"chain\":\"guard\",\"event\":{\"x\":0.5},\"hash\":\"\",\"prev\":\"\",\"seq\":7}\n",
                "{\"a\":1e99999}\n",
                "{\"a\":\"\\ud800\"}\n",
                "{\"a\":1,\"a\":1}\n",
                "x"
            })
    void a_line_that_is_no_record_is_named(String line) throws IOException {
        write(FEBRUARY, read(FEBRUARY) + line);
        assertThat(faults()).hasSize(1).first().asString().startsWith(FEBRUARY + ":3: is ");
    }

    @Test
    void hostile_lines_end_the_check_soon() throws IOException {
        for (String hostile : List.of("[".repeat(1_000_000) + "\n", "x".repeat(5_000_000), "{\"a\":".repeat(100_000))) {
            write(FEBRUARY, hostile);
            assertThat(faults()).hasSize(1).first().asString().startsWith(FEBRUARY + ":1: is ");
        }
    }

    @Test
    void other_spellings_of_the_same_records_are_found() throws IOException {
        String text = read(JANUARY);
        for (String other : List.of(
                text.replace("\n", "\r\n"),
                text.replaceFirst(",", ", "),
                "\ufeff" + text,
                text.replaceFirst("\u00fc", "\\\\u00fc"),
                text.substring(0, text.length() - 1),
                text + "\n",
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))) {
            write(JANUARY, other);
            assertThat(faults()).hasSize(1);
        }
    }

    @Test
    void a_folder_without_a_ledger_holds_nothing() throws IOException {
        assertThat(LedgerCheck.folder(folder.resolve("absent"), LedgerAnchors.NONE))
                .isEqualTo(new LedgerCheck.Result.Nothing());
        Files.createDirectory(folder.resolve("empty"));
        assertThat(LedgerCheck.folder(folder.resolve("empty"), LedgerAnchors.NONE))
                .isEqualTo(new LedgerCheck.Result.Nothing());
    }
}

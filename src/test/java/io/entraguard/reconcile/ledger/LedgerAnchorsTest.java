package io.entraguard.reconcile.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.ChainHead;
import io.entraguard.model.AuditEvent.LedgerAnchored;
import io.entraguard.reconcile.ocsf.Ocsf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anchors as a SIEM keeps them, and a ledger that is held against them. */
class LedgerAnchorsTest {
    private static final Instant AT = Instant.parse("2026-01-05T09:00:00Z");
    private static final Instant TOLD = Instant.parse("2026-01-06T00:10:00Z");
    private static final String JANUARY = "guard/2026-01.jsonl";
    private static final String FEBRUARY = "guard/2026-02.jsonl";

    private final LabAppendBlobs blobs = new LabAppendBlobs(FaultHook.NONE);
    private final Ledger ledger = new Ledger(blobs);

    @TempDir
    Path folder;

    @BeforeEach
    void a_chain_of_two_months() throws IOException {
        append("2026-01-05T09:00:00Z", "a", "b");
        append("2026-02-05T09:00:00Z", "c");
        blobs.dump(folder);
    }

    private void append(String at, String... messages) {
        Instant time = Instant.parse(at);
        List<Map<String, Object>> events = Stream.of(messages)
                .map(message -> Map.<String, Object>of("time", time.toEpochMilli(), "message", message))
                .toList();
        ledger.append(Optional.empty(), time, events, Continued::in);
    }

    private static String told(ChainHead... heads) {
        var event = new AuditEvent(Optional.empty(), TOLD, "anchor", "hash", new LedgerAnchored(List.of(heads)));
        return CanonicalJson.write(new Ocsf("test").events(event).get(0));
    }

    private static LedgerAnchors anchors(String... lines) {
        return LedgerAnchors.of(Stream.of(lines));
    }

    private ChainHead head() {
        return ledger.head(Ledger.GUARD).orElseThrow();
    }

    private LedgerCheck.Result check(LedgerAnchors anchors) throws IOException {
        return LedgerCheck.folder(folder, anchors);
    }

    private List<String> faults(LedgerAnchors anchors) throws IOException {
        return check(anchors) instanceof LedgerCheck.Result.Broken broken
                ? broken.faults().stream().map(LedgerCheck.Fault::toString).toList()
                : List.of();
    }

    private List<String> lines(String file) throws IOException {
        return Files.readString(folder.resolve(file))
                .lines()
                .map(line -> line + "\n")
                .toList();
    }

    private void write(String file, List<String> lines) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), String.join("", lines));
    }

    @Test
    void a_ledger_that_has_grown_since_holds_against_what_was_told_of_it() throws IOException {
        LedgerAnchors anchors = anchors(told(head()));
        append("2026-02-06T09:00:00Z", "d");
        blobs.dump(folder);
        assertThat(check(anchors)).isEqualTo(new LedgerCheck.Result.Intact(1, 5, 1));
    }

    @Test
    void records_that_are_taken_away_at_the_end_are_missed() throws IOException {
        LedgerAnchors anchors = anchors(told(head()));
        Files.delete(folder.resolve(FEBRUARY));
        assertThat(check(LedgerAnchors.NONE)).as("without an anchor").isInstanceOf(LedgerCheck.Result.Intact.class);
        assertThat(faults(anchors))
                .containsExactly(JANUARY + ": ends with record 3, but record 4 was anchored at " + TOLD
                        + ": records are missing at the end");
    }

    @Test
    void a_chain_that_is_taken_away_altogether_is_missed() throws IOException {
        String chain = "0123456789abcdef".repeat(2);
        LedgerAnchors anchors = anchors(told(head(), new ChainHead(chain, "2026-01", 7, "f".repeat(64))));
        assertThat(faults(anchors))
                .containsExactly(chain + "/2026-01.jsonl: is missing: its record 7 was anchored at " + TOLD);
    }

    @Test
    void a_chain_that_was_made_anew_is_found_however_sound_it_is() throws IOException {
        LedgerAnchors anchors = anchors(told(head()));
        var forged = new LabAppendBlobs(FaultHook.NONE);
        var forger = new Ledger(forged);
        for (String at : List.of("2026-01-05T09:00:00Z", "2026-02-05T09:00:00Z")) {
            Instant time = Instant.parse(at);
            Map<String, Object> event = Map.of("time", time.toEpochMilli(), "message", "nothing happened");
            forger.append(Optional.empty(), time, List.of(event, event), Continued::in);
        }
        forged.dump(folder);
        assertThat(check(LedgerAnchors.NONE)).isInstanceOf(LedgerCheck.Result.Intact.class);
        assertThat(faults(anchors)).containsExactly(FEBRUARY + ":1: is not the record 4 that was anchored at " + TOLD);
    }

    @Test
    void anchors_in_the_ledger_itself_count_too() throws IOException {
        var cluster = new LabAppendBlobs(FaultHook.NONE);
        String chain = "0123456789abcdef".repeat(2);
        LedgerRecord first = LedgerRecord.at(chain, 1, LedgerRecord.GENESIS, Map.of("time", AT.toEpochMilli()));
        cluster.append(chain + "/2026-01.jsonl", first.line().getBytes(StandardCharsets.UTF_8), 0);
        cluster.dump(folder);
        Map<String, Object> event = new Ocsf("test")
                .events(new AuditEvent(
                        Optional.empty(),
                        TOLD,
                        "anchor",
                        "hash",
                        new LedgerAnchored(List.of(new ChainHead(chain, "2026-01", 1, first.hash())))))
                .get(0);
        ledger.append(Optional.empty(), TOLD, List.of(event), Continued::in);
        blobs.dump(folder);
        assertThat(check(LedgerAnchors.NONE)).isEqualTo(new LedgerCheck.Result.Intact(2, 6, 1));
        Files.delete(folder.resolve(chain + "/2026-01.jsonl"));
        assertThat(faults(LedgerAnchors.NONE))
                .containsExactly(chain + "/2026-01.jsonl: is missing: its record 1 was anchored at " + TOLD);
    }

    @Test
    void of_two_anchors_that_contradict_each_other_one_is_wrong_and_that_shows() throws IOException {
        ChainHead head = head();
        String lie = told(new ChainHead(head.chain(), head.month(), head.seq(), "f".repeat(64)));
        assertThat(faults(anchors(told(head), lie)))
                .containsExactly(FEBRUARY + ":1: is not the record 4 that was anchored at " + TOLD);
    }

    @Test
    void what_is_told_day_after_day_is_one_anchor() {
        assertThat(anchors(told(head()), told(head()), told(head())).count()).isEqualTo(1);
    }

    @Test
    void the_furthest_anchor_of_a_chain_is_its_last_in_whatever_order_they_come() {
        var early = new ChainHead("guard", "2026-01", 2, "a".repeat(64));
        var late = new ChainHead("guard", "2026-01", 10, "b".repeat(64));
        for (LedgerAnchors anchors : List.of(anchors(told(early), told(late)), anchors(told(late), told(early)))) {
            assertThat(anchors.last("guard"))
                    .hasValueSatisfying(last -> assertThat(last.seq()).isEqualTo(10));
            assertThat(anchors.of("guard", 2)).hasSize(1);
        }
        assertThat(LedgerAnchors.NONE.last("guard")).isEmpty();
    }

    @Test
    void a_file_is_held_against_the_anchors_up_to_its_month_alone() throws IOException {
        LedgerAnchors anchors = anchors(told(head()));
        assertThat(LedgerCheck.folder(folder.resolve(JANUARY), anchors))
                .isEqualTo(new LedgerCheck.Result.Intact(1, 3, 0));
        assertThat(LedgerCheck.folder(folder.resolve("guard"), anchors))
                .isEqualTo(new LedgerCheck.Result.Intact(1, 4, 1));
    }

    @Test
    void events_of_other_kinds_and_empty_lines_are_passed_over() {
        assertThat(anchors("", "  ", "{}", "{\"metadata\":{\"event_code\":\"alert.x\"},\"unmapped\":{\"heads\":[]}}")
                        .count())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "7", "null", "{", "{\"a\":", "\"{}\""})
    void a_line_that_is_no_object_is_refused_by_its_number(String line) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> anchors("{}", line))
                .withMessage("line 2 is no JSON object; give one OCSF event a line");
    }

    @Test
    void heads_that_no_ledger_can_have_are_passed_over() {
        var hostile = new ArrayList<String>();
        for (String head : List.of(
                "7",
                "{}",
                "{\"chain\":\"../../etc\",\"month\":\"2026-01\",\"seq\":1,\"hash\":\"a\"}",
                "{\"chain\":\"guard\",\"month\":\"2026-13\",\"seq\":1,\"hash\":\"a\"}",
                "{\"chain\":\"guard\",\"month\":\"\\u001b[31m\",\"seq\":1,\"hash\":\"a\"}",
                "{\"chain\":\"guard\",\"month\":\"2026-01\",\"seq\":\"1\",\"hash\":\"a\"}",
                "{\"chain\":\"guard\",\"month\":\"2026-01\",\"seq\":1}")) {
            hostile.add("{\"metadata\":{\"event_code\":\"" + LedgerWords.ANCHORED + "\"},\"unmapped\":{\"heads\":["
                    + head + "]}}");
        }
        assertThat(anchors(hostile.toArray(String[]::new)).count()).isZero();
    }

    @Test
    void a_line_that_is_doubled_swapped_or_taken_out_is_found_with_and_without_anchors() throws IOException {
        LedgerAnchors anchors = anchors(told(head()));
        List<String> lines = lines(JANUARY);
        for (List<String> other : List.of(
                List.of(lines.get(0), lines.get(0), lines.get(1), lines.get(2)),
                List.of(lines.get(1), lines.get(0), lines.get(2)),
                List.of(lines.get(0), lines.get(2)))) {
            write(JANUARY, other);
            assertThat(faults(anchors)).hasSize(1).isEqualTo(faults(LedgerAnchors.NONE));
        }
    }
}

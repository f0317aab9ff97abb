package io.entraguard.reconcile.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerReader.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerReaderTest {
    private static final Instant AT = Instant.parse("2026-01-05T09:00:00Z");
    private static final LedgerPlace BEGIN = new LedgerPlace(YearMonth.of(2026, 1), 0, 0);
    private static final String BLOB = "guard/2026-01.jsonl";

    private final LabAppendBlobs blobs = new LabAppendBlobs(FaultHook.NONE);
    private final LedgerReader reader = new LedgerReader(blobs);

    private void append(Instant at, String uid, String text) {
        Map<String, Object> event = Map.of("time", at.toEpochMilli(), "metadata", Map.of("uid", uid), "message", text);
        new Ledger(blobs).append(Optional.empty(), at, List.of(event), Continued::in);
    }

    private List<Entry> all(LedgerPlace from) {
        var all = new ArrayList<Entry>();
        for (List<Entry> page = reader.read(Ledger.GUARD, from, LedgerReader.GLANCE);
                !page.isEmpty();
                page = reader.read(Ledger.GUARD, all.get(all.size() - 1).after(), LedgerReader.GLANCE)) {
            all.addAll(page);
        }
        return all;
    }

    @Test
    void a_chain_that_is_not_there_has_nothing_to_read() {
        assertThat(reader.read(Ledger.GUARD, BEGIN, LedgerReader.PAGE)).isEmpty();
    }

    @Test
    void it_is_read_on_from_any_place_that_it_gave() {
        append(AT, "a", "gr\u00fcezi");
        append(AT, "b", "\ud83d\ude00");
        append(AT, "c", "");
        List<Entry> entries = all(BEGIN);
        assertThat(entries).extracting(entry -> entry.uid().orElseThrow()).containsExactly("a", "b", "c");
        assertThat(entries).extracting(entry -> entry.after().seq()).containsExactly(1L, 2L, 3L);
        for (int i = 0; i < 3; i++) {
            assertThat(all(entries.get(i).after())).isEqualTo(entries.subList(i + 1, 3));
        }
    }

    @Test
    void pages_are_short_however_long_a_record_is() {
        append(AT, "long", "x".repeat(3_000_000));
        append(AT, "short", "y");
        assertThat(reader.read(Ledger.GUARD, BEGIN, LedgerReader.PAGE)).hasSizeBetween(1, 2);
        assertThat(all(BEGIN)).extracting(entry -> entry.uid().orElseThrow()).containsExactly("long", "short");
    }

    @Test
    void months_follow_each_other_also_after_a_blob_that_was_full() {
        append(AT, "a", "");
        append(Instant.parse("2026-03-01T00:00:00Z"), "b", "");
        assertThat(all(BEGIN))
                .extracting(entry -> entry.after().month() + " " + entry.after().seq())
                .containsExactly("2026-01 1", "2026-03 2", "2026-03 3");
        byte[] march = blobs.tail("guard/2026-03.jsonl", Integer.MAX_VALUE).bytes();
        blobs.tamper("guard/2026-03.jsonl", new byte[0]);
        blobs.tamper("guard/2026-05.jsonl", march);
        LedgerPlace endOfFull = new LedgerPlace(YearMonth.of(2026, 3), 0, 2);
        assertThat(all(endOfFull))
                .extracting(entry -> entry.after().month() + " " + entry.after().seq())
                .containsExactly("2026-05 3");
    }

    @Test
    void whatever_is_no_sound_next_record_stops_it() {
        append(AT, "a", "one");
        append(AT, "b", "two");
        byte[] sound = blobs.tail(BLOB, Integer.MAX_VALUE).bytes();
        int second = new String(sound, StandardCharsets.UTF_8).indexOf('\n') + 1;
        stops(Arrays.copyOf(sound, second - 5), BEGIN, "cut off");
        stops(Arrays.copyOfRange(sound, second, sound.length), BEGIN, "is another record than its next");
        byte[] changed = sound.clone();
        changed[second / 2] ^= 1;
        stops(changed, BEGIN, "the line after record 0");
        stops("not json\n".getBytes(StandardCharsets.UTF_8), BEGIN, "is not JSON");
    }

    private void stops(byte[] bytes, LedgerPlace from, String how) {
        blobs.tamper(BLOB, bytes);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> reader.read(Ledger.GUARD, from, LedgerReader.GLANCE))
                .withMessageContaining(how)
                .satisfies(e -> assertThat(e.code()).isEqualTo(Ledger.BROKEN));
    }
}

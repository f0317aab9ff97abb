package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every {@link AppendBlobs} promises. */
public abstract class AppendBlobsContract {
    private static final String BLOB = "chain/2026-01.jsonl";

    /** Blobs of which there are none yet, the same ones each time within a test. */
    protected abstract AppendBlobs blobs();

    private void append(String text, long length) {
        blobs().append(BLOB, text.getBytes(StandardCharsets.UTF_8), length);
    }

    private String tail(int most) {
        return new String(blobs().tail(BLOB, most).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_blob_that_is_not_there_has_no_length() {
        assertThat(blobs().tail(BLOB, 10).length()).isZero();
        assertThat(blobs().tail(BLOB, 10).bytes()).isEmpty();
        assertThat(blobs().names("")).isEmpty();
    }

    @Test
    void appends_stand_one_after_the_other() {
        append("one\n", 0);
        append("zw\u00f6i\n", 4);
        assertThat(tail(100)).isEqualTo("one\nzw\u00f6i\n");
        assertThat(blobs().tail(BLOB, 100).length()).isEqualTo(10);
    }

    private String read(long from, int most) {
        return new String(blobs().read(BLOB, from, most), StandardCharsets.UTF_8);
    }

    @Test
    void it_is_read_from_any_place_on_as_far_as_it_goes() {
        assertThat(read(0, 10)).isEmpty();
        append("0123456789", 0);
        assertThat(read(0, 4)).isEqualTo("0123");
        assertThat(read(4, 4)).isEqualTo("4567");
        assertThat(read(8, 4)).isEqualTo("89");
        assertThat(read(10, 4)).isEmpty();
        append("abc", 10);
        assertThat(read(8, 100)).isEqualTo("89abc");
    }

    @Test
    void a_tail_is_no_longer_than_asked_and_tells_the_whole_length() {
        append("0123456789", 0);
        assertThat(tail(3)).isEqualTo("789");
        assertThat(tail(10)).isEqualTo("0123456789");
        assertThat(blobs().tail(BLOB, 3).length()).isEqualTo(10);
    }

    @Test
    void an_append_at_another_length_is_a_conflict_and_leaves_no_trace() {
        append("0123456789", 0);
        for (long length : new long[] {0, 9, 11}) {
            assertThatExceptionOfType(Failure.Conflict.class).isThrownBy(() -> append("x", length));
        }
        assertThat(tail(100)).isEqualTo("0123456789");
    }

    @Test
    void a_blob_that_is_not_there_is_begun_at_its_beginning() {
        assertThatExceptionOfType(Failure.Conflict.class).isThrownBy(() -> append("x", 1));
        assertThat(blobs().names("")).isEmpty();
    }

    @Test
    void names_come_sorted_and_by_prefix() {
        for (String name : new String[] {"b/2026-02.jsonl", "a/2026-01.jsonl", "b/2026-01.jsonl", "bb/2026-01.jsonl"}) {
            blobs().append(name, new byte[] {'\n'}, 0);
        }
        assertThat(blobs().names("b/")).containsExactly("b/2026-01.jsonl", "b/2026-02.jsonl");
        assertThat(blobs().names("")).hasSize(4).isSorted();
        assertThat(blobs().names("c")).isEmpty();
    }

    @Test
    void a_megabyte_is_appended_in_one_piece() {
        append("x".repeat(1_000_000), 0);
        append("y", 1_000_000);
        assertThat(blobs().tail(BLOB, 2_000_000).bytes()).hasSize(1_000_001);
    }

    @Test
    void of_two_that_append_at_once_one_wins() throws Exception {
        for (long length = 0; length < 2; length++) {
            long at = length;
            Callable<Boolean> append = () -> {
                try {
                    append("x", at);
                    return true;
                } catch (Failure.Conflict e) {
                    return false;
                }
            };
            var threads = Executors.newFixedThreadPool(4);
            try {
                int won = 0;
                for (var appended : threads.invokeAll(Collections.nCopies(4, append))) {
                    won += appended.get() ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            } finally {
                threads.shutdownNow();
            }
        }
        assertThat(tail(10)).isEqualTo("xx");
    }
}

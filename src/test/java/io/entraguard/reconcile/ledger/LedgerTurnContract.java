package io.entraguard.reconcile.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.model.AuditEvent.ChainHead;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What becomes of a chain of two writers where months turn, clocks differ and appends end half way. */
public abstract class LedgerTurnContract {
    private static final Instant TURN = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant BEFORE = TURN.minusMillis(1);
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final String JANUARY = "guard/2026-01.jsonl";
    private static final String FEBRUARY = "guard/2026-02.jsonl";

    private final Interposed interposed = new Interposed();
    private final Ledger one = new Ledger(interposed);

    /** Blobs of which there are none yet, the same ones each time within a test. */
    protected abstract AppendBlobs blobs();

    /** The blobs with something that happens before, instead of or after the next appends. */
    private final class Interposed implements AppendBlobs {
        private final Deque<Runnable> before = new ArrayDeque<>();
        private final Deque<Runnable> after = new ArrayDeque<>();

        @Override
        public Tail tail(String name, int most) {
            return blobs().tail(name, most);
        }

        @Override
        public byte[] read(String name, long from, int most) {
            return blobs().read(name, from, most);
        }

        @Override
        public void append(String name, byte[] bytes, long length) {
            Optional.ofNullable(before.poll()).ifPresent(Runnable::run);
            blobs().append(name, bytes, length);
            Optional.ofNullable(after.poll()).ifPresent(Runnable::run);
        }

        @Override
        public List<String> names(String prefix) {
            return blobs().names(prefix);
        }
    }

    private static void append(Ledger ledger, Instant at, String uid) {
        ledger.append(Optional.empty(), at, List.of(event(at, uid)), Continued::in);
    }

    private static Map<String, Object> event(Instant at, String uid) {
        return Map.of("time", at.toEpochMilli(), "metadata", Map.of("uid", uid));
    }

    /** Another writer, who knows nothing yet. */
    private void another(Instant at, String uid) {
        append(new Ledger(blobs()), at, uid);
    }

    private LedgerCheck.Result check() {
        var files = new TreeMap<String, LedgerCheck.Source>();
        for (String name : blobs().names("")) {
            byte[] bytes = blobs().tail(name, 8 * 1024 * 1024).bytes();
            files.put(name, () -> new ByteArrayInputStream(bytes));
        }
        return LedgerCheck.of(files, LedgerAnchors.NONE);
    }

    private List<String> uids(String blob) {
        return new String(blobs().tail(blob, 8 * 1024 * 1024).bytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line ->
                        line.contains(LedgerWords.CONTINUED) ? "|" : line.replaceAll(".*\"uid\":\"(.*?)\".*", "$1"))
                .toList();
    }

    private void holds(List<String> january, List<String> february) {
        assertThat(uids(JANUARY)).isEqualTo(january);
        assertThat(uids(FEBRUARY)).isEqualTo(february);
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, january.size() + february.size(), 0));
    }

    @Test
    void a_month_is_left_by_a_record_at_its_end_and_nothing_follows_there() {
        append(one, BEFORE, "a");
        append(one, TURN, "b");
        append(one, BEFORE, "late");
        holds(List.of("a", "|"), List.of("b", "late"));
    }

    @Test
    void who_adds_to_a_month_before_another_leaves_it_comes_first() {
        append(one, BEFORE, "a");
        interposed.before.add(() -> another(BEFORE, "b"));
        append(one, TURN, "c");
        holds(List.of("a", "b", "|"), List.of("c"));
    }

    @Test
    void who_would_add_to_a_month_after_another_left_it_goes_on_in_the_next() {
        append(one, BEFORE, "a");
        interposed.after.add(() -> another(BEFORE, "b")); // between the end of January and the beginning of February
        append(one, TURN, "c");
        holds(List.of("a", "|"), List.of("b", "c"));
    }

    @Test
    void who_knows_an_end_that_others_went_beyond_finds_out() {
        append(one, BEFORE, "a");
        another(TURN, "b");
        append(one, BEFORE, "c");
        append(one, TURN, "d");
        holds(List.of("a", "|"), List.of("b", "c", "d"));
    }

    @Test
    void two_who_leave_a_month_at_once_leave_it_once() {
        append(one, BEFORE, "a");
        interposed.before.add(() -> another(TURN, "b"));
        append(one, TURN, "c");
        holds(List.of("a", "|"), List.of("b", "c"));
    }

    @Test
    void after_a_stop_between_two_months_the_next_writer_begins_the_second_whatever_its_clock_says() {
        append(one, BEFORE, "a");
        interposed.after.add(() -> {
            throw new Failure.Transient("stopped");
        });
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> append(one, TURN, "b"));
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 2, 0));
        another(BEFORE, "c");
        append(one, TURN, "b");
        holds(List.of("a", "|"), List.of("c", "b"));
    }

    @Test
    void a_month_that_was_announced_and_not_begun_is_passed_through() {
        append(one, BEFORE, "a");
        interposed.after.add(() -> {
            throw new Failure.Transient("stopped");
        });
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> append(one, TURN, "b"));
        another(MARCH, "c");
        assertThat(uids(FEBRUARY)).containsExactly("|");
        assertThat(uids("guard/2026-03.jsonl")).containsExactly("c");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 4, 0));
    }

    @Test
    void the_ends_of_months_are_handed_back_so_that_others_can_be_told() {
        append(one, BEFORE, "a");
        interposed.after.add(() -> {
            throw new Failure.Transient("stopped");
        });
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> append(one, TURN, "b"));
        var event = Map.<String, Object>of("time", MARCH.toEpochMilli());
        assertThat(one.append(Optional.empty(), MARCH, List.of(event), Continued::in))
                .extracting(LedgerRecord::continuesIn)
                .extracting(Optional::orElseThrow)
                .hasToString("[2026-02, 2026-03]");
        assertThat(one.append(Optional.empty(), MARCH, List.of(event), Continued::in))
                .isEmpty();
    }

    @Test
    void a_clock_that_goes_back_a_year_changes_nothing_but_the_times_of_events() {
        append(one, TURN, "a");
        append(one, TURN.minus(Duration.ofDays(365)), "b");
        append(one, TURN.plusSeconds(1), "c");
        assertThat(blobs().names("")).containsExactly(FEBRUARY);
        assertThat(uids(FEBRUARY)).containsExactly("a", "b", "c");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 3, 0));
    }

    @Test
    void an_append_that_was_applied_and_not_answered_stands_once_after_a_new_start() {
        append(one, BEFORE, "a");
        var batch = List.of(event(BEFORE, "b"), event(BEFORE, "c"), event(BEFORE, "d"));
        interposed.after.add(() -> {
            throw new Failure.Transient("no answer");
        });
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> one.append(Optional.empty(), BEFORE, batch, Continued::in));
        assertThat(uids(JANUARY)).as("applied as a whole").containsExactly("a", "b", "c", "d");
        new Ledger(blobs()).append(Optional.empty(), BEFORE, batch, Continued::in);
        another(BEFORE, "e");
        holds(List.of("a", "b", "c", "d", "e"), List.of());
    }

    @Test
    void a_batch_that_grew_while_the_program_was_down_gets_only_what_is_new() {
        interposed.after.add(() -> {
            throw new Failure.Transient("no answer");
        });
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> one.append(Optional.empty(), BEFORE, List.of(event(BEFORE, "a")), Continued::in));
        new Ledger(blobs())
                .append(
                        Optional.empty(),
                        BEFORE,
                        List.of(event(BEFORE, "a"), event(BEFORE, "b"), event(BEFORE, "b")),
                        Continued::in);
        holds(List.of("a", "b"), List.of());
    }

    @Test
    void an_append_that_was_never_applied_stands_once_after_a_new_start() {
        append(one, BEFORE, "a");
        interposed.before.add(() -> {
            throw new Failure.Transient("stopped");
        });
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> append(one, BEFORE, "b"));
        another(BEFORE, "b");
        holds(List.of("a", "b"), List.of());
    }

    @Test
    void what_was_applied_unanswered_before_the_month_turned_is_known_in_the_next_month() {
        interposed.after.add(() -> {
            throw new Failure.Transient("no answer");
        });
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> append(one, BEFORE, "a"));
        another(TURN, "b");
        another(BEFORE, "a"); // played again, by a program that was started anew
        holds(List.of("a", "|"), List.of("b"));
    }

    @Test
    void a_program_that_is_started_anew_with_its_clock_set_back_goes_on_where_the_chain_ends() {
        append(one, TURN, "a");
        another(TURN.minus(Duration.ofDays(31)), "b");
        another(Instant.EPOCH, "c");
        another(TURN.plusSeconds(1), "d");
        assertThat(blobs().names("")).containsExactly(FEBRUARY);
        assertThat(uids(FEBRUARY)).containsExactly("a", "b", "c", "d");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 4, 0));
    }

    @Test
    void a_clock_that_jumped_ahead_and_is_set_right_costs_no_record_and_no_order() {
        append(one, BEFORE, "a");
        append(one, MARCH, "ahead");
        append(one, BEFORE.plusMillis(1), "b");
        another(BEFORE.plusMillis(2), "c");
        assertThat(uids(JANUARY)).containsExactly("a", "|");
        assertThat(uids("guard/2026-03.jsonl")).containsExactly("ahead", "b", "c");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 5, 0));
    }

    @Test
    void where_a_blob_takes_no_more_its_chain_goes_on_in_the_month_after() {
        append(one, BEFORE, "a");
        interposed.before.add(LedgerTurnContract::full);
        append(one, BEFORE, "b");
        assertThat(uids(JANUARY)).containsExactly("a");
        assertThat(uids(FEBRUARY)).containsExactly("b");
        interposed.before.add(LedgerTurnContract::full);
        append(one, MARCH, "c"); // where even the end of the month has no room
        assertThat(uids("guard/2026-03.jsonl")).containsExactly("c");
    }

    private static void full() {
        throw new Failure.Terminal(AppendBlobs.FULL, "the blob is full");
    }

    @Test
    void another_refusal_is_not_taken_for_a_full_blob() {
        append(one, BEFORE, "a");
        interposed.before.add(() -> {
            throw new Failure.Terminal("AuthorizationFailure", "no");
        });
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> append(one, TURN, "b"));
        holds(List.of("a"), List.of());
    }

    @Test
    void two_writers_whose_clocks_differ_make_one_chain_through_many_months() throws Exception {
        var ahead = new Ledger(blobs());
        var behind = new Ledger(blobs());
        append(ahead, BEFORE, "first");
        var threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Void>> writers = List.of(writer(ahead, Duration.ofMinutes(5)), writer(behind, Duration.ZERO));
            for (var written : threads.invokeAll(writers)) {
                written.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(check()).isInstanceOfSatisfying(LedgerCheck.Result.Intact.class, intact -> {
            assertThat(intact.chains()).isEqualTo(1);
            assertThat(intact.records())
                    .isEqualTo(1 + 2 * 12 + (blobs().names("").size() - 1));
        });
    }

    private static Callable<Void> writer(Ledger ledger, Duration ahead) {
        return () -> {
            for (int i = 0; i < 12; i++) {
                Instant at = BEFORE.plus(Duration.ofDays(10L * i)).plus(ahead);
                String uid = ahead + "-" + i;
                boolean done = false;
                while (!done) {
                    try {
                        append(ledger, at, uid);
                        done = true;
                    } catch (Failure.Transient e) {
                        // the caller's part of the promise: ask again
                    }
                }
            }
            return null;
        };
    }

    @Test
    void the_heads_of_chains_are_their_last_records() {
        assertThat(one.chains()).isEmpty();
        assertThat(one.head("guard")).isEmpty();
        append(one, BEFORE, "a");
        append(one, TURN, "b");
        assertThat(one.chains()).containsExactly("guard");
        assertThat(one.head("guard")).hasValueSatisfying(head -> {
            assertThat(head.chain()).isEqualTo("guard");
            assertThat(head.month()).isEqualTo("2026-02");
            assertThat(head.seq()).isEqualTo(3);
            assertThat(new String(blobs().tail(FEBRUARY, 4096).bytes(), StandardCharsets.UTF_8))
                    .contains("\"hash\":\"" + head.hash() + "\"");
        });
    }

    @Test
    void a_chain_that_is_cut_off_has_no_head() {
        var heads = new ArrayList<Optional<ChainHead>>();
        blobs().append(JANUARY, "{\"chain\":".getBytes(StandardCharsets.UTF_8), 0);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> heads.add(one.head("guard")))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Ledger.BROKEN));
        assertThat(heads).isEmpty();
    }
}

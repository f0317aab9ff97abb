package io.entraguard.reconcile.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the ledger promises over any blobs that keep the promises of {@link AppendBlobs}. */
public abstract class LedgerContract {
    private static final Instant JANUARY = Instant.parse("2026-01-05T09:00:00Z");
    private static final Instant LAST_OF_JANUARY = Instant.parse("2026-01-31T23:59:59.999Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Optional<ClusterRef> CLUSTER =
            Optional.of(ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG"
                    + "/providers/Microsoft.ContainerService/managedClusters/c1"));
    private static final String CHAIN = Ledger.chain(CLUSTER.orElseThrow());

    /** Blobs of which there are none yet, the same ones each time within a test. */
    protected abstract AppendBlobs blobs();

    private static Map<String, Object> event(String uid, Instant at) {
        return Map.of("time", at.toEpochMilli(), "metadata", Map.of("uid", uid));
    }

    private static List<Map<String, Object>> events(Instant at, String... uids) {
        return List.of(uids).stream().map(uid -> event(uid, at)).toList();
    }

    private String text(String blob) {
        return new String(blobs().tail(blob, 8 * 1024 * 1024).bytes(), StandardCharsets.UTF_8);
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
        return text(blob)
                .lines()
                .filter(line -> !line.contains(LedgerWords.CONTINUED))
                .map(line -> line.replaceAll(".*\"uid\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void events_stand_one_a_line_in_the_blob_of_their_cluster_and_month() {
        var ledger = new Ledger(blobs());
        ledger.append(CLUSTER, JANUARY, events(JANUARY, "a", "b"), Continued::in);
        ledger.append(CLUSTER, JANUARY, events(JANUARY, "c"), Continued::in);
        assertThat(blobs().names("")).containsExactly(CHAIN + "/2026-01.jsonl");
        assertThat(uids(CHAIN + "/2026-01.jsonl")).containsExactly("a", "b", "c");
        assertThat(text(CHAIN + "/2026-01.jsonl").lines().findFirst().orElseThrow())
                .startsWith("{\"chain\":\"" + CHAIN + "\",\"event\":{\"metadata\":{\"uid\":\"a\"},\"time\":")
                .endsWith("\"prev\":\"" + "0".repeat(64) + "\",\"seq\":1}");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 3, 0));
    }

    @Test
    void what_concerns_no_cluster_has_a_chain_of_its_own() {
        new Ledger(blobs())
                .append(Optional.empty(), JANUARY, List.of(Map.of("time", JANUARY.toEpochMilli())), Continued::in);
        assertThat(blobs().names("guard/")).containsExactly("guard/2026-01.jsonl");
    }

    @Test
    void a_new_month_begins_with_the_head_of_the_last() {
        var ledger = new Ledger(blobs());
        ledger.append(CLUSTER, JANUARY, events(JANUARY, "a"), Continued::in);
        ledger.append(CLUSTER, FEBRUARY, events(FEBRUARY, "b"), Continued::in);
        new Ledger(blobs()).append(CLUSTER, FEBRUARY, events(FEBRUARY, "c"), Continued::in);
        assertThat(uids(CHAIN + "/2026-02.jsonl")).containsExactly("b", "c");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 4, 0));
    }

    @Test
    void an_event_that_comes_after_its_month_was_left_stands_in_the_next() {
        var ledger = new Ledger(blobs());
        new Ledger(blobs()).append(CLUSTER, FEBRUARY, events(FEBRUARY, "b"), Continued::in);
        ledger.append(CLUSTER, LAST_OF_JANUARY, events(LAST_OF_JANUARY, "a"), Continued::in);
        assertThat(uids(CHAIN + "/2026-02.jsonl")).containsExactly("b", "a");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 2, 0));
    }

    @Test
    void a_writer_at_the_turn_of_the_month_sees_that_another_has_turned() {
        var slow = new Ledger(blobs());
        slow.append(CLUSTER, LAST_OF_JANUARY, events(LAST_OF_JANUARY, "a"), Continued::in);
        new Ledger(blobs()).append(CLUSTER, FEBRUARY, events(FEBRUARY, "b"), Continued::in);
        slow.append(CLUSTER, LAST_OF_JANUARY, events(LAST_OF_JANUARY, "c"), Continued::in);
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 4, 0));
    }

    @Test
    void two_writers_make_one_chain() {
        var one = new Ledger(blobs());
        var other = new Ledger(blobs());
        for (int i = 0; i < 4; i++) {
            one.append(CLUSTER, JANUARY, events(JANUARY, "one" + i), Continued::in);
            other.append(CLUSTER, JANUARY, events(JANUARY, "other" + i), Continued::in);
        }
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 8, 0));
    }

    @Test
    void an_event_that_is_handed_over_again_stands_there_once() {
        var ledger = new Ledger(blobs());
        ledger.append(CLUSTER, JANUARY, events(JANUARY, "a", "b", "a"), Continued::in);
        ledger.append(CLUSTER, JANUARY, events(JANUARY, "b", "c"), Continued::in);
        new Ledger(blobs()).append(CLUSTER, JANUARY, events(JANUARY, "a", "b", "c"), Continued::in);
        new Ledger(blobs()).append(CLUSTER, FEBRUARY, events(FEBRUARY, "c", "d"), Continued::in);
        new Ledger(blobs()).append(CLUSTER, FEBRUARY, events(FEBRUARY, "b"), Continued::in);
        assertThat(uids(CHAIN + "/2026-01.jsonl")).containsExactly("a", "b", "c");
        assertThat(uids(CHAIN + "/2026-02.jsonl")).containsExactly("d");
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 5, 0));
    }

    @Test
    void a_chain_far_longer_than_its_tail_goes_on() {
        String padding = "x".repeat(1_000);
        for (int call = 0; call < 4; call++) {
            int from = call * 50;
            List<Map<String, Object>> events = IntStream.range(from, from + 50)
                    .mapToObj(i -> Map.<String, Object>of("metadata", Map.of("uid", padding + i)))
                    .toList();
            new Ledger(blobs()).append(CLUSTER, JANUARY, events, Continued::in);
        }
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 200, 0));
    }

    @Test
    void a_line_longer_than_the_tail_is_followed_too() {
        for (int i = 0; i < 2; i++) {
            new Ledger(blobs())
                    .append(CLUSTER, JANUARY, List.of(Map.of("message", "x".repeat(100_000) + i)), Continued::in);
        }
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 2, 0));
    }

    @Test
    void no_events_leave_no_trace() {
        new Ledger(blobs()).append(CLUSTER, JANUARY, List.of(), Continued::in);
        assertThat(blobs().names("")).isEmpty();
    }

    @Test
    void a_line_that_was_cut_off_stops_the_writer() {
        new Ledger(blobs()).append(CLUSTER, JANUARY, events(JANUARY, "a"), Continued::in);
        String blob = CHAIN + "/2026-01.jsonl";
        blobs().append(
                        blob,
                        "{\"chain\":".getBytes(StandardCharsets.UTF_8),
                        blobs().tail(blob, 1).length());
        String before = text(blob);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> new Ledger(blobs()).append(CLUSTER, JANUARY, events(JANUARY, "b"), Continued::in))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("ledger-broken"))
                .withMessageContaining(blob)
                .withMessageContaining("cut off");
        assertThat(text(blob)).isEqualTo(before);
    }

    @Test
    void a_line_that_is_no_record_stops_the_writer() {
        String blob = CHAIN + "/2026-01.jsonl";
        blobs().append(blob, "{}\n".getBytes(StandardCharsets.UTF_8), 0);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> new Ledger(blobs()).append(CLUSTER, JANUARY, events(JANUARY, "b"), Continued::in))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("ledger-broken"));
    }

    @Test
    void many_threads_and_two_writers_lose_nothing() throws Exception {
        var ledgers = List.of(new Ledger(blobs()), new Ledger(blobs()));
        var threads = Executors.newFixedThreadPool(4);
        try {
            var tasks = new ArrayList<Callable<Void>>();
            for (int i = 0; i < 24; i++) {
                Ledger ledger = ledgers.get(i % 2);
                String uid = "e" + i;
                tasks.add(() -> {
                    appendUntilDone(ledger, uid);
                    return null;
                });
            }
            for (var future : threads.invokeAll(tasks)) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(1, 24, 0));
    }

    private static void appendUntilDone(Ledger ledger, String uid) {
        while (true) {
            try {
                ledger.append(CLUSTER, JANUARY, events(JANUARY, uid), Continued::in);
                return;
            } catch (Failure.Transient e) {
                // the caller's part of the promise: ask again
            }
        }
    }
}

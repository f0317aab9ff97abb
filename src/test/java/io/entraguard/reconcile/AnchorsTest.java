package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ledger.LedgerWords;
import io.entraguard.reconcile.outbox.OutboxRig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorsTest {
    private static final String GUARD_BLOB = "guard/2026-01.jsonl";

    private final OutboxRig rig = new OutboxRig();
    private final LedgerAlarm alarm = new LedgerAlarm(rig.trail, rig.memory);

    @TempDir
    Path folder;

    private Anchors anchors(Audit audit) {
        var policy = PolicyFile.read(Rig.POLICY);
        return new Anchors(new Ledger(rig.blobs), audit, alarm, rig.memory, () -> policy, rig.clock);
    }

    private void run() {
        anchors(rig.trail).run();
    }

    private void days(long number) {
        rig.clock.now = rig.clock.now.plus(Duration.ofDays(number));
    }

    private String text(String blob) {
        return new String(rig.blobs.tail(blob, Integer.MAX_VALUE).bytes(), StandardCharsets.UTF_8);
    }

    /** The chains whose heads each event told, oldest first. */
    private List<List<String>> told() {
        return text(GUARD_BLOB)
                .lines()
                .map(AnchorsTest::tree)
                .filter(event -> event.at("/metadata/event_code").asText().equals(LedgerWords.ANCHORED))
                .map(event -> StreamSupport.stream(event.at("/unmapped/heads").spliterator(), false)
                        .map(head -> head.path(LedgerWords.CHAIN).asText())
                        .toList())
                .toList();
    }

    private static JsonNode tree(String line) {
        try {
            return Json.Mappers.ROWS.readTree(line).path("event");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String chain(String cluster) {
        return Ledger.chain(OutboxRig.cluster(cluster));
    }

    private static String blob(String cluster) {
        return chain(cluster) + "/2026-01.jsonl";
    }

    private LedgerCheck.Result check() throws IOException {
        rig.blobs.dump(folder);
        return LedgerCheck.folder(folder, LedgerAnchors.NONE);
    }

    private void records(int clusters) {
        for (int i = 0; i < clusters; i++) {
            rig.record(OutboxRig.cluster("c" + i), "a");
        }
    }

    @Test
    void the_heads_of_all_chains_are_told_once_a_day() {
        records(2);
        run();
        assertThat(told())
                .singleElement()
                .satisfies(heads -> assertThat(heads).containsExactlyInAnyOrder(chain("c0"), chain("c1")));
        run();
        rig.clock.now = Instant.parse("2026-01-05T23:59:59Z");
        run();
        assertThat(told()).hasSize(1);
        rig.clock.now = Instant.parse("2026-01-06T00:00:00Z");
        run();
        assertThat(told()).hasSize(2);
        assertThat(told().get(1))
                .as("by now the guard has a chain too")
                .containsExactlyInAnyOrder(chain("c0"), chain("c1"), Ledger.GUARD);
    }

    @Test
    void where_no_chain_was_begun_there_is_nothing_to_tell() {
        run();
        assertThat(rig.blobs.names("")).isEmpty();
    }

    @Test
    void records_that_are_taken_away_from_the_end_of_a_chain_show_by_its_anchor() throws IOException {
        records(1);
        rig.record(OutboxRig.cluster("c0"), "b");
        run();
        assertThat(check()).isEqualTo(new LedgerCheck.Result.Intact(2, 3, 1));
        String first = text(blob("c0")).lines().findFirst().orElseThrow() + "\n";
        rig.blobs.tamper(blob("c0"), first.getBytes(StandardCharsets.UTF_8));
        assertThat(check())
                .isInstanceOfSatisfying(
                        LedgerCheck.Result.Broken.class,
                        broken -> assertThat(broken.faults())
                                .singleElement()
                                .hasToString(blob("c0") + ": ends with record 1, but record 2 was anchored at"
                                        + " 2026-01-05T09:00:00Z: records are missing at the end"));
    }

    @Test
    void more_chains_than_one_event_holds_are_told_in_several() throws IOException {
        records(Anchors.HEADS + 1);
        run();
        assertThat(told()).extracting(List::size).containsExactly(Anchors.HEADS, 1);
        assertThat(told().stream().flatMap(List::stream).distinct()).hasSize(Anchors.HEADS + 1);
        assertThat(check())
                .isEqualTo(new LedgerCheck.Result.Intact(Anchors.HEADS + 2, Anchors.HEADS + 3, Anchors.HEADS + 1));
    }

    @Test
    void a_run_that_was_stopped_goes_on_where_it_was() {
        records(Anchors.HEADS + 1);
        var recorded = new ArrayList<Integer>();
        Audit stopping = events -> {
            if (!recorded.isEmpty()) {
                throw OutboxRig.down();
            }
            recorded.add(events.size());
            rig.trail.record(events);
        };
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> anchors(stopping).run());
        assertThat(told()).extracting(List::size).containsExactly(Anchors.HEADS);
        run();
        run();
        assertThat(told().stream().flatMap(List::stream).filter(chain -> !chain.equals(Ledger.GUARD)))
                .as("each chain of a cluster once")
                .doesNotHaveDuplicates()
                .hasSize(Anchors.HEADS + 1);
    }

    @Test
    void heads_that_were_told_and_not_noted_are_told_once_more_and_no_oftener() {
        records(1);
        rig.table.well().well().with(new FaultHook.Timeout()); // two reads, then the note
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::run);
        run();
        run();
        assertThat(told()).hasSize(2);
    }

    @Test
    void of_two_instances_one_leaves_it_to_the_other() {
        records(1);
        rig.table.well().well().with(new FaultHook.Status(412, "UpdateConditionNotSatisfied", Optional.empty()));
        run();
        assertThat(told()).hasSize(1);
    }

    @Test
    void a_broken_chain_is_alerted_and_keeps_no_other_head_back() {
        records(2);
        String sound = text(blob("c0"));
        rig.blobs.tamper(blob("c0"), "cut".getBytes(StandardCharsets.UTF_8));
        run();
        assertThat(told().get(0)).containsExactly(chain("c1"));
        assertThat(alarm.broken()).containsExactly(chain("c0"));
        assertThat(text(GUARD_BLOB)).containsOnlyOnce("alert.ledger-broken").contains(blob("c0"));

        days(1);
        run();
        assertThat(text(GUARD_BLOB)).as("told once").containsOnlyOnce("alert.ledger-broken");

        rig.blobs.tamper(blob("c0"), sound.getBytes(StandardCharsets.UTF_8));
        days(1);
        run();
        assertThat(alarm.broken()).isEmpty();
        assertThat(told().get(2)).contains(chain("c0"), chain("c1"));
    }

    @Test
    void a_ledger_that_cannot_be_read_is_no_broken_one_and_is_asked_again() {
        records(1);
        rig.ledgerFaults.down(true);
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::run);
        rig.ledgerFaults.down(false);
        assertThat(alarm.broken()).isEmpty();
        run();
        assertThat(told()).hasSize(1);
    }

    @Test
    void a_refusal_to_read_is_no_broken_chain_either() {
        records(1);
        rig.ledgerFaults.well().with(new FaultHook.Status(403, "AuthorizationFailure", Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(this::run)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("AuthorizationFailure"));
        assertThat(alarm.broken()).isEmpty();
    }

    @Test
    void a_row_that_cannot_be_read_is_not_taken_for_an_empty_one() {
        records(1);
        rig.memory.save(MemoryStore.FLEET, "anchors", "{", Optional.empty());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::run);
        assertThat(rig.blobs.names("guard/")).isEmpty();
    }
}

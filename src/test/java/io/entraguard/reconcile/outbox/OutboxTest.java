package io.entraguard.reconcile.outbox;

import static io.entraguard.reconcile.outbox.OutboxRig.CLUSTER;
import static io.entraguard.reconcile.outbox.OutboxRig.cluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ocsf.Ocsf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
    private static final String CHAIN = Ledger.chain(CLUSTER);

    private final OutboxRig rig = new OutboxRig("siem");
    private final OutboxRig.Siem siem = rig.siem("siem");

    private SinkHealth health() {
        return rig.outbox.health().get(0);
    }

    @Test
    void what_is_recorded_arrives_in_order_and_leaves_nothing_behind() {
        rig.record("one");
        rig.record("two");
        assertThat(siem.came).as("before a drain").isEmpty();
        assertThat(health())
                .isEqualTo(new SinkHealth("siem", 2, Optional.of(rig.clock.now), Optional.empty(), Optional.empty()));
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one", "two");
        assertThat(rig.marks()).isEmpty();
        assertThat(rig.queue.size()).isZero();
        assertThat(health()).isEqualTo(new SinkHealth("siem", 0, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void an_audited_batch_costs_one_row_and_one_message() {
        rig.record("first");
        assertThat(rig.calls("table")).isEqualTo(1);
        assertThat(rig.calls("queue")).isEqualTo(1);
        rig.forgetCalls();
        rig.record("while the first still waits");
        assertThat(rig.calls("table")).isEqualTo(1);
        assertThat(rig.calls("queue")).isEqualTo(1);
        rig.drainDue();
        rig.forgetCalls();
        rig.record("after it arrived");
        assertThat(rig.calls("table")).isEqualTo(1);
        assertThat(rig.calls("queue")).isEqualTo(1);
    }

    @Test
    void while_a_sink_fails_an_audited_batch_costs_one_row_and_no_message() {
        siem.failure = Optional.of(OutboxRig.down());
        rig.record("first");
        rig.drainDue();
        rig.forgetCalls();
        rig.record("second");
        rig.record("third");
        assertThat(rig.calls("table")).isEqualTo(2);
        assertThat(rig.calls("queue")).isZero();
        assertThat(rig.queue.size()).as("the one that tries again").isEqualTo(1);
    }

    @Test
    void without_a_sink_nothing_is_marked_and_nothing_asked_for() {
        var alone = new OutboxRig();
        alone.record("one");
        alone.outbox.sweep();
        assertThat(alone.calls("table")).isZero();
        assertThat(alone.calls("queue")).isZero();
        assertThat(alone.outbox.health()).isEmpty();
    }

    @Test
    void a_sink_that_fails_is_tried_again_later_and_later_without_end() {
        siem.failure = Optional.of(OutboxRig.down());
        Instant begin = rig.clock.now;
        rig.record("one");
        rig.passes(Duration.ofMinutes(2));
        assertThat(siem.calls).as("at 0, 10, 30 and 70 seconds").isEqualTo(4);
        rig.record("two");
        rig.passes(Duration.ofDays(1));
        assertThat(siem.calls).as("and then every 15 minutes").isBetween(95, 105);
        assertThat(health())
                .isEqualTo(new SinkHealth(
                        "siem", 2, Optional.of(begin), Optional.of(begin), Optional.of("siem: HTTP 503 ServerBusy")));
        siem.failure = Optional.empty();
        rig.passes(Duration.ofMinutes(15));
        assertThat(siem.told()).containsExactly("one", "two");
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void a_sink_that_asks_to_be_left_alone_for_longer_is_left_alone() {
        siem.failure = Optional.of(new Failure.Transient("siem: HTTP 429", Optional.of(Duration.ofHours(1))));
        rig.record("one");
        rig.drainDue();
        siem.failure = Optional.empty();
        rig.passes(Duration.ofMinutes(59));
        assertThat(siem.calls).isEqualTo(1);
        rig.passes(Duration.ofMinutes(1));
        assertThat(siem.told()).containsExactly("one");
    }

    @Test
    void a_sink_that_fails_holds_no_other_up() {
        var two = new OutboxRig("bad", "good");
        two.siem("bad").failure = Optional.of(OutboxRig.down());
        two.record("one");
        two.drainDue();
        two.record("two");
        two.drainDue();
        assertThat(two.siem("good").told()).containsExactly("one", "two");
        assertThat(two.outbox.health()).extracting(SinkHealth::waiting).containsExactly(2L, 0L);
        two.siem("bad").failure = Optional.empty();
        two.passes(Duration.ofHours(1));
        assertThat(two.siem("bad").told()).containsExactly("one", "two");
        assertThat(two.siem("good").told()).containsExactly("one", "two");
        assertThat(two.marks()).isEmpty();
    }

    @Test
    void one_cluster_waits_for_no_other() {
        siem.refuses = event -> OutboxRig.message(event).equals("bad");
        rig.record(cluster("c1"), "bad");
        rig.record(cluster("c2"), "good");
        rig.drainDue();
        assertThat(siem.told()).contains("good");
    }

    @Test
    void while_a_sink_fails_one_cluster_asks_for_all() {
        siem.failure = Optional.of(OutboxRig.down());
        for (int i = 0; i < 50; i++) {
            rig.record(cluster("c" + i), "event " + i);
        }
        rig.drainDue();
        assertThat(siem.calls).as("a worker waits for no answer but once").isEqualTo(1);
        assertThat(health().waiting()).isEqualTo(50);
        assertThat(health().problem()).contains("siem: HTTP 503 ServerBusy");
        rig.passes(Duration.ofHours(6));
        assertThat(siem.calls).as("once a minute at most").isBetween(24, 365);
        siem.failure = Optional.empty();
        rig.passes(Duration.ofMinutes(20));
        assertThat(siem.told()).hasSize(50);
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void a_sink_with_a_fault_of_its_own_holds_no_other_up() {
        var two = new OutboxRig("bad", "good");
        two.siem("bad").before = () -> {
            throw new IllegalStateException("a text that may hold anything");
        };
        two.record("one");
        two.drainDue();
        assertThat(two.siem("good").told()).containsExactly("one");
        assertThat(two.outbox.health().get(0).problem()).contains("it could not be written: IllegalStateException");
    }

    @Test
    void after_a_stop_between_append_and_message_the_sweep_finds_what_waits() {
        rig.queueFaults.once();
        rig.record("one");
        rig.start();
        rig.outbox.sweep();
        assertThat(rig.queue.size()).as("it may be on its way still").isZero();
        rig.clock.now = rig.clock.now.plus(Duration.ofMinutes(15));
        rig.outbox.sweep();
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one");
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void a_lost_message_that_was_to_try_again_is_found_by_the_sweep() {
        siem.failure = Optional.of(OutboxRig.down());
        rig.record("one");
        rig.drainDue();
        rig.queue.take().ifPresent(rig.queue::done);
        rig.clock.now = rig.clock.now.plus(Duration.ofSeconds(10));
        rig.queue.take().ifPresent(rig.queue::done);
        siem.failure = Optional.empty();
        rig.clock.now = rig.clock.now.plus(Duration.ofMinutes(15));
        rig.outbox.sweep();
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one");
    }

    @Test
    void the_same_step_played_again_asks_again_for_what_was_not_handed_over() {
        rig.queueFaults.once();
        var event = rig.event(CLUSTER, "one");
        rig.trail.record(List.of(event));
        rig.start();
        rig.trail.record(List.of(event));
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one");
    }

    @Test
    void an_append_whose_mark_cannot_be_saved_is_not_tried() {
        rig.table.once();
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> rig.record("one"));
        assertThat(rig.blobs.names("")).isEmpty();
    }

    @Test
    void an_append_that_failed_leaves_a_mark_that_goes_away() {
        rig.record("one");
        rig.drainDue();
        rig.ledgerFaults.once();
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> rig.record("never"));
        assertThat(rig.marks()).hasSize(1);
        rig.queue.send(Drain.news(CHAIN), Duration.ZERO);
        rig.drainDue();
        assertThat(rig.marks()).as("it could still be coming").hasSize(1);
        rig.passes(Duration.ofMinutes(20));
        assertThat(rig.marks()).isEmpty();
        assertThat(rig.queue.size()).isZero();
        assertThat(health().failingSince()).isEmpty();
        assertThat(siem.told()).containsExactly("one");
    }

    @Test
    void an_append_whose_answer_was_lost_arrives() {
        rig.record("one");
        rig.drainDue();
        rig.ledgerFaults.with(OutboxRig.lost());
        var event = rig.event(CLUSTER, "two");
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> rig.trail.record(List.of(event)));
        rig.start();
        rig.trail.record(List.of(event));
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one", "two");
    }

    @Test
    void what_is_appended_while_a_drain_is_at_it_arrives_too() {
        rig.record("one");
        siem.before = () -> {
            siem.before = () -> {};
            rig.record("two");
        };
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one", "two");
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void an_append_that_is_only_marked_while_a_drain_ends_is_waited_for() {
        rig.record("one");
        siem.before = () -> {
            siem.before = () -> {};
            rig.ledgerFaults.once(); // the append itself comes later, from another instance
            assertThatExceptionOfType(Failure.class).isThrownBy(() -> rig.record("two"));
        };
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one");
        assertThat(rig.marks()).as("the mark of the append to come").hasSize(1);
        new AuditTrail(new Ledger(rig.blobs), new Ocsf("test"), new Outbox(Map.of(), rig.memory, rig.queue, rig.clock))
                .record(List.of(rig.event(CLUSTER, "two")));
        rig.passes(Duration.ofMinutes(1));
        assertThat(siem.told()).containsExactly("one", "two");
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void two_drains_at_once_are_one_after_the_other() {
        rig.record("one");
        siem.before = () -> {
            siem.before = () -> {};
            rig.drains.drain(Drain.news(CHAIN));
        };
        rig.drainDue();
        assertThat(siem.told()).containsExactly("one");
        rig.passes(Duration.ofMinutes(1));
        assertThat(siem.told()).containsExactly("one");
        assertThat(rig.queue.size()).isZero();
    }

    @Test
    void a_drain_that_was_stopped_is_taken_over() {
        rig.record("one");
        siem.before = () -> {
            throw new AssertionError("the program stops here");
        };
        var message = rig.queue.take().orElseThrow();
        try {
            rig.drains.drain((Drain) WorkItemJson.read(message.text()));
        } catch (AssertionError stopped) {
            siem.before = () -> {};
        }
        rig.start();
        rig.passes(Duration.ofMinutes(11));
        assertThat(siem.told()).containsExactly("one");
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void a_message_that_comes_twice_tries_once() {
        siem.failure = Optional.of(OutboxRig.down());
        rig.record("one");
        rig.drainDue();
        rig.clock.now = rig.clock.now.plus(Duration.ofSeconds(10));
        rig.drains.drain(new Drain(CHAIN, Optional.of("siem"), 1));
        rig.drains.drain(new Drain(CHAIN, Optional.of("siem"), 1));
        assertThat(siem.calls).isEqualTo(2);
    }

    @Test
    void more_than_a_page_goes_in_pages_and_a_failure_midway_goes_on_from_there() {
        String long_ = "x".repeat(900);
        for (int i = 0; i < 900; i++) {
            rig.record(i + " " + long_);
        }
        siem.before = () -> siem.failure = siem.calls == 2 ? Optional.of(OutboxRig.down()) : Optional.empty();
        rig.drainDue();
        int came = siem.came.size();
        assertThat(came).isBetween(100, 899);
        assertThat(health().waiting()).isEqualTo(900 - came);
        rig.passes(Duration.ofMinutes(1));
        assertThat(siem.told())
                .containsExactlyElementsOf(
                        IntStream.range(0, 900).mapToObj(i -> i + " " + long_).toList());
    }

    @Test
    void a_months_turn_is_walked_across() {
        rig.clock.now = Instant.parse("2026-01-31T23:59:59Z");
        siem.failure = Optional.of(OutboxRig.down());
        rig.record("january");
        rig.drainDue();
        rig.clock.now = Instant.parse("2026-02-01T00:00:01Z");
        rig.record("february");
        rig.clock.now = Instant.parse("2026-04-01T00:00:01Z");
        rig.record("april");
        siem.failure = Optional.empty();
        rig.passes(Duration.ofHours(1));
        assertThat(siem.came)
                .extracting(OutboxRig::code)
                .containsExactly(
                        "alert.test", "audit.chain.continued", "alert.test", "audit.chain.continued", "alert.test");
        assertThat(siem.told()).contains("january", "february", "april");
        assertThat(rig.marks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT1H", "P400D"})
    void a_clock_that_goes_back_loses_nothing(Duration by) {
        siem.failure = Optional.of(OutboxRig.down());
        rig.record("one");
        rig.passes(Duration.ofHours(1));
        rig.clock.now = rig.clock.now.minus(by);
        rig.record("two");
        rig.drainDue();
        siem.failure = Optional.empty();
        rig.outbox.sweep();
        rig.passes(by.plus(Duration.ofHours(1)));
        assertThat(siem.told()).containsExactly("one", "two");
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void a_sink_that_is_new_begins_where_the_chain_stands() {
        rig.record("before");
        rig.siems.put("new", new OutboxRig.Siem());
        rig.start();
        rig.record("after");
        rig.drainDue();
        assertThat(siem.told()).containsExactly("before", "after");
        assertThat(rig.siem("new").told()).containsExactly("after");
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void a_sink_that_is_no_longer_there_is_waited_for_no_more() {
        siem.failure = Optional.of(OutboxRig.down());
        rig.record("one");
        rig.drainDue();
        rig.siems.clear();
        rig.siems.put("other", new OutboxRig.Siem());
        rig.start();
        rig.clock.now = rig.clock.now.plus(Duration.ofHours(1));
        rig.outbox.sweep();
        rig.drainDue();
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void a_broken_chain_is_not_handed_over_beyond_the_break() {
        rig.record("one");
        rig.record("two");
        String blob = CHAIN + "/2026-01.jsonl";
        byte[] bytes = rig.blobs.tail(blob, Integer.MAX_VALUE).bytes();
        bytes[20] ^= 1;
        rig.blobs.tamper(blob, bytes);
        rig.drainDue();
        assertThat(siem.came).isEmpty();
        assertThat(health().problem())
                .hasValueSatisfying(words -> assertThat(words).contains("is broken: the line after record 0"));
    }

    @Test
    void a_message_of_a_problem_is_one_short_line() {
        siem.failure = Optional.of(new Failure.Transient("siem:\n\u202e" + "x".repeat(5_000)));
        rig.record("one");
        rig.drainDue();
        assertThat(health().problem())
                .hasValueSatisfying(
                        words -> assertThat(words).hasSizeLessThanOrEqualTo(300).doesNotContain("\n", "\u202e"));
    }

    @Test
    void a_mark_holds_no_event() {
        siem.failure = Optional.of(OutboxRig.down());
        rig.record("a text of its own");
        rig.drainDue();
        assertThat(rig.marks())
                .extracting(Row::text)
                .singleElement()
                .asString()
                .doesNotContain("a text of its own")
                .hasSizeLessThan(1_000);
    }

    @Test
    void the_guards_own_chain_is_drained_like_any() {
        rig.trail.record(List.of(
                new AuditEvent(Optional.empty(), rig.clock.now, "x", "hash", new EventRejected("not-json", Map.of()))));
        rig.drainDue();
        assertThat(siem.came)
                .singleElement()
                .satisfies(event -> assertThat(Tree.object(event.get("metadata")))
                        .hasValueSatisfying(
                                metadata -> assertThat(metadata).containsEntry("event_code", "event.rejected")));
    }
}

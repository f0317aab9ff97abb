package io.entraguard.reconcile.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of events that a sink will not take. */
class RefusalsTest {
    private final OutboxRig rig = new OutboxRig("siem");
    private final OutboxRig.Siem siem = rig.siem("siem");

    private void refuses(String... messages) {
        var refused = Set.of(messages);
        siem.refuses = event -> refused.contains(OutboxRig.message(event));
    }

    private List<String> alerts() {
        return siem.came.stream()
                .filter(event -> OutboxRig.code(event).equals("alert.sink-refused"))
                .map(OutboxRig::message)
                .toList();
    }

    private List<String> told() {
        return siem.told().stream().filter(text -> !text.startsWith("the sink")).toList();
    }

    private long count() {
        return new Refusals(rig.memory, rig.trail, () -> {
                    throw new AssertionError("not asked for");
                })
                .count("siem");
    }

    @Test
    void one_that_is_refused_among_others_is_set_aside_and_the_rest_goes_on_in_order() {
        IntStream.range(0, 20).forEach(i -> rig.record("event " + i));
        refuses("event 0", "event 7", "event 19");
        rig.drainDue();
        var expected = IntStream.range(0, 20)
                .filter(i -> i != 0 && i != 7 && i != 19)
                .mapToObj(i -> "event " + i)
                .toList();
        assertThat(told()).containsExactlyElementsOf(expected);
        assertThat(count()).isEqualTo(3);
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void somebody_is_told_once_a_day() {
        for (int day = 0; day < 2; day++) {
            for (int i = 0; i < 3; i++) {
                rig.record("bad " + day + i);
                rig.record("good " + day + i);
                refuses("bad " + day + i);
                rig.drainDue();
            }
            rig.passes(Duration.ofDays(1));
        }
        assertThat(alerts()).hasSize(2);
        assertThat(alerts().get(0))
                .startsWith("the sink siem refuses events that stand in the ledger, the first of 2026-01-05 is ");
        assertThat(count()).isEqualTo(6);
    }

    @Test
    void a_sink_that_refuses_everything_for_a_day_loses_nothing() {
        siem.refuses = event -> true;
        IntStream.range(0, 100).forEach(i -> rig.record("event " + i));
        rig.passes(Duration.ofDays(1));
        assertThat(count()).isZero();
        assertThat(rig.outbox.health().get(0).waiting()).isEqualTo(100);
        assertThat(rig.outbox.health().get(0).problem()).contains("it refuses whatever it is sent: siem: HTTP 400");
        siem.refuses = event -> false;
        rig.passes(Duration.ofMinutes(15));
        assertThat(told())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "event " + i).toList());
        assertThat(alerts()).isEmpty();
    }

    @Test
    void one_that_stands_alone_waits_until_the_sink_is_seen_to_take_something_else() {
        refuses("bad");
        rig.record("bad");
        rig.passes(Duration.ofHours(1));
        assertThat(count()).isZero();
        rig.record(OutboxRig.cluster("other"), "good");
        rig.passes(Duration.ofMinutes(15));
        assertThat(told()).containsExactly("good");
        assertThat(count()).isEqualTo(1);
        assertThat(alerts()).hasSize(1);
        assertThat(rig.marks()).isEmpty();
    }

    @Test
    void where_the_alert_cannot_be_recorded_nothing_is_set_aside_yet() {
        rig.record("bad");
        rig.record("good");
        refuses("bad");
        siem.before = () -> {
            if (siem.calls == 3) { // the good one, which proves that it is the other that is at fault
                rig.table.well().once();
            }
        };
        rig.passes(Duration.ofHours(1));
        assertThat(new HashSet<>(told())).containsExactly("good");
        assertThat(alerts()).hasSize(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void a_failure_while_a_batch_is_split_is_a_failure_like_any() {
        rig.record("bad");
        rig.record("good");
        refuses("bad");
        siem.before = () -> siem.failure = siem.calls == 3 ? Optional.of(OutboxRig.down()) : Optional.empty();
        rig.drainDue();
        assertThat(siem.came).isEmpty();
        assertThat(rig.outbox.health().get(0).problem()).contains("siem: HTTP 503 ServerBusy");
        rig.passes(Duration.ofMinutes(1));
        assertThat(told()).containsExactly("good");
        assertThat(count()).isEqualTo(1);
    }
}

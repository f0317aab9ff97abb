package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.outbox.OutboxRig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerAlarmTest {
    private static final String CHAIN = Ledger.chain(OutboxRig.CLUSTER);
    private static final String BLOB = CHAIN + "/2026-01.jsonl";
    private static final String GUARD_BLOB = "guard/2026-01.jsonl";

    private final OutboxRig rig = new OutboxRig("siem");
    private LedgerAlarm alarm = new LedgerAlarm(rig.trail, rig.memory);

    private void records(ClusterRef cluster, String text) {
        alarm.record(List.of(rig.event(cluster, text)));
    }

    private String text(String blob) {
        return new String(rig.blobs.tail(blob, Integer.MAX_VALUE).bytes(), StandardCharsets.UTF_8);
    }

    /** Somebody overwrites the blob, and the program is started anew. */
    private void breaks(String blob) {
        rig.blobs.tamper(blob, "not what was written\n".getBytes(StandardCharsets.UTF_8));
        rig.start();
        alarm = new LedgerAlarm(rig.trail, rig.memory);
    }

    private void isBroken(Runnable recording) {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(recording::run)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Ledger.BROKEN));
    }

    private List<Map<String, Object>> alerts() {
        rig.passes(Duration.ofHours(1));
        return rig.siem("siem").came.stream()
                .filter(event -> "alert.ledger-broken".equals(OutboxRig.code(event)))
                .toList();
    }

    @Test
    void a_broken_chain_holds_its_cluster_up_and_is_told_once() {
        records(OutboxRig.CLUSTER, "before");
        breaks(BLOB);
        isBroken(() -> records(OutboxRig.CLUSTER, "after"));
        isBroken(() -> records(OutboxRig.CLUSTER, "again"));
        assertThat(text(BLOB)).as("nothing is written behind it").isEqualTo("not what was written\n");
        assertThat(text(GUARD_BLOB)).containsOnlyOnce("alert.ledger-broken");
        assertThat(alarm.broken()).containsExactly(CHAIN);
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(OutboxRig.message(alert))
                    .contains("nothing is done for " + OutboxRig.CLUSTER.id())
                    .contains(BLOB);
            assertThat(alert).containsEntry("severity", "Critical");
        });
    }

    @Test
    void since_when_it_is_broken_is_remembered_for_whoever_asks_how_the_guard_is() {
        Instant since = rig.clock.now;
        breaks(BLOB);
        isBroken(() -> records(OutboxRig.CLUSTER, "a"));
        rig.clock.now = since.plus(Duration.ofDays(2));
        isBroken(() -> records(OutboxRig.CLUSTER, "b"));
        assertThat(LedgerAlarm.broken(rig.memory)).containsExactly(Map.entry(CHAIN, since));
    }

    @Test
    void other_clusters_go_on() {
        breaks(BLOB);
        isBroken(() -> records(OutboxRig.CLUSTER, "a"));
        records(OutboxRig.cluster("c2"), "b");
        assertThat(text(Ledger.chain(OutboxRig.cluster("c2")) + "/2026-01.jsonl"))
                .contains("\"b\"");
    }

    @Test
    void a_chain_that_is_sound_again_and_breaks_again_is_told_again() {
        breaks(BLOB);
        isBroken(() -> records(OutboxRig.CLUSTER, "a"));
        rig.blobs.tamper(BLOB, new byte[0]);
        alarm.sound(CHAIN);
        assertThat(alarm.broken()).isEmpty();
        records(OutboxRig.CLUSTER, "b");
        rig.clock.now = rig.clock.now.plusSeconds(60);
        breaks(BLOB);
        isBroken(() -> records(OutboxRig.CLUSTER, "c"));
        assertThat(alerts()).hasSize(2);
    }

    @Test
    void a_chain_that_was_never_broken_can_be_said_to_be_sound() {
        alarm.sound(CHAIN);
        assertThat(rig.memory.load(MemoryStore.FLEET, "broken-chains")).isEmpty();
    }

    @Test
    void where_the_guards_own_chain_is_broken_the_siem_is_told_past_it() {
        breaks(GUARD_BLOB);
        var alert = new Alert("test", Severity.LOW, "of the fleet", Optional.empty());
        isBroken(() ->
                alarm.record(List.of(new AuditEvent(Optional.empty(), rig.clock.now, "of the fleet", "hash", alert))));
        assertThat(alerts())
                .singleElement()
                .satisfies(told -> assertThat(OutboxRig.message(told))
                        .contains("nothing is recorded that concerns no single cluster")
                        .contains(GUARD_BLOB));
        assertThat(alarm.broken()).containsExactly(Ledger.GUARD);
    }

    @Test
    void an_alarm_that_could_not_be_raised_is_raised_the_next_time_and_hides_nothing() {
        breaks(BLOB);
        rig.table.down(true);
        isBroken(() -> records(OutboxRig.CLUSTER, "a"));
        rig.table.down(false);
        assertThat(alerts()).isEmpty();
        isBroken(() -> records(OutboxRig.CLUSTER, "a"));
        assertThat(alerts()).hasSize(1);
    }

    @Test
    void a_store_that_refuses_or_does_not_answer_is_no_broken_chain() {
        rig.ledgerFaults.with(new FaultHook.Status(403, "AuthorizationFailure", Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> records(OutboxRig.CLUSTER, "a"));
        rig.ledgerFaults.with(new FaultHook.Timeout());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> records(OutboxRig.CLUSTER, "a"));
        assertThat(alarm.broken()).isEmpty();
        records(OutboxRig.CLUSTER, "a");
        assertThat(alerts()).isEmpty();
    }

    @Test
    void a_row_that_cannot_be_read_is_not_taken_for_no_broken_chain() {
        rig.memory.save(MemoryStore.FLEET, "broken-chains", "[", Optional.empty());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> alarm.broken());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> alarm.sound(CHAIN));
    }
}

package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Directory;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody who may overwrite the ledger's blobs does: nothing is done without a trace, and somebody is told. */
class BrokenLedgerTest {
    private static final Caller SOMEBODY = Caller.user("44444444-4444-4444-4444-444444444444");

    private static final String POLICY = """
            apiVersion: entra-guard/v1
            defaults:
              mode: auto
              adminGroups: [22222222-2222-2222-2222-222222222222]
              quietPeriod: P0D
            """;

    private static ClusterRef appears(Play play, String name) {
        ClusterDocument document = ClusterDocument.plain(name).created("2026-01-05T08:59:00Z");
        ClusterRef cluster = document.snapshot().ref();
        play.happens(new Change.Create(cluster, SOMEBODY, document.tree()));
        return cluster;
    }

    private static boolean fixed(Play play, ClusterRef cluster) {
        return SnapshotReader.read(play.cluster(cluster).orElseThrow())
                .identity()
                .localAccountsOff();
    }

    private static List<Map<String, Object>> alerts(Play play) {
        return play.stores.sink().events().stream()
                .filter(event ->
                        Tree.object(event.get("metadata")).orElseThrow().containsValue("alert.ledger-broken"))
                .toList();
    }

    @Test
    void the_cluster_of_a_changed_chain_is_left_alone_until_it_is_sound_again_and_the_siem_knows() {
        try (Play play = new Play(Directory.OPEN, POLICY, identity -> true, Around.NOTHING)) {
            ClusterRef held = appears(play, "c-1");
            ClusterRef other = appears(play, "c-2");
            play.passes(Duration.ofMinutes(1));
            String blob = Ledger.chain(held) + "/2026-01.jsonl";
            byte[] sound = play.stores.ledger().tail(blob, Integer.MAX_VALUE).bytes();
            byte[] changed = sound.clone();
            changed[changed.length - 10] ^= 1;
            play.stores.ledger().tamper(blob, changed);
            play.restart();
            assertThat(play.ledger()).isInstanceOf(LedgerCheck.Result.Broken.class);

            play.passes(Duration.ofHours(6));
            assertThat(fixed(play, held)).isFalse();
            assertThat(play.world.writes()).noneMatch(write -> write.path().endsWith("/c-1"));
            assertThat(fixed(play, other)).as("the others' cluster").isTrue();
            assertThat(play.stores.ledger().tail(blob, Integer.MAX_VALUE).bytes())
                    .as("the evidence is left as it is")
                    .isEqualTo(changed);
            assertThat(alerts(play)).singleElement().satisfies(alert -> {
                assertThat(alert).containsEntry("severity", "Critical");
                assertThat(String.valueOf(alert.get("message")))
                        .contains("nothing is done for " + held.id())
                        .contains(blob);
            });

            play.stores.ledger().tamper(blob, sound);
            play.passes(Duration.ofDays(1));
            play.sweep();
            play.passes(Duration.ofHours(1));
            assertThat(fixed(play, held)).isTrue();
            assertThat(alerts(play)).hasSize(1);
            assertThat(play.ledger()).isInstanceOf(LedgerCheck.Result.Intact.class);
        }
    }

    @Test
    void a_chain_that_nobody_writes_to_is_found_broken_by_the_days_anchor() {
        try (Play play = new Play(Directory.OPEN, POLICY, identity -> true, Around.NOTHING)) {
            ClusterRef cluster = appears(play, "c-1");
            play.passes(Duration.ofHours(1));
            String blob = Ledger.chain(cluster) + "/2026-01.jsonl";
            byte[] bytes = play.stores.ledger().tail(blob, Integer.MAX_VALUE).bytes();
            bytes[bytes.length - 10] ^= 1;
            play.stores.ledger().tamper(blob, bytes);
            play.passes(Duration.ofDays(1));
            play.sweep();
            play.passes(Duration.ofMinutes(10));
            assertThat(alerts(play))
                    .singleElement()
                    .satisfies(alert ->
                            assertThat(String.valueOf(alert.get("message"))).contains(blob));
        }
    }
}

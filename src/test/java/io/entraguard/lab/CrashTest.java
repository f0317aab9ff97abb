package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.Play.Wire;
import io.entraguard.lab.Stops.Ending;
import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Directory;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The program is stopped dead between every two calls that it makes on any port during a remediation, started anew, and
 * played on; and each of these calls fails once. What stands at the end is what stands where all went well.
 */
class CrashTest {
    private static final String POLICY = """
            apiVersion: entra-guard/v1
            defaults:
              mode: auto
              adminGroups: [22222222-2222-2222-2222-222222222222]
              quietPeriod: P2D
            """;

    private static final Caller SOMEBODY = Caller.user("44444444-4444-4444-4444-444444444444");

    /**
     * What stands at the end.
     *
     * @param applied how many writes changed the cluster
     * @param happenings what the ledger tells, each kind of event with what it is about, without its times
     */
    private record End(Map<String, Object> cluster, List<String> tickets, long applied, List<String> happenings) {}

    private static Play start(Stops stops, Wire wire) {
        return new Play(
                Directory.OPEN, POLICY, identity -> identity.entraOn() || !identity.localAccountsOff(), stops, wire);
    }

    /** A cluster without Entra appears, and somebody fetches its admin credential. */
    private static ClusterRef appears(Play play) {
        ClusterDocument document = ClusterDocument.plain("c-1").created("2026-01-05T08:59:00Z");
        ClusterRef cluster = document.snapshot().ref();
        play.happens(new Change.Create(cluster, SOMEBODY, document.tree()));
        play.passes(Duration.ofMinutes(1));
        play.happens(new Change.Act(cluster, SOMEBODY, Change.Action.LIST_ADMIN_CREDENTIAL));
        return cluster;
    }

    /**
     * Entra goes on first, local accounts are waited for with a ticket, and go two days later; in between the policy file
     * is broken and mended, and sweeps come by.
     */
    private static End play(Stops stops, Wire wire) {
        try (Play play = start(stops, wire)) {
            ClusterRef cluster = appears(play);
            play.passes(Duration.ofDays(1));
            play.policy("mode: perhaps\n");
            play.sweep();
            play.passes(Duration.ofHours(1));
            play.sweep(); // which comes again where the last one was stopped
            play.policy(POLICY + "# mended\n");
            play.passes(Duration.ofDays(2));

            play.sweep(); // which finds what was marked to be handed over and nobody was asked to
            play.passes(Duration.ofHours(1));
            play.sweep(); // and the next one, what the first left where it was stopped
            play.passes(Duration.ofHours(1));

            assertThat(play.ledger()).isInstanceOf(LedgerCheck.Result.Intact.class);
            assertThat(play.stores.queue().poison()).isEmpty();
            everythingWasHandedOver(play);
            return new End(
                    play.cluster(cluster).orElseThrow(),
                    play.stores.tickets().tickets().stream()
                            .map(CrashTest::history)
                            .toList(),
                    play.world.writes().stream().filter(ArmWrite::applied).count(),
                    play.ledgerEvents().stream().map(CrashTest::happening).toList());
        }
    }

    /** The SIEM has every event of the ledger, those of each chain in the chain's order. */
    private static void everythingWasHandedOver(Play play) {
        List<String> arrived =
                play.stores.sink().events().stream().map(CrashTest::uid).toList();
        for (String blob : play.stores.ledger().names("")) {
            List<String> recorded = LedgerEvents.read(play.stores.ledger(), blob).stream()
                    .map(CrashTest::uid)
                    .distinct()
                    .toList();
            assertThat(arrived).as("what came of %s", blob).containsSubsequence(recorded);
        }
        assertThat(play.stores.memory().all("outbox")).as("marks that are left").isEmpty();
    }

    private static String uid(Map<String, Object> event) {
        return String.valueOf(Tree.object(event.get("metadata")).orElseThrow().get("uid"));
    }

    private static String history(LabTickets.Ticket ticket) {
        return ticket.key() + " " + ticket.state() + " "
                + ticket.history().stream().map(LabTickets.Entry::action).toList();
    }

    private static String happening(Map<String, Object> event) {
        Map<String, Object> metadata = Tree.object(event.get("metadata")).orElseThrow();
        return metadata.get("event_code") + " " + event.get("class_uid") + " "
                + String.valueOf(event.get("message")).replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "T");
    }

    @Test
    void without_a_stop_both_halves_are_written_once_and_proven() {
        End end = play(new Stops(), Wire.SOCKETS);
        assertThat(SnapshotReader.read(end.cluster()).identity())
                .matches(identity -> identity.entraOn() && identity.localAccountsOff());
        assertThat(end.applied()).isEqualTo(2);
        assertThat(end.happenings())
                .filteredOn(told -> told.startsWith("remediation.planned 7001"))
                .hasSize(2);
        assertThat(end.happenings())
                .filteredOn(told -> told.startsWith("remediation.executed 7001"))
                .hasSize(2);
        assertThat(end.tickets()).singleElement().asString().contains("RESOLVED [opened");
    }

    @Test
    void without_a_stop_a_broken_policy_and_its_mending_are_told() {
        assertThat(play(new Stops(), Wire.SOCKETS).happenings())
                .filteredOn(CrashTest::ofThePolicy)
                .extracting(told -> told.substring(0, told.indexOf(' ')))
                .containsExactly("alert.policy-broken", "policy.changed");
    }

    private static boolean ofThePolicy(String told) {
        return told.startsWith("policy.changed") || told.startsWith("alert.policy-broken");
    }

    @Test
    void a_write_goes_out_under_its_own_intent_where_the_cluster_changed_while_the_program_was_down() {
        var counting = new Stops();
        play(counting, Wire.SOCKETS);
        List<String> untilTheWrite =
                counting.calls().subList(0, counting.calls().indexOf("Clusters.write"));
        var stops = new Stops();
        stops.at(untilTheWrite.lastIndexOf("Audit.record"), Ending.STOPPED_AFTER);
        try (Play play = start(stops, Wire.SOCKETS)) {
            ClusterRef cluster = appears(play);
            while (play.restarts() == 0) {
                play.passes(Duration.ofMinutes(1));
            }
            Map<String, Object> azureRbac = Map.of("properties", Map.of("aadProfile", Map.of("enableAzureRBAC", true)));
            play.happens(new Change.Edit(cluster, SOMEBODY, azureRbac));
            play.passes(Duration.ofDays(3));
            assertThat(SnapshotReader.read(play.cluster(cluster).orElseThrow()).identity())
                    .matches(identity -> identity.entraOn() && identity.localAccountsOff());
            assertThat(play.ledger()).isInstanceOf(LedgerCheck.Result.Intact.class);
        }
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT) // each case has a world of its own
    Stream<DynamicTest> wherever_a_call_ends_badly_all_ends_as_if_it_never_had() {
        var counting = new Stops();
        End untroubled = play(counting, Wire.SOCKETS);
        List<String> calls = counting.calls();
        return IntStream.range(0, calls.size())
                .boxed()
                .flatMap(call -> Stream.of(Ending.values())
                        .map(ending -> DynamicTest.dynamicTest(
                                ending.words() + " call " + call + ", " + calls.get(call),
                                () -> troubled(call, ending, untroubled))));
    }

    private static void troubled(int call, Ending ending, End untroubled) {
        var stops = new Stops();
        stops.at(call, ending);
        End end = play(stops, Wire.NONE); // what ends badly is a call of a port, on this side of the network
        String when = ending.words() + " call " + call + ", " + stops.calls().get(call);
        assertThat(SnapshotReader.read(end.cluster()).identity())
                .as(when)
                .isEqualTo(SnapshotReader.read(untroubled.cluster()).identity());
        assertThat(end.applied()).as("applied writes, " + when).isEqualTo(untroubled.applied());
        assertThat(end.tickets()).as(when).isEqualTo(untroubled.tickets());
        assertThat(end.happenings()).as(when).containsAll(untroubled.happenings());
        assertThat(end.happenings().stream().filter(CrashTest::ofThePolicy))
                .as(when)
                .doesNotHaveDuplicates();
    }
}

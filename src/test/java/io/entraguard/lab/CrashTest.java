package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Directory;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.reconcile.LedgerCheck;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The program is stopped dead between every two calls that it makes on any port during a remediation, started anew, and
 * played on: what stands at the end is what stands where it never stopped.
 */
class CrashTest {
    private static final String POLICY = """
            apiVersion: entra-guard/v1
            defaults:
              mode: auto
              adminGroups: [22222222-2222-2222-2222-222222222222]
              quietPeriod: P2D
            """;

    /**
     * What stands at the end.
     *
     * @param applied bodies of the writes that changed the cluster
     * @param outcomes how the remediations ended, each by its command
     */
    private record End(
            Map<String, Object> cluster, List<String> tickets, long applied, List<Outcome> outcomes, int calls) {}

    /**
     * A cluster without Entra appears, somebody fetches its admin credential, so that Entra goes on first, local accounts
     * are waited for with a ticket, and go two days later; a sweep comes by in between.
     */
    private static End play(Stops stops) {
        try (var play = new Play(
                Directory.OPEN, POLICY, identity -> identity.entraOn() || !identity.localAccountsOff(), stops)) {
            ClusterDocument document = ClusterDocument.plain("c-1").created("2026-01-05T08:59:00Z");
            ClusterRef cluster = document.snapshot().ref();
            Caller somebody = Caller.user("44444444-4444-4444-4444-444444444444");
            play.happens(new Change.Create(cluster, somebody, document.tree()));
            play.passes(Duration.ofMinutes(1));
            play.happens(new Change.Act(cluster, somebody, Change.Action.LIST_ADMIN_CREDENTIAL));
            play.passes(Duration.ofDays(1));
            play.sweep();
            play.passes(Duration.ofDays(2));

            assertThat(play.ledger()).isInstanceOf(LedgerCheck.Result.Intact.class);
            assertThat(play.stores.queue().poison()).isEmpty();
            return new End(
                    play.cluster(cluster).orElseThrow(),
                    play.stores.tickets().tickets().stream()
                            .map(CrashTest::history)
                            .toList(),
                    play.world.writes().stream().filter(ArmWrite::applied).count(),
                    outcomes(play.watched.recorded()),
                    stops.count());
        }
    }

    private static String history(LabTickets.Ticket ticket) {
        return ticket.key() + " " + ticket.state() + " "
                + ticket.history().stream().map(LabTickets.Entry::action).toList();
    }

    private static List<Outcome> outcomes(List<AuditEvent> events) {
        return events.stream()
                .map(AuditEvent::body)
                .filter(RemediationEnded.class::isInstance)
                .map(RemediationEnded.class::cast)
                .distinct()
                .map(RemediationEnded::outcome)
                .toList();
    }

    @Test
    void without_a_stop_both_halves_are_written_once_and_proven() {
        End end = play(new Stops());
        assertThat(SnapshotReader.read(end.cluster()).identity())
                .matches(identity -> identity.entraOn() && identity.localAccountsOff());
        assertThat(end.applied()).isEqualTo(2);
        assertThat(end.outcomes()).containsExactly(Outcome.PROVEN, Outcome.PROVEN);
        assertThat(end.tickets()).singleElement().asString().contains("RESOLVED [opened");
    }

    @TestFactory
    Stream<DynamicTest> wherever_it_stops_it_ends_as_if_it_never_had() {
        var counting = new Stops();
        End unstopped = play(counting);
        List<String> calls = counting.calls();
        return IntStream.range(0, calls.size())
                .boxed()
                .flatMap(call -> Stream.of(false, true)
                        .map(after -> DynamicTest.dynamicTest(
                                "stopped " + (after ? "after" : "before") + " call " + call + ", " + calls.get(call),
                                () -> stopped(call, after, unstopped))));
    }

    private static void stopped(int call, boolean after, End unstopped) {
        var stops = new Stops();
        stops.stopAt(call, after);
        End end = play(stops);
        assertThat(SnapshotReader.read(end.cluster()).identity())
                .isEqualTo(SnapshotReader.read(unstopped.cluster()).identity());
        assertThat(end.applied()).as("applied writes").isEqualTo(unstopped.applied());
        assertThat(end.tickets()).isEqualTo(unstopped.tickets());
        assertThat(end.outcomes()).filteredOn(Outcome.PROVEN::equals).hasSameSizeAs(unstopped.outcomes());
    }
}

package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.trackers.StagedTracker;
import io.entraguard.lab.trackers.StagedTracker.Kind;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays scenarios of a ticket's life with each tracker and the adapter that ships, in place of the lab's own tracker. */
class TrackerLifeCycleTest {
    private static final ClusterRef CLUSTER = ClusterRef.of("/subscriptions/7c2d9f10-5b3e-4a8c-9e61-2f4b8d0a6c35"
            + "/resourceGroups/rg-pay/providers/Microsoft.ContainerService/managedClusters/aks-pay-prod");

    /** The key of its first episode, by which people find the ticket. */
    private static final String KEY = "entra-guard-" + Sha256.hex32(CLUSTER.key() + "|1");

    /**
     * A folder of scenarios and how it ends.
     *
     * @param said a word of each thing that is said in the ticket
     * @param people whether people do something in the tracker
     */
    private record Life(String folder, State end, boolean people, List<String> said) {
        @Override
        public String toString() {
            return folder;
        }
    }

    private static final List<Life> LIVES = List.of(
            new Life("ticket-mode", State.RESOLVED, false, List.of("ENTRA-01", "Put right by")),
            new Life(
                    "regression-reopens",
                    State.OPEN,
                    false,
                    List.of("ENTRA-01", "Put right by", "It fails again after a re-read")),
            new Life("human-closes-ticket", State.OPEN, true, List.of("ENTRA-01", "This ticket was closed while")),
            new Life("human-deletes-ticket", State.RESOLVED, true, List.of("ENTRA-01", "Put right by")),
            new Life("fault-ticket-lost-response", State.RESOLVED, false, List.of("ENTRA-01", "Put right by")),
            new Life("deleted-closes-ticket", State.RESOLVED, false, List.of("ENTRA-01", "The resource is gone")));

    static Stream<Arguments> lives() {
        return Stream.of(Kind.values())
                .flatMap(kind -> LIVES.stream()
                        .filter(life -> !(life.people() && kind == Kind.WEBHOOK)) // whose receiver tells nothing
                        .map(life -> Arguments.of(kind, life)));
    }

    @ParameterizedTest
    @MethodSource("lives")
    void there_is_one_ticket_which_says_each_thing_once_and_ends_as_it_should(Kind kind, Life life) {
        var now = new Now();
        try (StagedTracker tracker = kind.start(now)) {
            play(life, tracker, now);
            Instant later = now.instant().plus(Duration.ofDays(1)); // whatever lags has caught up
            now.by = () -> later;
            assertThat(tracker.weather().lost() > 0)
                    .as("answers were lost")
                    .isEqualTo(life.folder().contains("lost"));
            assertThat(tracker.count().getAsInt()).isOne();
            assertThat(tracker.tickets().find(TicketRouting.DEFAULT, KEY, Optional.empty()))
                    .extracting(Found::state)
                    .containsExactly(life.end());
            List<String> texts = tracker.texts().apply(KEY);
            assertThat(texts).hasSameSizeAs(life.said());
            for (int i = 0; i < texts.size(); i++) {
                assertThat(texts.get(i)).contains(life.said().get(i));
            }
        }
    }

    private static void play(Life life, StagedTracker tracker, Now now) {
        Scenario scenario = Scenario.read(Path.of("src", "test", "resources", "scenarios", life.folder()));
        try (var player = new Player(scenario, GuardMode.ENFORCE, with(tracker.tickets()))) {
            now.by = player.clock()::instant;
            player.play(new People(tracker));
            assertThat(player.stores().tickets().tickets()).isEmpty();
            assertThat(player.stores().queue().poison()).isEmpty();
            Instant end = player.clock().instant();
            now.by = () -> end;
        }
    }

    /** The time of the scenario that is played, which has a clock of its own. */
    private static final class Now implements InstantSource {
        private Supplier<Instant> by = () -> VirtualClock.START;

        @Override
        public Instant instant() {
            return by.get();
        }
    }

    private static Around with(Tickets tickets) {
        return new Around() {
            @Override
            public <T> T port(Class<T> port, T real) {
                return port == Tickets.class ? port.cast(tickets) : real;
            }
        };
    }

    /** Do in the tracker what the timeline says of the lab's own. */
    private record People(StagedTracker tracker) implements Player.Watcher {
        @Override
        public void line(Line line) {
            if (line instanceof Line.Ticket deed) {
                switch (deed.deed()) {
                    case CLOSE -> tracker.closing().accept(KEY);
                    case DELETE -> tracker.deleting().accept(KEY);
                }
            }
            if (line instanceof Line.Fault fault && fault.fault().target() == Target.TICKET) {
                tracker.losesAnswerTo(fault.fault().method().orElseThrow());
            }
        }

        @Override
        public void worked() {}
    }
}

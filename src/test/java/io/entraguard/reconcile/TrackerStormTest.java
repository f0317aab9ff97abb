package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.trackers.StagedTracker;
import io.entraguard.lab.trackers.StagedTracker.Kind;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.TicketDesk.Notice;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import io.entraguard.reconcile.ticket.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fleet that fails all at once, told to a tracker that lets little through and loses answers, in virtual time. */
class TrackerStormTest {
    private static final int CLUSTERS = 500;
    private static final long SEED = 20260105;

    private final VirtualClock clock = new VirtualClock();
    private final List<ClusterMemory> fleet = IntStream.range(0, CLUSTERS)
            .mapToObj(i -> new ClusterMemory(
                    ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg"
                            + "/providers/Microsoft.ContainerService/managedClusters/c" + i),
                    clock.instant()))
            .toList();

    /** When a cluster is looked at next. */
    private record Look(Instant due, int order, ClusterMemory memory) {}

    @ParameterizedTest
    @EnumSource
    void nothing_is_lost_and_nothing_doubled(Kind kind) {
        try (StagedTracker tracker = kind.start(clock)) {
            tracker.weather().limits(60, Duration.ofMinutes(1));
            tracker.weather().losesOneIn(40, SEED);
            allTold(tracker, desk -> desk.tell(notice("what is wrong")));
            assertThat(tracker.weather().refused()).isPositive();
            assertThat(tracker.weather().lost()).isPositive();
            allTold(tracker, desk -> desk.close(Page.of("title", "put right")));

            tracker.weather().limits(Integer.MAX_VALUE, Duration.ZERO);
            tracker.weather().losesOneIn(Integer.MAX_VALUE, SEED);
            clock.advanceTo(clock.instant().plus(Duration.ofDays(1)));
            assertThat(tracker.count().getAsInt()).isEqualTo(CLUSTERS);
            for (ClusterMemory memory : fleet) {
                String key = TicketDesk.key(memory);
                assertThat(tracker.tickets().find(TicketRouting.DEFAULT, key, Optional.empty()))
                        .extracting(Found::state)
                        .as(key)
                        .containsExactly(State.RESOLVED);
                List<String> texts = tracker.texts().apply(key);
                assertThat(texts).as(key).hasSize(2);
                assertThat(texts.get(0)).contains("what is wrong");
                assertThat(texts.get(1)).contains("put right");
            }
        }
    }

    private static Notice notice(String text) {
        return new Notice(Page.of("title", text), Severity.HIGH, Optional.empty(), TicketRouting.DEFAULT);
    }

    /** Each cluster is looked at again whenever its desk asks for it, until none does. */
    private void allTold(StagedTracker tracker, Consumer<TicketDesk> what) {
        var looks = new PriorityQueue<>(Comparator.comparing(Look::due).thenComparing(Look::order));
        for (int i = 0; i < CLUSTERS; i++) {
            looks.add(new Look(clock.instant(), i, fleet.get(i)));
        }
        Instant latest = clock.instant().plus(Duration.ofDays(2));
        while (!looks.isEmpty()) {
            Look look = looks.remove();
            assertThat(look.due()).as("all told").isBefore(latest);
            clock.advanceTo(look.due());
            var draft = new AuditDraft(events -> {}, look.memory(), "hash", look.due());
            var desk = new TicketDesk(tracker.tickets(), look.memory(), () -> {}, draft, look.due());
            what.accept(desk);
            desk.again().ifPresent(again -> looks.add(new Look(again, look.order(), look.memory())));
        }
    }
}

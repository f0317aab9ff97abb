package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fleet that fails all at once, told to a tracker that lets little through and loses answers, in virtual time. */
class TrackerStormTest {
    private static final int CLUSTERS = 500;
    private static final long SEED = 20260105;

    private final VirtualClock clock = new VirtualClock();
    private final TrackerOutages outages = new TrackerOutages(new LabMemoryStore(FaultHook.NONE));
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

    @ParameterizedTest
    @EnumSource
    void a_tracker_that_returns_is_told_what_it_is_owed_the_oldest_first(Kind kind) {
        try (StagedTracker tracker = kind.start(clock)) {
            List<ClusterMemory> owed = new ArrayList<>(fleet.subList(0, 60));
            Collections.shuffle(owed, new Random(SEED));
            var looks = new PriorityQueue<>(Comparator.comparing(Look::due).thenComparing(Look::order));
            Instant begun = clock.instant();
            for (int i = 0; i < owed.size(); i++) {
                looks.add(new Look(begun.plus(Duration.ofMinutes(10L * i)), owed.size() - i, owed.get(i)));
            }
            tracker.weather().out(true);
            lookUntil(begun.plus(Duration.ofHours(11)), looks, tracker);
            assertThat(tracker.count().getAsInt()).isZero();
            assertThat(looks).hasSize(60);

            tracker.weather().out(false);
            tracker.weather().limits(10, Duration.ofMinutes(1));
            assertThat(lookUntil(begun.plus(Duration.ofHours(13)), looks, tracker))
                    .containsExactlyElementsOf(owed);
            assertThat(tracker.weather().refused()).isPositive().isLessThan(60);
        }
    }

    /** Looks at clusters as they fall due; gives those whose tracker was told everything, in order. */
    private List<ClusterMemory> lookUntil(Instant end, PriorityQueue<Look> looks, StagedTracker tracker) {
        var told = new ArrayList<ClusterMemory>();
        while (!looks.isEmpty() && looks.peek().due().isBefore(end)) {
            Look look = looks.remove();
            TicketDesk desk = desk(tracker, look);
            desk.tell(notice("what is wrong"));
            desk.again()
                    .ifPresentOrElse(
                            again -> looks.add(new Look(again, look.order(), look.memory())),
                            () -> told.add(look.memory()));
        }
        return told;
    }

    private TicketDesk desk(StagedTracker tracker, Look look) {
        clock.advanceTo(look.due());
        var draft = new AuditDraft(events -> {}, look.memory(), "hash", look.due());
        return new TicketDesk(tracker.tickets(), outages, look.memory(), () -> {}, draft, look.due());
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
            TicketDesk desk = desk(tracker, look);
            what.accept(desk);
            desk.again().ifPresent(again -> looks.add(new Look(again, look.order(), look.memory())));
        }
    }
}

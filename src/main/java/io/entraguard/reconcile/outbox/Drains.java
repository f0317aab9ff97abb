package io.entraguard.reconcile.outbox;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.LedgerReader;
import io.entraguard.reconcile.outbox.Outbox.Marked;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Hands over to the SIEMs what the {@link Outbox} has marked: reads a chain of the ledger from the mark on and emits its
 * events in order, each sink at its own pace. A sink that fails is tried again after 10 seconds, doubling to 15 minutes,
 * without end; the others do not wait for it. One drain of a chain at a time. Safe for use by many threads and processes.
 */
public final class Drains {
    /** How soon a message is looked at again that finds another drain at its chain. */
    private static final Duration BUSY = Duration.ofSeconds(15);

    private final Outbox outbox;
    private final LedgerReader ledger;
    private final WorkQueue queue;
    private final Refusals refusals;
    private final SinkPauses pauses = new SinkPauses();
    private final Supplier<String> names;
    private final Clock clock;

    /**
     * @param refusals told of events that are refused for good
     * @param names makes names that nobody else has
     */
    public Drains(
            Outbox outbox,
            LedgerReader ledger,
            WorkQueue queue,
            Refusals refusals,
            Supplier<String> names,
            Clock clock) {
        this.outbox = outbox;
        this.ledger = ledger;
        this.queue = queue;
        this.refusals = refusals;
        this.names = names;
        this.clock = clock;
    }

    /** A loop that does what messages ask for: drains by this, everything else by another. */
    public Consumer<WorkItem> before(Consumer<WorkItem> loop) {
        return item -> {
            if (item instanceof Drain drain) {
                drain(drain);
            } else {
                loop.accept(item);
            }
        };
    }

    /**
     * Drains a chain, as far as it can be now.
     *
     * @throws Failure where memory or queue were not to be reached; the message must stay where it is
     */
    void drain(Drain item) {
        Optional<Row> row = outbox.load(item.chain());
        if (row.isEmpty()) {
            return;
        }
        OutboxMark mark = OutboxMark.parse(row.get().text());
        mark.hands.keySet().retainAll(outbox.sinks());
        Instant now = clock.instant();
        String me = names.get();
        if (mark.heldByOthers(me, now)) {
            queue.send(item, BUSY);
            return;
        }
        Set<String> due = due(item, mark, now);
        if (!due.isEmpty() || mark.done()) {
            hold(item, mark, row, me, now)
                    .ifPresent(held -> new DrainRun(
                                    outbox, ledger, queue, refusals, pauses, clock, item.chain(), due, held)
                            .run());
        }
    }

    private Optional<Marked> hold(Drain item, OutboxMark mark, Optional<Row> row, String me, Instant now) {
        mark.hold(me, now);
        try {
            return Optional.of(outbox.save(item.chain(), mark, row));
        } catch (Failure.Conflict e) {
            queue.send(item, BUSY); // it was appended to, or another drain has it
            return Optional.empty();
        }
    }

    /** The sinks that a message is for: one that failed, by its newest message alone, or all that wait for none. */
    private static Set<String> due(Drain item, OutboxMark mark, Instant now) {
        var due = new TreeSet<String>();
        mark.hands.forEach((sink, hand) -> {
            boolean meant = item.sink()
                    .map(one -> one.equals(sink) && item.attempt() >= hand.attempt)
                    .orElseGet(() -> !hand.queued(now));
            if (meant) {
                due.add(sink);
            }
        });
        return due;
    }
}

package io.entraguard.reconcile;

import io.entraguard.policy.TicketRouting;
import io.entraguard.policy.TicketRouting.Tracker;
import io.entraguard.reconcile.GuardMetrics.Fault;
import io.entraguard.reconcile.GuardMetrics.TicketOperation;
import io.entraguard.reconcile.ticket.Page;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** A tracker whose calls are counted, by what was asked of whom and how it came out. As safe for threads as it. */
public final class MeasuredTickets implements Tickets {
    private final Tickets tickets;
    private final GuardMetrics metrics;

    public MeasuredTickets(Tickets tickets, GuardMetrics metrics) {
        this.tickets = tickets;
        this.metrics = metrics;
    }

    private <T> T counted(TicketRouting routing, TicketOperation operation, Supplier<T> call) {
        Optional<String> tracker = routing.tracker().map(MeasuredTickets::word);
        try {
            T answer = call.get();
            metrics.ticket(tracker, operation, Optional.empty());
            return answer;
        } catch (Failure e) {
            metrics.ticket(tracker, operation, Optional.of(Fault.of(e)));
            throw e;
        }
    }

    private static String word(Tracker tracker) {
        return tracker.name().toLowerCase(Locale.ROOT);
    }

    private void counted(TicketRouting routing, TicketOperation operation, Runnable call) {
        counted(routing, operation, () -> {
            call.run();
            return operation;
        });
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        return counted(routing, TicketOperation.FIND, () -> tickets.find(routing, key, known));
    }

    @Override
    public Found open(Draft draft) {
        return counted(draft.routing(), TicketOperation.OPEN, () -> tickets.open(draft));
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        counted(routing, TicketOperation.COMMENT, () -> tickets.comment(routing, id, page));
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        counted(routing, TicketOperation.RESOLVE, () -> tickets.resolve(routing, id, page));
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        counted(routing, TicketOperation.REOPEN, () -> tickets.reopen(routing, id, page));
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        counted(routing, TicketOperation.UPDATE, () -> tickets.update(routing, id, draft));
    }

    @Override
    public Duration settles(TicketRouting routing) {
        return tickets.settles(routing);
    }
}

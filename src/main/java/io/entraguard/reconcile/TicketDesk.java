package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.TicketMove;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Finding;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.ClusterMemory.Open;
import io.entraguard.reconcile.ClusterMemory.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the one ticket of a cluster: opened once, commented when what it says changed, closed on proof, reopened on
 * regression. What happens in the tracker is recorded before it is done. Belongs to one pass.
 */
final class TicketDesk {
    private final Tickets tickets;
    private final ClusterMemory memory;
    private final Runnable keep;
    private final AuditDraft audit;
    private final Instant now;

    /**
     * @param keep saves memory: what is opened in the tracker is remembered before, or a stop would leave it to nobody
     */
    TicketDesk(Tickets tickets, ClusterMemory memory, Runnable keep, AuditDraft audit, Instant now) {
        this.tickets = tickets;
        this.memory = memory;
        this.keep = keep;
        this.audit = audit;
        this.now = now;
    }

    /** Sees to it that the ticket is open and says this. */
    void tell(String text) {
        String hash = Sha256.hex(text);
        Ticket ticket = memory.ticket;
        if (ticket.open() && ticket.textHash().equals(hash) && stateInTracker(key(memory)) == State.OPEN) {
            return;
        }
        // A try that fails must find the same key again: an episode begins once.
        int episode = startsEpisode(ticket) ? ticket.episode() + 1 : ticket.episode();
        String key = key(memory.ref(), episode);
        var told = new Ticket(episode, true, Optional.empty(), hash);
        switch (stateInTracker(key)) {
            case NONE -> {
                remember(told);
                record(key, TicketMove.OPENED);
                tickets.open(key, memory.ref(), text);
            }
            case RESOLVED -> {
                remember(told);
                record(key, TicketMove.REOPENED);
                tickets.reopen(key, text);
            }
            case OPEN -> {
                if (!ticket.textHash().equals(hash)) {
                    record(key, TicketMove.COMMENTED);
                    tickets.comment(key, text);
                }
            }
        }
        memory.ticket = told;
    }

    /** Says this on the ticket where one is open; opens none. */
    void note(Supplier<String> text) {
        if (memory.ticket.open()) {
            tell(text.get());
        }
    }

    private void remember(Ticket told) {
        memory.ticket = told;
        keep.run();
    }

    /** Closes the ticket of an earlier cluster of this name, if that is what is open; the next one has an episode of its own. */
    void closeOutlived() {
        if (memory.ticketOutlived) {
            close("The resource is gone: cluster " + memory.ref().name()
                    + " is another one than this ticket was about.");
            memory.ticket = new Ticket(memory.ticket.episode(), false, Optional.empty(), "");
            memory.ticketOutlived = false;
        }
    }

    /** Closes the ticket, if one is open, saying why. */
    void close(String text) {
        if (!memory.ticket.open()) {
            return;
        }
        String key = key(memory);
        if (stateInTracker(key) == State.OPEN) {
            record(key, TicketMove.RESOLVED);
            tickets.resolve(key, text);
        }
        memory.ticket = new Ticket(memory.ticket.episode(), false, Optional.of(now), memory.ticket.textHash());
    }

    /** A ticket in the tracker. */
    private enum State {
        NONE,
        OPEN,
        RESOLVED
    }

    private State stateInTracker(String key) {
        return tickets.find(key)
                .map(state -> state == Tickets.State.OPEN ? State.OPEN : State.RESOLVED)
                .orElse(State.NONE);
    }

    private boolean startsEpisode(Ticket ticket) {
        boolean over = ticket.resolved()
                .map(resolved -> now.isAfter(resolved.plus(Ticket.EPISODE_ENDS)))
                .orElse(true);
        return ticket.episode() == 0 || !ticket.open() && over;
    }

    private void record(String key, TicketMove move) {
        List<Finding> findings =
                memory.findings.values().stream().map(Open::finding).toList();
        audit.add(new TicketMoved(key, move, findings));
        audit.flush();
    }

    /** The ticket's name in every tracker: a hash of the cluster's id and the episode. */
    static String key(ClusterMemory memory) {
        return key(memory.ref(), memory.ticket.episode());
    }

    private static String key(ClusterRef cluster, int episode) {
        return "entra-guard-" + Sha256.hex32(cluster.key() + "|" + episode);
    }
}

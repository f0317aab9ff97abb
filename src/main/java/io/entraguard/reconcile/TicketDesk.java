package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.TicketMove;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Finding;
import io.entraguard.model.Severity;
import io.entraguard.model.Sha256;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.ClusterMemory.Open;
import io.entraguard.reconcile.TicketWords.Again;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import io.entraguard.reconcile.TrackerCalls.Later;
import io.entraguard.reconcile.ticket.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the one ticket of a cluster: opened once, commented when what it says changed, closed on proof, reopened on
 * regression. What happens in the tracker is recorded before it is done. A tracker that fails holds up nothing else: the
 * desk asks for another look and the pass goes on. Belongs to one pass.
 *
 * <p>Context: no tracker takes an idempotency key. Choice: the desk searches by key before it opens; an opening of
 * unknown outcome is looked for, and made again only once a search has not shown it for {@link #SURELY_NOT_THERE} on
 * top of the tracker's own lag; several tickets of one key are folded into the oldest. Cost: a stop in the middle of an
 * opening that never went out delays the ticket by that time.
 */
final class TicketDesk {
    /** An opening that a server took this long to carry out after it failed to answer is unheard of. */
    static final Duration SURELY_NOT_THERE = Duration.ofMinutes(15);

    private final Tickets tickets;
    private final ClusterMemory memory;
    private final Runnable keep;
    private final AuditDraft audit;
    private final Instant now;
    private final TrackerCalls calls;
    private Optional<Instant> again = Optional.empty();

    /**
     * @param keep saves memory: what is opened in the tracker is remembered before, or a stop would leave it to nobody
     */
    TicketDesk(
            Tickets tickets,
            TrackerOutages outages,
            ClusterMemory memory,
            Runnable keep,
            AuditDraft audit,
            Instant now) {
        this.tickets = tickets;
        this.memory = memory;
        this.keep = keep;
        this.audit = audit;
        this.now = now;
        this.calls = new TrackerCalls(outages, memory, now);
    }

    /**
     * What a ticket is to say.
     *
     * @param owner whom the cluster's owner tag names, where the policy assigns tickets to owners
     */
    record Notice(Page page, Severity worst, Optional<String> owner, TicketRouting routing) {}

    /** Sees to it that the ticket is open and says this. */
    void tell(Notice notice) {
        attempt(() -> {
            bury();
            new Telling(notice).tell();
        });
    }

    /** Says this on the ticket where one is open, also in the tracker; opens none. */
    void note(Supplier<Notice> notice) {
        if (memory.ticket.open && !memory.ticketOutlived) {
            attempt(() -> new Telling(notice.get()).note());
        }
    }

    /** Closes the ticket of an earlier cluster of this name, if that is what is open; the next one has an episode of its own. */
    void closeOutlived() {
        if (memory.ticketOutlived) {
            attempt(this::bury);
        }
    }

    /** Closes the ticket, if one is open, saying why. */
    void close(Page page) {
        attempt(() -> closeNow(page));
    }

    /** When the cluster is to be looked at again for its ticket's sake; empty where the tracker has been told everything. */
    Optional<Instant> again() {
        return again;
    }

    private void attempt(Runnable work) {
        if (again.isPresent()) {
            return; // the tracker was asked in this pass already
        }
        try {
            work.run();
            memory.ticket.tries = 0;
            memory.ticket.owed = null;
        } catch (Later e) {
            memory.ticket.owed = Objects.requireNonNullElse(memory.ticket.owed, now);
            again = Optional.of(e.when());
        }
    }

    private void move(TicketRouting place, TicketMove move, String key, Runnable call) {
        record(key, move);
        calls.change(place, () -> {
            call.run();
            return move;
        });
    }

    /** One attempt to have the ticket say what it should. */
    private final class Telling {
        private final Notice notice;
        private final String hash;
        private final TicketMemory ticket;
        private final String key;

        Telling(Notice notice) {
            this.notice = notice;
            this.hash = notice.page().hash();
            // A try that fails must find the same key again: an episode begins once.
            this.ticket = startsEpisode(memory.ticket) ? memory.ticket.next() : memory.ticket;
            this.key = key(memory.ref(), ticket.episode);
        }

        void tell() {
            TicketRouting place = Objects.requireNonNullElse(ticket.routing, notice.routing());
            List<Found> found = find(place, key, ticket);
            if (found.isEmpty() && ticket.opening != null) {
                waitForIt(ticket, place);
            }
            if (found.isEmpty() && !place.equals(notice.routing())) {
                place = notice.routing(); // it is gone from where it was: the next one goes where the policy says now
                found = find(place, key, new TicketMemory(ticket.episode));
            }
            if (found.isEmpty()) {
                open(place);
                return;
            }
            ticket.is(fold(found, place, key), place);
            memory.ticket = ticket;
            if (found.get(0).state() == State.RESOLVED) {
                reopen(place);
            } else {
                comment(place);
            }
            rate(place);
        }

        void note() {
            TicketRouting place = Objects.requireNonNullElse(ticket.routing, notice.routing());
            List<Found> found = find(place, key, ticket);
            if (found.isEmpty() && ticket.opening != null) {
                waitForIt(ticket, place);
            }
            if (!found.isEmpty() && found.get(0).state() == State.OPEN) {
                ticket.is(fold(found, place, key), place);
                comment(place);
            }
        }

        private void open(TicketRouting place) {
            record(key, TicketMove.OPENED);
            memory.ticket = ticket;
            ticket.opens(place, hash, notice.worst(), now);
            keep.run();
            try {
                ticket.is(calls.change(place, () -> tickets.open(draft(place))), place);
            } catch (Later e) {
                if (!e.unclear()) {
                    ticket.notOpened();
                }
                throw e;
            }
        }

        private void reopen(TicketRouting place) {
            Again why = ticket.resolved == null && ticket.open ? Again.CLOSED_BY_PEOPLE : Again.REGRESSION;
            ticket.reopens(hash, now);
            keep.run();
            Page page = TicketWords.again(notice.page(), why, ticket.reopened);
            move(place, TicketMove.REOPENED, key, () -> tickets.reopen(place, id(), page));
            ticket.stands(now);
        }

        private void comment(TicketRouting place) {
            ticket.stands(now);
            if (!ticket.textHash.equals(hash)) {
                move(place, TicketMove.COMMENTED, key, () -> tickets.comment(place, id(), notice.page()));
                ticket.textHash = hash;
            }
        }

        private void rate(TicketRouting place) {
            if (ticket.severity != notice.worst()) {
                calls.change(place, () -> {
                    tickets.update(place, id(), draft(place));
                    return place;
                });
                ticket.severity = notice.worst();
            }
        }

        private String id() {
            return ticket.known().orElseThrow();
        }

        private Draft draft(TicketRouting place) {
            Instant begun = Objects.requireNonNullElse(ticket.begun, now);
            Optional<String> follows = Optional.ofNullable(ticket.follows);
            return new Draft(
                    key,
                    memory.ref(),
                    follows.map(earlier -> TicketWords.follows(notice.page(), earlier))
                            .orElse(notice.page()),
                    notice.worst(),
                    begun.plus(notice.routing().due().within(notice.worst())),
                    notice.owner(),
                    place,
                    follows);
        }
    }

    private List<Found> find(TicketRouting place, String key, TicketMemory ticket) {
        return calls.ask(place, () -> tickets.find(place, key, ticket.known()));
    }

    /** Holds back what depends on an opening of unknown outcome, until it shows or surely never will. */
    private void waitForIt(TicketMemory ticket, TicketRouting place) {
        Instant sure = Objects.requireNonNullElse(ticket.opening, now)
                .plus(tickets.settles(place))
                .plus(SURELY_NOT_THERE);
        if (now.isBefore(sure)) {
            throw calls.own("opening not seen yet", Optional.of(sure));
        }
    }

    /** The oldest of them; the younger ones are closed as its duplicates. */
    private Found fold(List<Found> found, TicketRouting place, String key) {
        Found oldest = found.get(0);
        for (Found younger : found.subList(1, found.size())) {
            if (younger.state() == State.OPEN) {
                move(
                        place,
                        TicketMove.RESOLVED,
                        key,
                        () -> tickets.resolve(place, younger.id(), TicketWords.duplicateOf(oldest)));
            }
        }
        return oldest;
    }

    private void bury() {
        if (memory.ticketOutlived) {
            closeNow(TicketWords.outlived(memory.ref()));
            memory.ticket = new TicketMemory(memory.ticket.episode);
            memory.ticketOutlived = false;
        }
    }

    private void closeNow(Page page) {
        TicketMemory ticket = memory.ticket;
        if (!ticket.open) {
            return;
        }
        String key = key(memory);
        if (ticket.routing != null) {
            TicketRouting place = ticket.routing;
            List<Found> found = find(place, key, ticket);
            if (found.isEmpty() && ticket.opening != null) {
                waitForIt(ticket, place);
            }
            if (!found.isEmpty() && fold(found, place, key).state() == State.OPEN) {
                ticket.is(found.get(0), place);
                move(
                        place,
                        TicketMove.RESOLVED,
                        key,
                        () -> tickets.resolve(place, found.get(0).id(), page));
            }
        }
        ticket.closed(now);
    }

    private boolean startsEpisode(TicketMemory ticket) {
        Instant resolved = ticket.resolved;
        boolean over = resolved == null || now.isAfter(resolved.plus(TicketMemory.EPISODE_ENDS));
        return ticket.episode == 0 || !ticket.open && over;
    }

    private void record(String key, TicketMove move) {
        List<Finding> findings =
                memory.findings.values().stream().map(Open::finding).toList();
        audit.add(new TicketMoved(key, move, findings));
        audit.flush();
    }

    /** The ticket's name in every tracker: a hash of the cluster's id and the episode. */
    static String key(ClusterMemory memory) {
        return key(memory.ref(), memory.ticket.episode);
    }

    private static String key(ClusterRef cluster, int episode) {
        return "entra-guard-" + Sha256.hex32(cluster.key() + "|" + episode);
    }
}

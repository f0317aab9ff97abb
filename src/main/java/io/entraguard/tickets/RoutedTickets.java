package io.entraguard.tickets;

import io.entraguard.policy.TicketRouting;
import io.entraguard.policy.TicketRouting.Tracker;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Page;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All trackers that are configured, as one: each ticket is in the one that its routing names, else in the one of the
 * settings, else in the guard's own table. Safe for use by many threads.
 *
 * <p>Context: a policy may name a tracker that the settings do not know. Choice: the guard's own table keeps the ticket
 * and a line in the log says so at its opening; no other tracker gets it, since other people work there. Cost: nobody
 * sees it but in the console and the audit trail, until the tracker is configured; then it is opened there.
 */
public final class RoutedTickets implements Tickets {
    private static final Logger LOG = System.getLogger(RoutedTickets.class.getName());

    private final Map<Tracker, Tickets> trackers;
    private final Optional<Tracker> main;
    private final Tickets own;

    /**
     * @param main where tickets go whose routing names no tracker; empty for the guard's own table
     * @param own the guard's own table
     */
    public RoutedTickets(Map<Tracker, Tickets> trackers, Optional<Tracker> main, Tickets own) {
        this.trackers = Map.copyOf(trackers);
        this.main = main;
        this.own = own;
    }

    private Tickets of(TicketRouting routing) {
        return routing.tracker().or(() -> main).map(trackers::get).orElse(own);
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        return of(routing).find(routing, key, known);
    }

    @Override
    public Found open(Draft draft) {
        draft.routing().tracker().filter(named -> !trackers.containsKey(named)).ifPresent(named -> {
            String word = named.name().toLowerCase(Locale.ROOT).replace('_', '-');
            LOG.log(
                    Level.ERROR,
                    "tracker not configured tracker={0} ticket={1} cluster={2} remedy=\"give the settings GUARD_{3}_…, or"
                            + " name another tracker in the policy; until then the guard's own table keeps the ticket\"",
                    word,
                    draft.key(),
                    draft.cluster().key(),
                    named.name());
        });
        return of(draft.routing()).open(draft);
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        of(routing).comment(routing, id, page);
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        of(routing).resolve(routing, id, page);
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        of(routing).reopen(routing, id, page);
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        of(routing).update(routing, id, draft);
    }

    @Override
    public Duration settles(TicketRouting routing) {
        return of(routing).settles(routing);
    }
}

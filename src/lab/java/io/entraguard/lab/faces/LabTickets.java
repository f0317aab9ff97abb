package io.entraguard.lab.faces;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.PlainText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A tracker in memory, with the people who work in it. Thread-safe. */
public final class LabTickets implements Tickets {
    private final Clock clock;
    private final Faulty faulty;
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();
    private int opened;
    private Duration lag = Duration.ZERO;

    public LabTickets(Clock clock, FaultHook hook) {
        this.clock = clock;
        this.faulty = new Faulty("tracker", hook);
    }

    /** A ticket as it stands, oldest entry first. */
    public record Ticket(
            String id,
            String key,
            ClusterRef cluster,
            Severity severity,
            Instant due,
            Optional<String> owner,
            State state,
            List<Entry> history) {
        public Ticket {
            history = List.copyOf(history);
        }

        private Ticket moved(State to, Entry entry) {
            var longer = new ArrayList<>(history);
            longer.add(entry);
            return new Ticket(id, key, cluster, severity, due, owner, to, longer);
        }

        private Ticket rated(Draft draft) {
            return new Ticket(id, key, cluster, draft.worst(), draft.due(), draft.owner(), state, history);
        }

        private Found found() {
            return new Found(
                    id, state, Optional.empty(), Optional.of(history.get(0).time()));
        }
    }

    /**
     * Something that happened to a ticket.
     *
     * @param action opened, commented, resolved or reopened
     */
    public record Entry(Instant time, String action, String text) {}

    /** From now on a search shows a ticket only this long after it was opened. */
    public void searchLags(Duration time) {
        lag = time;
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        return faulty.call("find " + key, () -> {
            synchronized (tickets) {
                return tickets.values().stream()
                        .filter(ticket -> ticket.key().equals(key))
                        .filter(ticket -> known.filter(ticket.id()::equals).isPresent() || indexed(ticket))
                        .map(Ticket::found)
                        .toList();
            }
        });
    }

    private boolean indexed(Ticket ticket) {
        return !clock.instant().isBefore(ticket.history().get(0).time().plus(lag));
    }

    /** Like most trackers, this one opens as many of one key as it is asked for. */
    @Override
    public Found open(Draft draft) {
        return faulty.once("open " + draft.key(), () -> {
            synchronized (tickets) {
                opened++;
                var ticket = new Ticket(
                        "LAB-" + opened,
                        draft.key(),
                        draft.cluster(),
                        draft.worst(),
                        draft.due(),
                        draft.owner(),
                        State.OPEN,
                        List.of(entry("opened", PlainText.of(draft.page()))));
                tickets.put(ticket.id(), ticket);
                return ticket.found();
            }
        });
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        faulty.run("comment " + id, () -> {
            synchronized (tickets) {
                String text = PlainText.of(page);
                List<Entry> history = ticket(id).history();
                if (!history.get(history.size() - 1).text().equals(text)) {
                    move(id, ticket(id).state(), "commented", text);
                }
            }
        });
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        faulty.run("resolve " + id, () -> {
            synchronized (tickets) {
                if (ticket(id).state() == State.OPEN) {
                    move(id, State.RESOLVED, "resolved", PlainText.of(page));
                }
            }
        });
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        faulty.run("reopen " + id, () -> {
            synchronized (tickets) {
                if (ticket(id).state() == State.RESOLVED) {
                    move(id, State.OPEN, "reopened", PlainText.of(page));
                }
            }
        });
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        faulty.run("update " + id, () -> {
            synchronized (tickets) {
                tickets.put(id, ticket(id).rated(draft));
            }
        });
    }

    @Override
    public Duration settles(TicketRouting routing) {
        return lag;
    }

    private Ticket ticket(String id) {
        Ticket ticket = tickets.get(id);
        if (ticket == null) {
            throw new Failure.Terminal("TicketNotFound", "tracker: there is no ticket " + id);
        }
        return ticket;
    }

    private void move(String id, State to, String action, String text) {
        tickets.put(id, ticket(id).moved(to, entry(action, text)));
    }

    private Entry entry(String action, String text) {
        return new Entry(clock.instant(), action, text);
    }

    /** Somebody closes the cluster's open ticket. Gives whether there was one. */
    public boolean close(ClusterRef cluster, String by) {
        synchronized (tickets) {
            Optional<Ticket> open = last(cluster, State.OPEN);
            open.ifPresent(ticket -> move(ticket.id(), State.RESOLVED, "resolved", "Closed by " + by + "."));
            return open.isPresent();
        }
    }

    /** Somebody deletes the cluster's ticket, the open one if there is one. Gives whether there was any. */
    public boolean delete(ClusterRef cluster) {
        synchronized (tickets) {
            Optional<Ticket> ticket = last(cluster, State.OPEN).or(() -> last(cluster, State.RESOLVED));
            ticket.ifPresent(found -> tickets.remove(found.id()));
            return ticket.isPresent();
        }
    }

    private Optional<Ticket> last(ClusterRef cluster, State state) {
        return tickets.values().stream()
                .filter(ticket -> ticket.cluster().equals(cluster) && ticket.state() == state)
                .reduce((earlier, later) -> later);
    }

    /** All tickets there are, oldest first. */
    public List<Ticket> tickets() {
        synchronized (tickets) {
            return List.copyOf(tickets.values());
        }
    }

    /** The same as the tree of {@code tickets.json}. */
    public List<Map<String, Object>> tree() {
        return tickets().stream().map(LabTickets::tree).toList();
    }

    private static Map<String, Object> tree(Ticket ticket) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("key", ticket.key());
        tree.put("cluster", ticket.cluster().id());
        tree.put("state", ticket.state().name().toLowerCase(Locale.ROOT));
        tree.put("history", ticket.history().stream().map(LabTickets::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Entry entry) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("time", entry.time().toString());
        tree.put("action", entry.action());
        tree.put("text", entry.text());
        return tree;
    }
}

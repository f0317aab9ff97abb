package io.entraguard.lab.faces;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import java.time.Clock;
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

    public LabTickets(Clock clock, FaultHook hook) {
        this.clock = clock;
        this.faulty = new Faulty("tracker", hook);
    }

    /** A ticket as it stands, oldest entry first. */
    public record Ticket(String key, ClusterRef cluster, State state, List<Entry> history) {
        public Ticket {
            history = List.copyOf(history);
        }

        private Ticket moved(State to, Entry entry) {
            var longer = new ArrayList<>(history);
            longer.add(entry);
            return new Ticket(key, cluster, to, longer);
        }
    }

    /**
     * Something that happened to a ticket.
     *
     * @param action opened, commented, resolved or reopened
     */
    public record Entry(Instant time, String action, String text) {}

    @Override
    public Optional<State> find(String key) {
        return faulty.call("find " + key, () -> {
            synchronized (tickets) {
                return Optional.ofNullable(tickets.get(key)).map(Ticket::state);
            }
        });
    }

    @Override
    public void open(String key, ClusterRef cluster, String text) {
        faulty.run("open " + key, () -> {
            synchronized (tickets) {
                tickets.putIfAbsent(
                        key, new Ticket(key, cluster, State.OPEN, List.of(new Entry(clock.instant(), "opened", text))));
            }
        });
    }

    @Override
    public void comment(String key, String text) {
        faulty.run("comment " + key, () -> {
            synchronized (tickets) {
                move(key, ticket(key).state(), "commented", text);
            }
        });
    }

    @Override
    public void resolve(String key, String text) {
        faulty.run("resolve " + key, () -> {
            synchronized (tickets) {
                if (ticket(key).state() == State.OPEN) {
                    move(key, State.RESOLVED, "resolved", text);
                }
            }
        });
    }

    @Override
    public void reopen(String key, String text) {
        faulty.run("reopen " + key, () -> {
            synchronized (tickets) {
                if (ticket(key).state() == State.RESOLVED) {
                    move(key, State.OPEN, "reopened", text);
                }
            }
        });
    }

    private Ticket ticket(String key) {
        Ticket ticket = tickets.get(key);
        if (ticket == null) {
            throw new Failure.Terminal("TicketNotFound", "tracker: there is no ticket " + key);
        }
        return ticket;
    }

    private void move(String key, State to, String action, String text) {
        tickets.put(key, ticket(key).moved(to, new Entry(clock.instant(), action, text)));
    }

    /** Somebody closes the cluster's open ticket. Gives whether there was one. */
    public boolean close(ClusterRef cluster, String by) {
        synchronized (tickets) {
            Optional<Ticket> open = last(cluster, State.OPEN);
            open.ifPresent(ticket -> move(ticket.key(), State.RESOLVED, "resolved", "Closed by " + by + "."));
            return open.isPresent();
        }
    }

    /** Somebody deletes the cluster's ticket, the open one if there is one. Gives whether there was any. */
    public boolean delete(ClusterRef cluster) {
        synchronized (tickets) {
            Optional<Ticket> ticket = last(cluster, State.OPEN).or(() -> last(cluster, State.RESOLVED));
            ticket.ifPresent(found -> tickets.remove(found.key()));
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

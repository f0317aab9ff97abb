package io.entraguard.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.Tickets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The guard's own list of tickets, for where no tracker is configured: one row a ticket in the guard's table, with all
 * that was said. Safe for use by many threads and processes.
 */
public final class OwnTickets implements Tickets {
    /** Partition of these rows. */
    public static final String PARTITION = "tickets";

    /** Older entries go once a ticket has more than this: a row holds 500,000 characters. */
    private static final int MOST_ENTRIES = 50;

    private static final JsonMapper JSON = new JsonMapper();

    private final MemoryStore store;
    private final InstantSource clock;

    public OwnTickets(MemoryStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A ticket as its row holds it. */
    record Ticket(String key, String cluster, String state, List<Entry> history) {}

    /** One thing that happened to it. */
    record Entry(String time, String action, String text) {}

    @Override
    public Optional<State> find(String key) {
        return store.load(PARTITION, key)
                .map(OwnTickets::parse)
                .map(ticket -> State.valueOf(ticket.state().toUpperCase(Locale.ROOT)));
    }

    @Override
    public void open(String key, ClusterRef cluster, String text) {
        if (store.load(PARTITION, key).isEmpty()) {
            var ticket = new Ticket(key, cluster.id(), word(State.OPEN), List.of(entry("opened", text)));
            store.save(PARTITION, key, text(ticket), Optional.empty());
        }
    }

    @Override
    public void comment(String key, String text) {
        Row row = row(key);
        Ticket ticket = parse(row);
        move(row, ticket, ticket.state(), entry("commented", text));
    }

    @Override
    public void resolve(String key, String text) {
        Row row = row(key);
        Ticket ticket = parse(row);
        if (ticket.state().equals(word(State.OPEN))) {
            move(row, ticket, word(State.RESOLVED), entry("resolved", text));
        }
    }

    @Override
    public void reopen(String key, String text) {
        Row row = row(key);
        Ticket ticket = parse(row);
        if (ticket.state().equals(word(State.RESOLVED))) {
            move(row, ticket, word(State.OPEN), entry("reopened", text));
        }
    }

    /** All that was said in a ticket, oldest first; nothing where there is no such ticket. */
    List<String> texts(String key) {
        return store.load(PARTITION, key)
                .map(row -> parse(row).history().stream().map(Entry::text).toList())
                .orElse(List.of());
    }

    private void move(Row row, Ticket ticket, String state, Entry entry) {
        var history = new ArrayList<>(ticket.history());
        history.add(entry);
        while (history.size() > MOST_ENTRIES) {
            history.remove(0);
        }
        var moved = new Ticket(ticket.key(), ticket.cluster(), state, history);
        store.save(PARTITION, ticket.key(), text(moved), Optional.of(row.etag()));
    }

    private Row row(String key) {
        return store.load(PARTITION, key)
                .orElseThrow(() -> new Failure.Terminal("TicketNotFound", "there is no ticket " + key));
    }

    private Entry entry(String action, String text) {
        return new Entry(clock.instant().toString(), action, text);
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Ticket parse(Row row) {
        try {
            return JSON.readValue(row.text(), Ticket.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Terminal("TicketUnreadable", "the row of ticket " + row.name() + " could not be read");
        }
    }

    private static String text(Ticket ticket) {
        try {
            return JSON.writeValueAsString(ticket);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ticket has only fields that JSON can hold", e);
        }
    }
}

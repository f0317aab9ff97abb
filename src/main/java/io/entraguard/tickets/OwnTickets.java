package io.entraguard.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Json;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.PlainText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The guard's own list of tickets, for where no tracker is configured: one row a ticket in the guard's table, with all
 * that was said. Safe for use by many threads and processes.
 */
public final class OwnTickets implements Tickets {
    /** Partition of these rows. */
    public static final String PARTITION = "tickets";

    /** Older entries go once a ticket has more than this: a row holds 500,000 characters. */
    private static final int MOST_ENTRIES = 50;

    private static final JsonMapper JSON = Json.Mappers.PLAIN;

    private final MemoryStore store;
    private final InstantSource clock;

    public OwnTickets(MemoryStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A ticket as its row holds it. */
    record Ticket(
            String key, String cluster, String title, String severity, String due, String state, List<Entry> history) {}

    /** One thing that happened to it. */
    record Entry(String time, String action, String text) {}

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        return store.load(PARTITION, key).map(OwnTickets::parse).map(OwnTickets::found).stream()
                .toList();
    }

    @Override
    public Found open(Draft draft) {
        Optional<Row> row = store.load(PARTITION, draft.key());
        if (row.isPresent()) {
            return found(parse(row.get()));
        }
        var ticket = new Ticket(
                draft.key(),
                draft.cluster().id(),
                draft.page().title(),
                draft.worst().word(),
                draft.due().toString(),
                word(State.OPEN),
                List.of(entry("opened", draft.page())));
        // A row that is there is never replaced, so that a save without an answer may be tried again.
        store.save(PARTITION, draft.key(), text(ticket), Optional.empty());
        return found(ticket);
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        change(id, ticket -> said(ticket, "commented", page, ticket.state()));
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        change(id, ticket -> isIn(ticket, State.OPEN) ? said(ticket, "resolved", page, word(State.RESOLVED)) : ticket);
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        change(id, ticket -> isIn(ticket, State.RESOLVED) ? said(ticket, "reopened", page, word(State.OPEN)) : ticket);
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        change(
                id,
                ticket -> new Ticket(
                        ticket.key(),
                        ticket.cluster(),
                        ticket.title(),
                        draft.worst().word(),
                        draft.due().toString(),
                        ticket.state(),
                        ticket.history()));
    }

    @Override
    public Duration settles(TicketRouting routing) {
        return Duration.ZERO;
    }

    /** All that was said in a ticket, oldest first; nothing where there is no such ticket. */
    List<String> texts(String key) {
        return store.load(PARTITION, key)
                .map(row -> parse(row).history().stream().map(Entry::text).toList())
                .orElse(List.of());
    }

    private void change(String id, UnaryOperator<Ticket> how) {
        Row row = store.load(PARTITION, id)
                .orElseThrow(() -> new Failure.Terminal("TicketNotFound", "there is no ticket " + id));
        Ticket before = parse(row);
        Ticket after = how.apply(before);
        if (!after.equals(before)) {
            store.save(PARTITION, id, text(after), Optional.of(row.etag()));
        }
    }

    private Ticket said(Ticket ticket, String action, Page page, String state) {
        Entry entry = entry(action, page);
        var history = new ArrayList<>(ticket.history());
        Entry last = history.get(history.size() - 1);
        if (last.text().equals(entry.text()) && ticket.state().equals(state)) {
            return ticket; // the last thing that was said: its answer must have been lost
        }
        history.add(entry);
        while (history.size() > MOST_ENTRIES) {
            history.remove(0);
        }
        return new Ticket(
                ticket.key(), ticket.cluster(), ticket.title(), ticket.severity(), ticket.due(), state, history);
    }

    private Entry entry(String action, Page page) {
        return new Entry(clock.instant().toString(), action, PlainText.of(page));
    }

    private static Found found(Ticket ticket) {
        State state = State.valueOf(ticket.state().toUpperCase(Locale.ROOT));
        return new Found(ticket.key(), state, Optional.empty(), Optional.empty());
    }

    private static boolean isIn(Ticket ticket, State state) {
        return ticket.state().equals(word(state));
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

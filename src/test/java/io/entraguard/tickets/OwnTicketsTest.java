package io.entraguard.tickets;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.TicketsContract;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The guard's own list keeps the contract of every tracker. */
class OwnTicketsTest extends TicketsContract {
    private final LabMemoryStore store = new LabMemoryStore(FaultHook.NONE);
    private final OwnTickets tickets =
            new OwnTickets(store, Clock.fixed(Instant.parse("2026-01-05T09:00:00Z"), ZoneOffset.UTC));

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return tickets.texts(key);
    }

    @Override
    protected int count() {
        return store.all(OwnTickets.PARTITION).size();
    }

    @Override
    protected void deleted(String key) {
        store.load(OwnTickets.PARTITION, key).ifPresent(row -> store.delete(OwnTickets.PARTITION, key, row.etag()));
    }

    @Override
    protected void closedByPeople(String key) {
        tickets.resolve(routing(), key, page("closed by people"));
    }
}

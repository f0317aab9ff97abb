package io.entraguard.reconcile.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.Severity;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.Audit;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Json;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events that a sink will not take however often they come: each is counted and logged by its id, and once a day (UTC)
 * somebody is told through the guard's own chain. They stand in the ledger like all others. Safe for use by many threads
 * and processes.
 */
public final class Refusals {
    private static final String ROW = "sink-refused";
    private static final int TRIES = 8;
    private static final Logger LOG = Logger.getLogger(Refusals.class.getName());

    private final MemoryStore store;
    private final Audit audit;
    private final Supplier<Policy> policy;
    private final Map<String, Instant> taken = new ConcurrentHashMap<>();

    public Refusals(MemoryStore store, Audit audit, Supplier<Policy> policy) {
        this.store = store;
        this.audit = audit;
        this.policy = policy;
    }

    /** The row: by sink, what was set aside. */
    static final class State {
        Map<String, Aside> sinks = new TreeMap<>();
    }

    /** What was set aside of one sink's. */
    static final class Aside {
        long count;
        LocalDate told = LocalDate.EPOCH;
    }

    /** Notes that a sink took something. */
    void took(String sink, Instant now) {
        taken.put(sink, now);
    }

    /** Whether a sink is known to have taken something since it began to fail somewhere. */
    boolean takesOthers(String sink, @Nullable Instant failingSince) {
        Instant last = taken.get(sink);
        return failingSince != null && last != null && !last.isBefore(failingSince);
    }

    /** How many events of a sink were set aside so far. */
    long count(String sink) {
        Aside aside = state(store.load(MemoryStore.FLEET, ROW)).sinks.get(sink);
        return aside == null ? 0 : aside.count;
    }

    /**
     * Sets an event aside.
     *
     * @throws Failure where that could not be recorded; it has to be tried again
     */
    void setAside(String sink, String uid, String why, Instant now) {
        LOG.log(Level.WARNING, "audit event refused for good sink={0} uid={1} reason={2}", new Object[] {sink, uid, why
        });
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = state(row);
            Aside aside = state.sinks.computeIfAbsent(sink, it -> new Aside());
            if (aside.told.isBefore(today)) {
                tell(sink, uid, today, now);
                aside.told = today;
            }
            aside.count++;
            try {
                save(state, row);
                return;
            } catch (Failure.Conflict e) {
                // somebody else was faster
            }
        }
        throw new Failure.Transient("the row of refused events is being written by others all the time");
    }

    private void tell(String sink, String uid, LocalDate today, Instant now) {
        String text = "the sink " + sink + " refuses events that stand in the ledger, the first of " + today + " is "
                + uid + "; they were set aside and the rest goes on";
        var alert = new Alert("sink-refused", Severity.HIGH, text, Optional.empty());
        audit.record(List.of(new AuditEvent(
                Optional.empty(),
                now,
                "sink-refused " + sink + " " + today,
                policy.get().hash(),
                alert)));
    }

    private void save(State state, Optional<Row> row) {
        try {
            store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), row.map(Row::etag));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }

    private static State state(Optional<Row> row) {
        if (row.isEmpty()) {
            return new State();
        }
        try {
            return Json.Mappers.ROWS.readValue(row.get().text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of refused events could not be read: " + e.getOriginalMessage());
        }
    }
}

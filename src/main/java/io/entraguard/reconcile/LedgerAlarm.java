package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.Severity;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.ledger.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The audit trail with an alarm: of a chain that does not end in a sound record, so that nothing is done for its cluster,
 * somebody is told through the guard's own chain and the SIEMs; once, until the chain is sound again. Safe for use by many
 * threads and processes.
 */
public final class LedgerAlarm implements Audit {
    private static final String ROW = "broken-chains";
    private static final Logger LOG = Logger.getLogger(LedgerAlarm.class.getName());

    private final AuditTrail trail;
    private final MemoryStore store;

    public LedgerAlarm(AuditTrail trail, MemoryStore store) {
        this.trail = trail;
        this.store = store;
    }

    /** The row: since when which chains are known to be broken. */
    static final class State {
        Map<String, Instant> broken = new TreeMap<>();
    }

    @Override
    public void record(List<AuditEvent> events) {
        try {
            trail.record(events);
        } catch (Failure.Terminal e) {
            if (e.code().equals(Ledger.BROKEN)) {
                AuditEvent first = events.get(0);
                String chain =
                        first.cluster().map(Subject::ref).map(Ledger::chain).orElse(Ledger.GUARD);
                String held = first.cluster()
                        .map(cluster -> "nothing is done for " + cluster.ref().id())
                        .orElse("nothing is recorded that concerns no single cluster");
                raise(chain, held + " meanwhile: " + e.getMessage(), first.at(), first.policyHash());
            }
            throw e;
        }
    }

    /** Notes that a chain is broken and tells of it, where nobody has; a failure to tell is no reason to stop at. */
    void raise(String chain, String text, Instant now, String policyHash) {
        try {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = state(row);
            if (state.broken.putIfAbsent(chain, now) == null) {
                tell(chain, text, now, policyHash);
                save(state, row);
            }
        } catch (Failure e) {
            LOG.log(Level.WARNING, "broken chain not told of chain={0} reason={1}", new Object[] {chain, e.getMessage()
            });
        }
    }

    private void tell(String chain, String text, Instant now, String policyHash) {
        var alert = new Alert("ledger-broken", Severity.CRITICAL, text, Optional.empty());
        var event = new AuditEvent(Optional.empty(), now, "ledger-broken " + chain + " " + now, policyHash, alert);
        try {
            trail.record(List.of(event));
        } catch (Failure.Terminal e) {
            trail.tellWithoutLedger(event); // the guard's own chain is broken too
        }
    }

    /** Notes that a chain ends in a sound record. */
    void sound(String chain) {
        Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
        State state = state(row);
        if (state.broken.remove(chain) != null) {
            save(state, row);
        }
    }

    /** The chains that are known to be broken. */
    java.util.Set<String> broken() {
        return broken(store).keySet();
    }

    /** The chains that are known to be broken, and since when. */
    static SortedMap<String, Instant> broken(MemoryStore store) {
        return new TreeMap<>(state(store.load(MemoryStore.FLEET, ROW)).broken);
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
            throw new Failure.Transient("the row of broken chains could not be read: " + e.getOriginalMessage());
        }
    }
}

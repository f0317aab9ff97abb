package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.ChainHead;
import io.entraguard.model.AuditEvent.LedgerAnchored;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.ledger.Ledger;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells the heads of all chains of the ledger once a day (UTC), in the guard's own chain and to the SIEMs: what was changed
 * or taken away before them shows by them. One event holds at most {@value #HEADS}; each is noted when it is told, so that a
 * run that was stopped goes on where it was, at worst with one event told twice. Safe for use by many threads and processes.
 */
public final class Anchors {
    /** About 32 KB of an event, which every way out takes in one piece. */
    static final int HEADS = 200;

    private static final String ROW = "anchors";

    private final Ledger ledger;
    private final Audit audit;
    private final LedgerAlarm alarm;
    private final MemoryStore store;
    private final Supplier<Policy> policy;
    private final Clock clock;

    /**
     * @param audit where the heads are recorded
     * @param alarm told of each chain whose end is broken, or sound again
     */
    public Anchors(
            Ledger ledger, Audit audit, LedgerAlarm alarm, MemoryStore store, Supplier<Policy> policy, Clock clock) {
        this.ledger = ledger;
        this.audit = audit;
        this.alarm = alarm;
        this.store = store;
        this.policy = policy;
        this.clock = clock;
    }

    /** The row. */
    static final class State {
        /** The day whose heads are being told, or were told last. */
        LocalDate day = LocalDate.EPOCH;

        /** The last chain that was told. */
        String after = "";

        boolean done;
    }

    /**
     * Tells the heads, where those of today were not told yet.
     *
     * @throws Failure where ledger or memory were not to be reached; the next call goes on from there
     */
    public void run() {
        Instant now = clock.instant();
        Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
        State state = row.map(Anchors::parse).orElseGet(State::new);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!today.equals(state.day)) {
            state = new State();
            state.day = today;
        }
        if (state.done) {
            return;
        }
        try {
            tell(state, row.map(Row::etag), now);
        } catch (Failure.Conflict e) {
            // Another instance is at it.
        }
    }

    private void tell(State state, Optional<String> etag, Instant now) {
        String hash = policy.get().hash();
        Optional<String> known = etag;
        Set<String> broken = alarm.broken();
        String after = state.after;
        List<String> left = ledger.chains().stream()
                .filter(chain -> chain.compareTo(after) > 0)
                .toList();
        for (int from = 0; from < left.size(); from += HEADS) {
            List<String> some = left.subList(from, Math.min(left.size(), from + HEADS));
            var heads = new ArrayList<ChainHead>();
            some.forEach(chain -> head(chain, broken, hash, now).ifPresent(heads::add));
            if (!heads.isEmpty()) {
                String occurrence = "anchor " + state.day + " " + some.get(0);
                audit.record(
                        List.of(new AuditEvent(Optional.empty(), now, occurrence, hash, new LedgerAnchored(heads))));
            }
            state.after = some.get(some.size() - 1);
            known = Optional.of(save(state, known));
        }
        state.done = true;
        save(state, known);
    }

    private Optional<ChainHead> head(String chain, Set<String> broken, String policyHash, Instant now) {
        try {
            Optional<ChainHead> head = ledger.head(chain);
            if (broken.contains(chain)) {
                alarm.sound(chain);
            }
            return head;
        } catch (Failure.Terminal e) {
            if (!e.code().equals(Ledger.BROKEN)) {
                throw e;
            }
            alarm.raise(chain, String.valueOf(e.getMessage()), now, policyHash);
            return Optional.empty();
        }
    }

    private String save(State state, Optional<String> etag) {
        try {
            return store.save(MemoryStore.FLEET, ROW, Json.Mappers.ROWS.writeValueAsString(state), etag);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }

    private static State parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of the anchors could not be read: " + e.getOriginalMessage());
        }
    }
}

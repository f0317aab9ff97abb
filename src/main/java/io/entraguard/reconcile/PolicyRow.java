package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.PolicyChanged;
import io.entraguard.model.Severity;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.MemoryStore.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The last good policy as all instances know it: one etag-guarded row, by which each change and each broken version is
 * recorded once, however many instances see it. Recorded first, saved second: a stop in between makes the same event
 * again, by the same name. Safe for use by many threads and processes.
 */
final class PolicyRow {
    static final String ROW = "policy";

    /** What a row may hold of a policy's text; a longer policy is in force all the same, but not kept for bad days. */
    static final int LONGEST_TEXT = 400_000;

    private static final int LONGEST_ROW = 500_000;
    private static final int TRIES = 5;
    private static final Logger LOG = Logger.getLogger(PolicyRow.class.getName());

    private final MemoryStore store;
    private final Audit audit;

    PolicyRow(MemoryStore store, Audit audit) {
        this.store = store;
        this.audit = audit;
    }

    /** The row. */
    static final class State {
        /** Of the last good policy; empty before the first. */
        String hash = "";

        /** What the last good policy's file says; empty where it is too long. */
        String text = "";

        /** When that was first in force. */
        Instant since = Instant.EPOCH;

        /** The hash of the broken version that was told of and not mended since. */
        String broken = "";

        /** How many changes and broken versions there were, which gives each its own name. */
        long told;
    }

    /** A policy and when it was first in force. */
    record Kept(Policy policy, Instant since) {}

    /** The last good policy; empty where there was none yet, or none that this version of the program can read. */
    Optional<Kept> lastGood() {
        State state = state(store.load(MemoryStore.FLEET, ROW));
        if (state.text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Policy policy = PolicyFile.read(state.text);
            if (policy.hash().equals(state.hash)) {
                return Optional.of(new Kept(policy, state.since));
            }
            LOG.warning("the kept policy is not used: it is not what its hash says");
        } catch (PolicyFile.Invalid e) {
            LOG.log(Level.WARNING, "the kept policy is not used: {0}", e.getMessage());
        }
        return Optional.empty();
    }

    /** Makes this the last good policy, recording the change where nobody else has; gives when it was first in force. */
    Instant good(Policy policy, byte[] file, Instant now) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = state(row);
            boolean same = state.hash.equals(policy.hash());
            if (same && state.broken.isEmpty()) {
                return state.since;
            }
            if (!same) {
                tell(state, policy.hash(), policy.hash(), new PolicyChanged(state.hash, policy.hash()), now);
                state.hash = policy.hash();
                state.text = new String(file, StandardCharsets.UTF_8);
                state.since = now;
            }
            state.broken = "";
            if (saved(row, state, i)) {
                return state.since;
            }
        }
    }

    /**
     * Raises the alert about a broken version, where nobody else has.
     *
     * @param hash of its bytes
     * @param text one sentence about the first thing that is wrong with it
     */
    void broken(String hash, String text, Instant now) {
        for (int i = 1; ; i++) {
            Optional<Row> row = store.load(MemoryStore.FLEET, ROW);
            State state = state(row);
            if (state.broken.equals(hash)) {
                return;
            }
            tell(state, hash, state.hash, new Alert("policy-broken", Severity.HIGH, text, Optional.empty()), now);
            state.broken = hash;
            if (saved(row, state, i)) {
                return;
            }
        }
    }

    /** Records a happening, by a name that an instance which sees it at the same time gives it too. */
    private void tell(State state, String version, String inForce, Body body, Instant now) {
        String occurrence = "policy " + state.told + " " + version;
        audit.record(List.of(new AuditEvent(Optional.empty(), now, occurrence, inForce, body)));
        state.told++;
    }

    private boolean saved(Optional<Row> row, State state, int attempt) {
        try {
            store.save(MemoryStore.FLEET, ROW, json(state), row.map(Row::etag));
            return true;
        } catch (Failure.Conflict e) {
            if (attempt >= TRIES) {
                throw new Failure.Transient("the row of the policy is written by too many at once");
            }
            return false;
        }
    }

    private static String json(State state) {
        try {
            String json = Json.Mappers.ROWS.writeValueAsString(state);
            if (state.text.length() <= LONGEST_TEXT && json.length() <= LONGEST_ROW) {
                return json;
            }
            state.text = "";
            return Json.Mappers.ROWS.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the policy's row has only fields that JSON can hold", e);
        }
    }

    private static State state(Optional<Row> row) {
        if (row.isEmpty()) {
            return new State();
        }
        try {
            return Json.Mappers.ROWS.readValue(row.get().text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("the row of the policy could not be read: " + e.getOriginalMessage());
        }
    }
}

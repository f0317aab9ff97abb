package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Tags;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a sweep needs to know of a cluster's row: a fleet of rows, each with its history, would not fit into a small
 * instance's heap.
 *
 * @param lastLook when it was last read; where it never was, when it is known since
 * @param status what the last look found
 * @param well whether nothing is open about it
 * @param fingerprint what the last look saw, as one word
 * @param inherited the inherited tags that the last look saw, as one word
 * @param since since when something is wrong with it, as far as memory knows; else since when it is known
 * @param nextLook its appointment
 * @param own the tags that rules are matched against
 * @param fromScopes the same of those that it inherits
 */
record KnownCluster(
        ClusterRef ref,
        boolean gone,
        boolean baseline,
        boolean announced,
        Instant firstSeen,
        Instant lastLook,
        Status status,
        boolean well,
        String fingerprint,
        String inherited,
        Instant since,
        Optional<Instant> nextLook,
        boolean ticketOpen,
        boolean ticketWaits,
        Tags own,
        Tags fromScopes) {
    static KnownCluster of(ClusterMemory memory) {
        boolean well =
                memory.status == Status.COMPLIANT && !memory.gone && memory.inFlight == null && !memory.ticket.open;
        return new KnownCluster(
                memory.ref(),
                memory.gone,
                memory.baseline,
                memory.announced,
                memory.firstSeen,
                Objects.requireNonNullElse(memory.lastLook, memory.firstSeen),
                memory.status,
                well,
                memory.fingerprint,
                memory.inherited,
                TicketTurn.since(memory),
                Optional.ofNullable(memory.nextLook).map(ClusterMemory.Look::at),
                memory.ticket.open,
                memory.ticket.waits,
                Tags.of(Objects.requireNonNullElse(memory.accepted, Map.of())),
                Tags.of(Objects.requireNonNullElse(memory.acceptedInherited, Map.of())));
    }

    /** Whether nothing is open about it and a row of Resource Graph shows it as the last look found it. */
    boolean stillWell(ClusterSnapshot row, String inheriting, Instant now) {
        return well && unchanged(row, inheriting, now);
    }

    /** Whether it is known to fail and a row of Resource Graph shows nothing else: another look will find the same. */
    boolean stillFails(ClusterSnapshot row, String inheriting, Instant now) {
        return status == Status.NONCOMPLIANT && !gone && unchanged(row, inheriting, now);
    }

    private boolean unchanged(ClusterSnapshot row, String inheriting, Instant now) {
        return !missed(now) && inherited.equals(inheriting) && fingerprint.equals(Fingerprint.of(row));
    }

    /** Whether its next look should have been. */
    boolean missed(Instant now) {
        return nextLook.map(at -> at.plus(Sweep.MISSED).isBefore(now)).orElse(false);
    }

    /** Whether something is still to be done for it, gone as it is, and nobody will by himself. */
    boolean leftOver(Instant now) {
        boolean nobody = nextLook.isEmpty() || missed(now);
        return nobody && (nextLook.isPresent() || ticketOpen || ticketWaits);
    }
}

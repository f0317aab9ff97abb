package io.entraguard.reconcile;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Finding;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.ClusterHistory.Refusal;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one cluster: attribution and history, which no document shows, and the work in hand. Everything
 * else is derived anew from live state at each look.
 *
 * <p>Belongs to the one pass that holds the row; {@link ClusterRows} loads and saves it. The fields are the row's JSON,
 * version {@value #VERSION}.
 */
final class ClusterMemory {
    static final int VERSION = 1;

    /** How many event ids, closed findings and reverts a row keeps; older ones are of no use to any decision. */
    private static final int KEPT = 40;

    int version = VERSION;
    String id;
    String region = "";

    @Nullable String resourceUid;

    Instant firstSeen;
    /** Whether it was there before the guard watched its subscription. */
    boolean baseline;
    /** Whether it was ever judged. */
    boolean judged;

    boolean gone;
    Status status = Status.UNKNOWN;
    SortedMap<String, Open> findings = new TreeMap<>();
    List<Closed> closed = new ArrayList<>();

    Ticket ticket = Ticket.NONE;
    /** Whether the ticket is about an earlier cluster of the same name, and still to be closed. */
    boolean ticketOutlived;

    @Nullable InFlight inFlight;

    @Nullable Refusal refusal;

    @Nullable Fix fix;

    List<Revert> reverts = new ArrayList<>();
    /** What else changed while the guard wrote and nothing explains, in words; until somebody writes the cluster. */
    @Nullable String unexplained;

    @Nullable Wait waiting;

    @Nullable Sighting adminCredential;

    @Nullable Sighting userCredential;

    @Nullable Sighting lastWrite;

    @Nullable Sighting lastTags;
    /** Since when listings are known without a gap. */
    Instant credentialsKnownSince;

    @Nullable Instant entraOnSince;

    @Nullable Instant localAccountsOnAt;

    @Nullable Instant certificatesRotatedAt;

    /** What the last look saw, as far as a Resource Graph row shows it too; empty where it could not be judged. */
    String fingerprint = "";

    @Nullable Instant armRefusedSince;

    int armRefusals;
    /** How many writes in a row came to nothing, so that the next one waits the longer. */
    int futile;
    /** Grows with each remediation, so that each has a name of its own. */
    int remediations;

    /** How many happenings were audited, so that each has a number. */
    long audited;

    List<String> seenEvents = new ArrayList<>();
    /** ARM's correlation ids of the guard's own writes, by which their events are known again. */
    List<String> ownWrites = new ArrayList<>();

    String lastDecision = "";

    @Nullable Look nextLook;

    @Nullable Lease lease;

    /**
     * A finding that is open.
     *
     * @param since when the guard found it
     * @param changed when the cluster began to fail, where an event told
     */
    record Open(Finding finding, Instant since, Optional<Instant> changed) {}

    /**
     * A finding that was open.
     *
     * @param changed when the cluster began to fail, where an event told
     * @param detected when the guard found it
     * @param resolved when a re-read proved it right
     */
    record Closed(String control, Severity severity, Optional<Instant> changed, Instant detected, Instant resolved) {}

    /**
     * The cluster's ticket.
     *
     * @param episode counts the tickets; the key is made of it
     * @param textHash of what it says, so that it is commented only when that changes
     */
    record Ticket(int episode, boolean open, Optional<Instant> resolved, String textHash) {
        static final Ticket NONE = new Ticket(0, false, Optional.empty(), "");

        /** A resolved ticket is opened again within this time; later there is a new one. */
        static final Duration EPISODE_ENDS = Duration.ofDays(30);
    }

    /**
     * A write whose end is not known yet.
     *
     * @param command its name in audit events
     * @param etag what the cluster carried before it
     * @param operation the URL of ARM's operation, where the answer came and named one
     * @param before the document that it started from
     * @param nextLook when to look at it
     */
    record InFlight(
            String command,
            Plan plan,
            String etag,
            Map<String, Object> before,
            Instant intended,
            boolean answered,
            Optional<String> operation,
            Optional<String> requestId,
            Instant nextLook) {

        InFlight answered(Optional<String> operationUrl, Optional<String> request, Instant look) {
            return new InFlight(command, plan, etag, before, intended, true, operationUrl, request, look);
        }

        InFlight lookedAt(Instant next) {
            return new InFlight(command, plan, etag, before, intended, answered, operation, requestId, next);
        }
    }

    /** The guard's own fix that was proven last; {@code standing} until somebody undoes it. */
    record Fix(String planId, Instant at, boolean standing) {}

    /** Somebody undid the guard's fix. */
    record Revert(Instant at, Optional<Actor> by) {}

    /** The appointment that a delayed message must name to count. */
    record Look(String token, Instant at, Trigger why) {}

    /** Who works on the cluster, and until when at most. */
    record Lease(String holder, Instant until) {}

    @SuppressWarnings("NullAway") // for Jackson, which sets the fields
    private ClusterMemory() {}

    ClusterMemory(ClusterRef cluster, Instant now) {
        this.id = cluster.id();
        this.firstSeen = now;
        this.credentialsKnownSince = now;
    }

    ClusterRef ref() {
        return ClusterRef.of(id);
    }

    /** Notes an event's id; false where it was seen before. */
    boolean seeFirst(String eventId) {
        if (seenEvents.contains(eventId)) {
            return false;
        }
        seenEvents.add(eventId);
        trim(seenEvents);
        return true;
    }

    void ownWrite(String correlationId) {
        ownWrites.add(correlationId);
        trim(ownWrites);
    }

    void close(Closed finding) {
        closed.add(finding);
        trim(closed);
    }

    void revert(Revert revert) {
        reverts.add(revert);
        trim(reverts);
    }

    /**
     * The reverts of the time, as long as this, in which there were most: a fight that was ended stays so, whatever time
     * passes, until somebody reopens it.
     */
    List<Revert> fiercest(Instant reopened, Duration within) {
        List<Revert> most = List.of();
        for (Revert last : reverts) {
            List<Revert> lately = reverts.stream()
                    .filter(revert -> revert.at().isAfter(reopened))
                    .filter(revert -> !revert.at().isAfter(last.at()))
                    .filter(revert -> revert.at().plus(within).isAfter(last.at()))
                    .toList();
            most = lately.size() >= most.size() ? lately : most;
        }
        return most;
    }

    private static void trim(List<?> list) {
        while (list.size() > KEPT) {
            list.remove(0);
        }
    }

    /** Forgets what belonged to an earlier cluster of the same name; the ticket's episode goes on counting. */
    void startOver(String uid, Instant now) {
        resourceUid = uid;
        firstSeen = now;
        credentialsKnownSince = now;
        baseline = false;
        judged = false;
        findings.clear();
        inFlight = null;
        refusal = null;
        fix = null;
        unexplained = null;
        futile = 0;
        reverts.clear();
        waiting = null;
        adminCredential = null;
        userCredential = null;
        lastWrite = null;
        lastTags = null;
        entraOnSince = null;
        localAccountsOnAt = null;
        certificatesRotatedAt = null;
        lastDecision = "";
        if (ticket.open()) {
            ticketOutlived = true;
        } else {
            ticket = new Ticket(ticket.episode(), false, Optional.empty(), "");
        }
    }
}

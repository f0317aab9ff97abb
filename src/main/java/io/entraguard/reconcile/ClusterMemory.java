package io.entraguard.reconcile;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Finding;
import io.entraguard.model.Sighting;
import io.entraguard.policy.ClusterHistory.Approval;
import io.entraguard.policy.ClusterHistory.Refusal;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Plan.Half;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Writes matter for an hour, until the Activity Log shows them: few are made in one. */
    private static final int WRITES_KEPT = 12;

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

    TicketMemory ticket = new TicketMemory(0);
    /** Whether the ticket is about an earlier cluster of the same name, and still to be closed. */
    boolean ticketOutlived;

    /** Whether anything but a sweep asked for a look since all was well. */
    boolean summoned;

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

    /** Writes of the cluster or its tags by others, as events and the Activity Log told of them. */
    List<Sighting> writes = new ArrayList<>();

    /** When the cluster was last read, and the names of the writes that were known then. */
    @Nullable Instant lastLook;

    List<String> lookedWrites = new ArrayList<>();

    /** The guard's tags as the last look saw them, by their names. */
    SortedMap<String, SeenTag> tags = new TreeMap<>();
    /** The tags that the policy's rules are matched against; null before the first look. */
    @Nullable Map<String, String> accepted;
    /** The same of the tags that it inherits; null where the policy did not look at them. */
    @Nullable Map<String, String> acceptedInherited;
    /** The inherited tags that the last look saw, as one word; empty where there were none. */
    String inherited = "";
    /** The rule that tags would win which are not accepted yet. */
    @Nullable SeenTag retag;

    @Nullable Asked asked;

    @Nullable Approval approval;
    /** The plans that approvals were used up for, so that a ticket can say why their tag does not count again. */
    List<String> usedApprovals = new ArrayList<>();
    /** Until when reverts of the guard's fix do not count, because an approver said so. */
    @Nullable Instant reopenedAt;

    @Nullable Waived exemption;

    /** The controls whose findings the SIEM knows to be let be. */
    List<String> suppressed = new ArrayList<>();

    @Nullable Waived optOut;

    @Nullable Glass glass;

    /** What was in order when the break-glass tag that is there appeared; the Activity Log may account for it later. */
    @Nullable Set<Half> inOrderBefore;

    boolean localAccountsOff;

    List<String> seenEvents = new ArrayList<>();
    /** ARM's correlation ids of the guard's own writes, by which their events are known again. */
    List<String> ownWrites = new ArrayList<>();

    /** When the guard's own writes were under way, which accounts for events whose correlation id it never learned. */
    List<Flown> flown = new ArrayList<>();

    /** Writes by the guard's own identity that it does not know of, until it is settled whether it made them. */
    List<Sighting> strange = new ArrayList<>();

    /** Whether an event told of the cluster, or somebody was told that none did. */
    boolean announced;

    /** The last revert that somebody was told of. */
    @Nullable Instant revertTold;

    String lastDecision = "";

    @Nullable Look nextLook;

    @Nullable Lease lease;

    Chronicle chronicle = new Chronicle();

    /**
     * A finding that is open.
     *
     * @param since when the guard found it
     * @param changed when the cluster began to fail, where an event told
     */
    record Open(Finding finding, Instant since, Optional<Instant> changed) {}

    /** The guard's own fix that was proven last; {@code standing} until somebody undoes it. */
    record Fix(String planId, Instant at, boolean standing) {}

    /** A write of the guard's own that has come to its end. */
    record Flown(Instant intended, Instant ended) {}

    /** Somebody undid the guard's fix. */
    record Revert(Instant at, Optional<Actor> by) {}

    /** The appointment that a delayed message must name to count. */
    record Look(String token, Instant at, Trigger why) {}

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

    /** Whether an approver lets the cluster be as it is now. */
    boolean exempt(Instant now) {
        return exemption != null && exemption.until().map(now::isBefore).orElse(false);
    }

    /** Notes a write by somebody else; false where it was noted before. */
    boolean wrote(Sighting write) {
        if (writes.stream()
                .anyMatch(known -> name(known).equals(name(write)) && known.by().equals(write.by()))) {
            return false;
        }
        writes.add(write);
        if (writes.size() > WRITES_KEPT) {
            writes.remove(0);
        }
        return true;
    }

    /** The names of the writes that are known. */
    List<String> knownWrites() {
        return writes.stream().map(ClusterMemory::name).toList();
    }

    /** What a write is known by, in events and in the Activity Log alike. */
    static String name(Sighting write) {
        return write.correlationId().orElse(write.eventId());
    }

    /** An approval is good for one write that ARM took. */
    void useApproval(Instant now) {
        if (approval != null) {
            usedApprovals.add(approval.planId());
            trim(usedApprovals);
            reopenedAt = now;
            approval = null;
            asked = null;
        }
    }

    void ownWrite(String correlationId) {
        ownWrites.add(correlationId);
        trim(ownWrites);
    }

    void landed(Flown flight) {
        flown.add(flight);
        trim(flown);
    }

    void close(Closed finding) {
        closed.add(finding);
        trim(closed);
    }

    void revert(Revert revert) {
        reverts.add(revert);
        trim(reverts);
    }

    /** Takes back what was counted as reverts since then; the fix stands again where one was. */
    void forgiveReverts(Instant from) {
        boolean some = reverts.removeIf(revert -> !revert.at().isBefore(from));
        if (some && fix != null) {
            fix = new Fix(fix.planId(), fix.at(), true);
        }
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
        announced = false;
        summoned = false;
        revertTold = null;
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
        writes.clear();
        lastLook = null;
        lookedWrites.clear();
        tags.clear();
        accepted = null;
        acceptedInherited = null;
        retag = null;
        asked = null;
        approval = null;
        reopenedAt = null;
        exemption = null;
        suppressed.clear();
        optOut = null;
        glass = null;
        inOrderBefore = null;
        localAccountsOff = false;
        lastDecision = "";
        if (ticket.open) {
            ticketOutlived = true;
        } else {
            ticket = new TicketMemory(ticket.episode);
        }
    }
}

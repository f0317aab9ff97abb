package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Writes of a cluster by the guard's own identity that the guard did not send: somebody else holds that identity.
 *
 * <p>Context: every write of the guard's is in its row before it is sent, but the name that ARM gives it is known only with
 * the answer, which may be lost, while its event may come before or long after. Choice: a write that came while one of the
 * guard's was under way, or within an hour of its end, counts as the guard's; of the others the alarm is raised a quarter of
 * an hour later, when the Activity Log should show them. Cost: whoever writes with the guard's identity in that hour is not
 * told of here; what they changed beside the fix is found as an unexplained change.
 *
 * <p>Safe for use by many threads; each call is about one held row.
 */
final class StrangeWrites {
    /** How many of them a row keeps; each of them alone is reason enough for an alarm. */
    private static final int KEPT = 12;

    /** The Activity Log lags by minutes. */
    private static final Duration LOG_LAG = Duration.ofMinutes(15);

    /** A log that cannot be read is waited for so long. */
    private static final Duration PATIENCE = Duration.ofHours(24);

    /** How far ARM's clock and ours may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** So long after its end an event may still be of the guard's own write. */
    private static final Duration AFTER = Duration.ofHours(1);

    private final ActivityLog log;

    StrangeWrites(ActivityLog log) {
        this.log = log;
    }

    /** Notes a write by the guard's identity, to be judged when it can be. */
    static void note(Sighting write, ClusterMemory memory) {
        boolean known = write.correlationId().map(memory.ownWrites::contains).orElse(false);
        if (!known && memory.strange.size() < KEPT) {
            memory.strange.add(write);
        }
    }

    /**
     * Raises the alarm about those that are not the guard's.
     *
     * @return when more will be known about the others
     */
    Optional<Instant> judge(ClusterMemory memory, AuditDraft audit, Instant now) {
        if (memory.inFlight != null) {
            return Optional.empty(); // its end tells more, and is looked for anyway
        }
        memory.strange.removeIf(write -> own(write, memory));
        var later = new ArrayList<Instant>();
        var left = new ArrayList<Sighting>();
        for (Sighting write : memory.strange) {
            Optional<Instant> again = again(write, memory, audit, now);
            again.ifPresent(at -> {
                left.add(write);
                later.add(at);
            });
        }
        memory.strange = left;
        return later.stream().min(Comparator.naturalOrder());
    }

    private static boolean own(Sighting write, ClusterMemory memory) {
        return write.correlationId().map(memory.ownWrites::contains).orElse(false)
                || memory.flown.stream()
                        .anyMatch(
                                flight -> !write.at().isBefore(flight.intended().minus(SKEW))
                                        && !write.at().isAfter(flight.ended().plus(AFTER)));
    }

    /** When more will be known about a write; empty where the alarm was raised. */
    private Optional<Instant> again(Sighting write, ClusterMemory memory, AuditDraft audit, Instant now) {
        boolean sober = !write.at().isAfter(now.plus(SKEW)); // what claims to come from the future is not waited for
        Instant logged = write.at().plus(LOG_LAG);
        if (sober && now.isBefore(logged)) {
            return Optional.of(logged);
        }
        String proof;
        try {
            proof = shown(write, log.since(memory.ref(), write.at().minus(SKEW)))
                    ? "the Activity Log shows it"
                    : "the Activity Log does not show it, so the event may be made up";
        } catch (Failure e) {
            if (sober && now.isBefore(write.at().plus(PATIENCE))) {
                return Optional.of(now.plus(LOG_LAG));
            }
            proof = "the Activity Log cannot be read";
        }
        String text = "the guard's own identity wrote " + memory.ref().name() + " at " + write.at()
                + " and the guard did not: " + proof;
        audit.add(
                new Alert("own-identity-misused", Severity.CRITICAL, text, Optional.of(write)),
                "own-identity " + write.eventId());
        return Optional.empty();
    }

    private static boolean shown(Sighting write, List<Sighting> log) {
        return log.stream()
                .anyMatch(entry -> entry.by().oid().equalsIgnoreCase(write.by().oid())
                        && write.correlationId().isPresent()
                        && entry.correlationId()
                                .map(write.correlationId().get()::equalsIgnoreCase)
                                .orElse(false));
    }
}

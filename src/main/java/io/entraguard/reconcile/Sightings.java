package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.CertificateUse;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Enters who was seen doing what into a cluster's memory: the newest of each kind, whatever order they come in. */
final class Sightings {
    private final Optional<String> guard;

    /**
     * @param guard the guard's own object id, whose writes attribute nothing to anybody
     */
    Sightings(Optional<String> guard) {
        this.guard = guard;
    }

    /** Enters what an event showed; raises the alert that it calls for, once however often it is delivered. */
    void enter(Sighting seen, Optional<CertificateUse> used, ClusterMemory memory, AuditDraft audit) {
        if (!memory.seeFirst(seen.eventId())) {
            if (seen.act() == Act.CERTIFICATE_USED) {
                enter(seen, memory); // one event's name stands for an hour's uses, and the last of them counts
            }
            return;
        }
        memory.chronicle.heard(seen, audit.at());
        enter(seen, memory);
        if ((seen.act() == Act.WRITE || seen.act() == Act.WRITE_FAILED) && byGuard(seen)) {
            StrangeWrites.note(seen, memory);
        }
        if (seen.act() == Act.CERTIFICATE_USED) {
            audit.add(
                    new Alert("masterclient-used", Severity.HIGH, text(memory, used), Optional.of(seen)),
                    seen.eventId());
        }
        if (seen.act() == Act.ADMIN_CREDENTIAL) {
            audit.add(
                    new Alert(
                            "admin-credential-listed",
                            Severity.HIGH,
                            "the admin credential of " + memory.ref().name() + " was listed by "
                                    + seen.by().oid(),
                            Optional.of(seen)),
                    seen.eventId());
        }
    }

    private static String text(ClusterMemory memory, Optional<CertificateUse> used) {
        String what = "the admin certificate of " + memory.ref().name() + " was used";
        return used.map(use -> what + " by " + use.userAgent() + " from " + use.source() + ": " + use.verb() + " "
                        + use.object() + (use.count() > 1 ? ", the most telling of " + use.count() + " requests" : ""))
                .orElse(what);
    }

    /** Whether somebody else was seen writing the cluster or its tags since then. */
    static boolean othersWroteSince(ClusterMemory memory, Instant since) {
        return Stream.of(Optional.ofNullable(memory.lastWrite), Optional.ofNullable(memory.lastTags))
                .flatMap(Optional::stream)
                .anyMatch(seen -> !seen.at().isBefore(since));
    }

    /** Enters what the Activity Log showed. */
    void enter(List<Sighting> log, ClusterMemory memory) {
        log.forEach(seen -> enter(seen, memory));
    }

    private void enter(Sighting seen, ClusterMemory memory) {
        switch (seen.act()) {
            case WRITE, WRITE_FAILED -> {
                if (!byGuard(seen, memory)) {
                    memory.wrote(seen);
                    memory.lastWrite = newer(memory.lastWrite, seen);
                    memory.unexplained = null; // another configuration now: whoever wrote it saw what is there
                }
            }
            case TAGS -> {
                memory.wrote(seen);
                memory.lastTags = newer(memory.lastTags, seen);
            }
            case ADMIN_CREDENTIAL, CERTIFICATE_USED -> {
                if (!allowed(seen, memory)) {
                    memory.adminCredential = newer(memory.adminCredential, seen);
                }
            }
            case USER_CREDENTIAL -> {
                if (!allowed(seen, memory)) {
                    memory.userCredential = newer(memory.userCredential, seen);
                }
            }
            case CERTIFICATE_ROTATION -> {
                Instant rotated = memory.certificatesRotatedAt;
                if (rotated == null || seen.at().isAfter(rotated)) {
                    memory.certificatesRotatedAt = seen.at();
                }
            }
            case DELETE -> {
                // That it is gone is read from ARM.
            }
        }
    }

    /** Whether it happened inside a break-glass, where credentials may be listed. */
    private static boolean allowed(Sighting seen, ClusterMemory memory) {
        return memory.glass != null && memory.glass.breakGlass().covers(seen.at());
    }

    boolean byGuard(Sighting seen, ClusterMemory memory) {
        return byGuard(seen)
                || seen.correlationId().map(memory.ownWrites::contains).orElse(false);
    }

    private boolean byGuard(Sighting seen) {
        return guard.map(seen.by().oid()::equalsIgnoreCase).orElse(false);
    }

    private static Sighting newer(@Nullable Sighting known, Sighting seen) {
        return known == null || seen.at().isAfter(known.at()) ? seen : known;
    }
}

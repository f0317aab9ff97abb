package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Author;
import io.entraguard.policy.Author.Known;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.GuardTags;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Ruling;
import io.entraguard.policy.Settings;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Enters what a look sees of the guard's tags into a cluster's memory, finds out who wrote them, and records what was
 * ruled on each. Belongs to one pass.
 */
final class TagBook {
    /** After these nobody else's writing beside the tag makes it theirs: they must be seen to set it anew. */
    private static final Set<Reason> ANOTHERS_TO_SET = EnumSet.of(
            Reason.NOT_AN_APPROVER,
            Reason.WRITER_UNKNOWN,
            Reason.WRITERS_SEVERAL,
            Reason.MFA_MISSING,
            Reason.APPROVAL_SELF);

    private final ClusterMemory memory;
    private final Settings settings;
    private final Evidence evidence;
    private final AuditDraft audit;
    private final Instant now;

    TagBook(ClusterMemory memory, Settings settings, Evidence evidence, AuditDraft audit, Instant now) {
        this.memory = memory;
        this.settings = settings;
        this.evidence = evidence;
        this.audit = audit;
        this.now = now;
    }

    /** Notes the guard's tags of a cluster as they are now. */
    static void see(ClusterMemory memory, ClusterSnapshot cluster, Instant now) {
        Map<String, String> present = new HashMap<>();
        cluster.tags()
                .all()
                .forEach((name, value) -> GuardTag.of(name).ifPresent(tag -> present.put(tag.tag(), value)));
        memory.tags.keySet().retainAll(present.keySet());
        present.forEach((name, value) -> {
            SeenTag before = memory.tags.get(name);
            if (before == null || !before.value().equals(value)) {
                memory.tags.put(name, newlySeen(memory, value, now));
            }
        });
    }

    /** A value that the look before this one did not see. */
    static SeenTag newlySeen(ClusterMemory memory, String value, Instant now) {
        return new SeenTag(
                value,
                now,
                Optional.ofNullable(memory.lastLook),
                Optional.of(now),
                List.copyOf(memory.lookedWrites),
                Optional.empty(),
                false,
                "",
                Optional.empty());
    }

    /** Notes that a look was made, and which writes were known at it. */
    static void looked(ClusterMemory memory, Instant now) {
        memory.lastLook = now;
        memory.lookedWrites = memory.knownWrites();
    }

    /** Who wrote that tag, which is there. */
    Author author(GuardTag tag) {
        SeenTag seen = seen(tag);
        if (seen.author().isEmpty()) {
            Author first = evidence.first(Optional.of(tag), seen);
            if (first.known() != Known.UNPROVEN) {
                memory.tags.put(tag.tag(), seen.settled(first));
            }
            return first;
        }
        Author settled = seen.author().get();
        if (!seen.ruledAgainst()) {
            return settled;
        }
        Optional<Author> again = evidence.again(tag, seen, write -> counts(tag, write));
        again.filter(author -> author.known() == Known.ONE)
                .ifPresent(author -> memory.tags.put(
                        tag.tag(),
                        new SeenTag(
                                seen.value(),
                                now,
                                seen.lower(),
                                Optional.of(now),
                                seen.known(),
                                Optional.of(author),
                                false,
                                "",
                                Optional.empty())));
        return again.orElse(settled);
    }

    private boolean counts(GuardTag tag, Sighting write) {
        return Ruling.on(tag.tag(), new Author(Known.ONE, Optional.of(write), now), settings)
                .counts();
    }

    /** Records what was ruled on the mode tag and on those that let a cluster be as it is, each ruling once. */
    void record(GuardTags tags, Waivers waivers) {
        tags.rulings().forEach((tag, ruling) -> {
            if (!ruling.pending() && firstSuch(tag, ruling)) {
                switch (tag) {
                    case MODE -> rule(Request.MODE, seen(tag).value(), ruling);
                    case EXEMPT, BREAK_GLASS -> waivers.refused(tag, ruling);
                    case APPROVE, REASON -> throw new IllegalStateException("nothing is ruled on " + tag);
                }
                against(tag, ruling);
            }
        });
        alertOfMadeUp();
    }

    /** Raises an alert about each event that the Activity Log does not bear out, where the log was asked; each once. */
    void alertOfMadeUp() {
        for (Sighting event : evidence.madeUp()) {
            if (memory.seeFirst("unproven " + event.eventId())) {
                audit.add(
                        new Alert(
                                "event-unproven",
                                Severity.HIGH,
                                "an event says that " + event.by().oid() + " wrote "
                                        + memory.ref().name() + ", and the Activity Log does not show it",
                                Optional.of(event)),
                        "unproven " + event.eventId());
            }
        }
    }

    /** Records a ruling, and raises the alert that a trespass calls for. */
    void rule(Request request, String subject, Ruling ruling) {
        String reason = ruling.refusal().map(because -> because.reason().code()).orElse("");
        audit.add(new RequestRuled(request, ruling.counts(), reason, subject, ruling.by()));
        if (ruling.trespass()) {
            alert(request.name().toLowerCase(java.util.Locale.ROOT) + "-refused", ruling);
        }
    }

    void alert(String kind, Ruling ruling) {
        audit.add(new Alert(
                kind,
                Severity.HIGH,
                memory.ref().name() + ": "
                        + ruling.refusal().map(Because::sentence).orElse(""),
                ruling.by()));
    }

    /** Whether this ruling is another than the last one that was recorded about the tag. */
    boolean firstSuch(GuardTag tag, Ruling ruling) {
        SeenTag seen = seen(tag);
        String word = ruling.refusal().map(because -> because.reason().code()).orElse("granted")
                + ruling.by().map(ClusterMemory::name).map(name -> " " + name).orElse("");
        if (seen.ruled().equals(word)) {
            return false;
        }
        memory.tags.put(tag.tag(), seen.ruled(word));
        return true;
    }

    /** After a ruling against a tag only writes of it after this look count. */
    void against(GuardTag tag, Ruling ruling) {
        ruling.refusal().ifPresent(because -> {
            boolean planted = ANOTHERS_TO_SET.contains(because.reason());
            memory.tags.put(tag.tag(), seen(tag).onlyLater(now, memory.knownWrites(), planted));
        });
    }

    SeenTag seen(GuardTag tag) {
        return java.util.Objects.requireNonNull(memory.tags.get(tag.tag()));
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.FindingChanged;
import io.entraguard.model.AuditEvent.FindingSuppressed;
import io.entraguard.model.AuditEvent.Waiver;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.GuardTags;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Plan.Half;
import io.entraguard.policy.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What approvers let a cluster do without: exemption, break-glass and opting out by mode. Remembers each while it is in
 * force and records its beginning, the warning before its end, and its end. Belongs to one pass.
 */
final class Waivers {
    private static final Duration WARN_OF_EXEMPTION = Duration.ofDays(7);
    private static final Duration WARN_OF_BREAK_GLASS = Duration.ofHours(1);

    private final ClusterMemory memory;
    private final AuditDraft audit;
    private final Instant now;

    Waivers(ClusterMemory memory, AuditDraft audit, Instant now) {
        this.memory = memory;
        this.audit = audit;
        this.now = now;
    }

    /** A break-glass tag is news whoever wrote it, and whatever the cluster is like; what it finds in order is kept. */
    void alertOfBreakGlass(IdentityProfile identity) {
        SeenTag tag = memory.tags.get(GuardTag.BREAK_GLASS.tag());
        if (tag == null) {
            memory.inOrderBefore = null;
            return;
        }
        if (!tag.since().equals(now)) {
            return;
        }
        memory.inOrderBefore = inOrder(identity);
        if (!memory.seeFirst("break-glass " + now + " " + tag.value())) {
            return;
        }
        Optional<Sighting> last =
                memory.writes.stream().reduce((earlier, later) -> later.at().isBefore(earlier.at()) ? earlier : later);
        audit.add(new Alert(
                "break-glass",
                Severity.CRITICAL,
                "break-glass is asked for on " + memory.ref().name() + " until " + tag.value(),
                last));
    }

    /** Enters what counts of the tags now. */
    void enter(GuardTags tags) {
        exemption(tags);
        breakGlass(tags);
        optOut(tags);
    }

    private void exemption(GuardTags tags) {
        Optional<Waived> granted = tags.exempt()
                .flatMap(until ->
                        by(tags, GuardTag.EXEMPT).map(by -> new Waived(Optional.of(until), by, note(), false)));
        Waived before = memory.exemption;
        if (granted.isPresent()
                && (before == null || !before.until().equals(granted.get().until()))) {
            memory.exemption = granted.get();
            moved(Waiver.EXEMPTION, WaiverMove.GRANTED, granted.get().until(), granted.map(Waived::by));
        }
        Waived current = memory.exemption;
        if (current == null) {
            return;
        }
        Instant until = current.until().orElseThrow();
        boolean gone = !memory.tags.containsKey(GuardTag.EXEMPT.tag())
                || tags.rulings().containsKey(GuardTag.EXEMPT) && granted.isEmpty();
        if (!now.isBefore(until) || gone) {
            memory.exemption = null;
            moved(Waiver.EXEMPTION, WaiverMove.ENDED, current.until(), Optional.of(current.by()));
        } else if (!current.warned() && !now.isBefore(until.minus(WARN_OF_EXEMPTION))) {
            memory.exemption = current.warnedOf();
            moved(Waiver.EXEMPTION, WaiverMove.EXPIRING, current.until(), Optional.of(current.by()));
        }
    }

    /** Tells of each finding that begins or ends to be let be. */
    void suppress() {
        memory.suppressed.retainAll(memory.findings.keySet());
        Waived exemption = memory.exemption;
        memory.findings.forEach((code, open) -> {
            boolean told = memory.suppressed.contains(code);
            if (exemption != null && !told && open.finding().control().decisive()) {
                Instant until = exemption.until().orElseThrow();
                audit.add(new FindingSuppressed(open.finding(), open.since(), until));
                memory.suppressed.add(code);
            } else if (exemption == null && told) {
                audit.add(new FindingChanged(open.finding(), open.since()));
            }
        });
        if (exemption == null) {
            memory.suppressed.clear();
        }
    }

    private void breakGlass(GuardTags tags) {
        Optional<Sighting> by = tags.breakGlass().flatMap(until -> by(tags, GuardTag.BREAK_GLASS));
        Optional<Glass> running = Optional.ofNullable(memory.glass).filter(before -> !before.ended());
        if (by.isPresent()) {
            Instant until = tags.breakGlass().orElseThrow();
            if (running.filter(before -> before.until().equals(until)).isEmpty()) {
                memory.glass = new Glass(
                        running.map(Glass::from).orElse(by.get().at()),
                        until,
                        by.get(),
                        note(),
                        running.map(Glass::restores)
                                .orElse(Optional.ofNullable(memory.inOrderBefore)
                                        .orElse(Set.of())),
                        false,
                        false);
                forgive();
                moved(Waiver.BREAK_GLASS, WaiverMove.GRANTED, Optional.of(until), by);
            }
        }
        Glass glass = memory.glass;
        if (glass == null || glass.ended()) {
            return;
        }
        if (by.isEmpty() || !now.isBefore(glass.until())) {
            memory.glass = glass.endedAt(now);
            moved(Waiver.BREAK_GLASS, WaiverMove.ENDED, Optional.of(glass.until()), Optional.of(glass.by()));
        } else if (!glass.warned() && !now.isBefore(glass.until().minus(WARN_OF_BREAK_GLASS))) {
            memory.glass = glass.warnedOf();
            moved(Waiver.BREAK_GLASS, WaiverMove.EXPIRING, Optional.of(glass.until()), Optional.of(glass.by()));
        }
    }

    /** What this look or the last one before it finds in order, and what is to be in order again afterwards. */
    private Set<Half> inOrder(IdentityProfile identity) {
        Set<Half> halves = EnumSet.noneOf(Half.class);
        if (memory.inOrderBefore != null) {
            halves.addAll(memory.inOrderBefore); // another value of a tag that stood there already
        }
        Glass earlier = memory.glass;
        if (earlier != null) {
            halves.addAll(earlier.restores()); // still to be restored from before
        }
        if (memory.entraOnSince != null || identity.entraOn()) {
            halves.add(Half.ENTRA);
        }
        if (memory.entraOnSince != null && memory.localAccountsOff
                || identity.entraOn() && identity.localAccountsOff()) {
            halves.add(Half.LOCAL_ACCOUNTS);
        }
        return halves;
    }

    /**
     * Listings and reverts inside the break-glass do not count, also those that were seen before it was known to be one; the
     * Activity Log tells of listings before it once more.
     */
    private void forgive() {
        Glass glass = memory.glass;
        if (glass == null) {
            return;
        }
        memory.forgiveReverts(glass.from());
        if (memory.adminCredential != null && glass.breakGlass().covers(memory.adminCredential.at())) {
            memory.adminCredential = null;
        }
        if (memory.userCredential != null && glass.breakGlass().covers(memory.userCredential.at())) {
            memory.userCredential = null;
        }
    }

    private void optOut(GuardTags tags) {
        Optional<Sighting> by = tags.mode().compareTo(Mode.TICKET) < 0 ? by(tags, GuardTag.MODE) : Optional.empty();
        Waived before = memory.optOut;
        if (by.isPresent() && before == null) {
            memory.optOut = new Waived(Optional.empty(), by.get(), note(), false);
            moved(Waiver.OPT_OUT, WaiverMove.GRANTED, Optional.empty(), by);
        } else if (by.isEmpty() && before != null && !tags.pending(GuardTag.MODE)) {
            memory.optOut = null;
            moved(Waiver.OPT_OUT, WaiverMove.ENDED, Optional.empty(), Optional.of(before.by()));
        }
    }

    /** The approver whose tag counts. */
    private static Optional<Sighting> by(GuardTags tags, GuardTag tag) {
        return Optional.ofNullable(tags.rulings().get(tag))
                .filter(Ruling::counts)
                .flatMap(Ruling::by);
    }

    /** Records what was ruled against such a tag; what counts is recorded where it begins. */
    void refused(GuardTag tag, Ruling ruling) {
        if (ruling.counts()) {
            return;
        }
        Waiver waiver = tag == GuardTag.EXEMPT ? Waiver.EXEMPTION : Waiver.BREAK_GLASS;
        String value =
                java.util.Objects.requireNonNull(memory.tags.get(tag.tag())).value();
        audit.add(new WaiverMoved(
                waiver,
                WaiverMove.REFUSED,
                GuardTags.instant(value),
                ruling.refusal().map(because -> because.reason().code()).orElse(""),
                note(),
                ruling.by()));
        if (ruling.trespass()) {
            audit.add(new Alert(
                    waiver == Waiver.EXEMPTION ? "exemption-refused" : "break-glass-refused",
                    Severity.HIGH,
                    memory.ref().name() + ": "
                            + ruling.refusal()
                                    .map(because -> because.sentence())
                                    .orElse(""),
                    ruling.by()));
        }
    }

    private void moved(Waiver waiver, WaiverMove move, Optional<Instant> until, Optional<Sighting> by) {
        audit.add(new WaiverMoved(waiver, move, until, "", note(), by));
    }

    private Optional<String> note() {
        return Optional.ofNullable(memory.tags.get(GuardTag.REASON.tag())).map(SeenTag::value);
    }
}

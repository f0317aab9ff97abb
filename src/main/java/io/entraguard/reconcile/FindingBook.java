package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.FindingChanged;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Verdict.Judged;
import io.entraguard.reconcile.ClusterMemory.Fix;
import io.entraguard.reconcile.ClusterMemory.Open;
import io.entraguard.reconcile.ClusterMemory.Revert;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Enters a verdict into a cluster's memory and records what is new about it: findings, their ends, and alerts. It is put
 * down to the last write only where that came after the look before, which still saw the cluster otherwise; else nobody is
 * named and nothing is dated, since the write that did it was not seen.
 */
final class FindingBook {
    private static final Set<ControlId> WITHOUT_ENTRA = EnumSet.of(ControlId.ENTRA_01, ControlId.ENTRA_02);
    private static final Set<ControlId> FIXED_BY_GUARD =
            EnumSet.of(ControlId.ENTRA_01, ControlId.ENTRA_03, ControlId.ENTRA_05, ControlId.ENTRA_07);

    private final ClusterMemory memory;
    private final AuditDraft audit;
    private final Instant now;

    FindingBook(ClusterMemory memory, AuditDraft audit, Instant now) {
        this.memory = memory;
        this.audit = audit;
        this.now = now;
    }

    /** Enters what a look found. */
    void enter(Judged verdict) {
        List<Finding> opened = verdict.findings().stream()
                .filter(finding ->
                        !memory.findings.containsKey(finding.control().code()))
                .toList();
        closeAllBut(verdict.findings());
        verdict.findings().forEach(this::openOrChange);
        alert(verdict, opened);
        noteRevert(opened);
        noteIdentity(verdict.cluster().identity());
        memory.status = verdict.compliant() ? Status.COMPLIANT : Status.NONCOMPLIANT;
        if (verdict.compliant() && memory.glass != null && memory.glass.ended()) {
            memory.glass = memory.glass.restored();
        }
        memory.judged = true;
        memory.gone = false;
        memory.fingerprint = Fingerprint.of(verdict.cluster());
    }

    /** Enters that the cluster no longer exists: whatever was open about it ends. */
    void enterGone() {
        memory.findings.values().forEach(open -> audit.add(new FindingClosed(open.finding(), open.since(), true, "")));
        memory.findings.clear();
        memory.gone = true;
    }

    private void closeAllBut(List<Finding> failing) {
        var still = new TreeMap<String, Open>();
        failing.forEach(finding -> {
            Open open = memory.findings.get(finding.control().code());
            if (open != null) {
                still.put(finding.control().code(), open);
            }
        });
        memory.findings.forEach((code, open) -> {
            if (!still.containsKey(code)) {
                audit.add(new FindingClosed(open.finding(), open.since(), false, fixedBy()));
                memory.close(new Closed(code, open.finding().severity(), open.changed(), open.since(), now));
            }
        });
        memory.findings.keySet().retainAll(still.keySet());
    }

    private void openOrChange(Finding finding) {
        Open open = memory.findings.get(finding.control().code());
        if (open == null) {
            memory.findings.put(finding.control().code(), new Open(finding, now, changed()));
            audit.add(new FindingOpened(finding));
        } else if (!open.finding().equals(finding)) {
            memory.findings.put(finding.control().code(), new Open(finding, open.since(), open.changed()));
            audit.add(new FindingChanged(finding, open.since()));
        }
    }

    private void alert(Judged verdict, List<Finding> opened) {
        if (memory.baseline && !memory.judged && memory.lastWrite == null) {
            return; // it was there before the guard was, and nobody was seen to change it: a finding, no news
        }
        String which = (memory.baseline ? "changed" : "new") + "-cluster-";
        boolean withoutEntra = opened.stream().anyMatch(finding -> WITHOUT_ENTRA.contains(finding.control()));
        boolean localAccounts = opened.stream().anyMatch(finding -> finding.control() == ControlId.ENTRA_03);
        String name = verdict.cluster().ref().name();
        if (!memory.judged && withoutEntra) {
            raise(which + "without-entra", "cluster " + name + " has no managed Entra integration");
        } else if (!memory.judged && localAccounts) {
            raise(which + "with-local-accounts", "cluster " + name + " hands out static admin certificates");
        } else if (memory.judged && localAccounts) {
            raise("local-accounts-turned-on", "local accounts of " + name + " were turned back on");
        }
    }

    private void raise(String kind, String text) {
        audit.add(new Alert(kind, Severity.HIGH, text, newWrite()));
    }

    private void noteRevert(List<Finding> opened) {
        Fix fix = memory.fix;
        boolean undone = opened.stream().anyMatch(finding -> FIXED_BY_GUARD.contains(finding.control()));
        boolean allowed = memory.glass != null && memory.glass.breakGlass().covers(now);
        if (fix != null && fix.standing() && undone && !allowed) {
            memory.fix = new Fix(fix.planId(), fix.at(), false);
            memory.revert(new Revert(
                    now,
                    newWrite().filter(write -> !write.at().isBefore(fix.at())).map(Sighting::by)));
        }
    }

    private void noteIdentity(IdentityProfile identity) {
        if (!identity.entraOn()) {
            memory.entraOnSince = null;
        } else if (memory.entraOnSince == null) {
            memory.entraOnSince = now;
        }
        memory.localAccountsOff = identity.localAccountsOff();
        if (!identity.localAccountsOff()) {
            memory.localAccountsOnAt = now;
        }
    }

    private String fixedBy() {
        Fix fix = memory.fix;
        if (fix != null && fix.at().equals(now)) {
            return "the guard's plan " + fix.planId();
        }
        return newWrite().map(write -> write.by().oid()).orElse("somebody unknown");
    }

    /** When the cluster began to fail, where the write that made it so was seen. */
    private Optional<Instant> changed() {
        return newWrite().map(Sighting::at).filter(at -> !at.isAfter(now) && !memory.baseline);
    }

    /** The last write, where the look before this one can not have seen what it did. */
    private Optional<Sighting> newWrite() {
        Instant before = memory.lastLook;
        return Optional.ofNullable(memory.lastWrite)
                .filter(write -> before == null
                        || !write.at().isBefore(before.minus(Evidence.SKEW))
                                && !memory.lookedWrites.contains(ClusterMemory.name(write)));
    }
}

package io.entraguard.reconcile.ocsf;

import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.ControlId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Renders Remediation Activities (7001), each followed by the API Activity that it consists of, with the same correlation
 * id: the first cannot name a resource, the second can.
 */
final class OcsfRemediations {
    private static final int HARDEN = 4;

    private final OcsfFrame frame;
    private final OcsfCalls calls;

    OcsfRemediations(OcsfFrame frame, OcsfCalls calls) {
        this.frame = frame;
        this.calls = calls;
    }

    /** How a remediation stands: its code, its severity, OCSF's status for it, and what the guard did about it. */
    private enum Stand {
        PLANNED("remediation.planned", 1, 99, "Planned", 1, "Allowed", 8, "Approved"),
        DRY_RUN("remediation.dryrun", 1, 99, "Dry run", 3, "Observed", 16, "No Action"),
        EXECUTED("remediation.executed", 1, 1, "Success", 4, "Modified", 11, "Corrected"),
        REFUSED("remediation.refused", 3, 2, "Failure", 2, "Denied", 13, "Uncorrected"),
        FAILED("remediation.failed", 4, 2, "Failure", 0, "Unknown", 13, "Uncorrected"),
        SKIPPED("remediation.skipped", 1, 99, "Not applied", 3, "Observed", 16, "No Action");

        private final String code;
        private final int severity;
        private final int status;
        private final String statusCaption;
        private final int action;
        private final String actionCaption;
        private final int disposition;
        private final String dispositionCaption;

        Stand(
                String code,
                int severity,
                int status,
                String statusCaption,
                int action,
                String actionCaption,
                int disposition,
                String dispositionCaption) {
            this.code = code;
            this.severity = severity;
            this.status = status;
            this.statusCaption = statusCaption;
            this.action = action;
            this.actionCaption = actionCaption;
            this.disposition = disposition;
            this.dispositionCaption = dispositionCaption;
        }

        private static Stand of(Outcome outcome) {
            return switch (outcome) {
                case PROVEN -> EXECUTED;
                case REFUSED -> REFUSED;
                case FAILED -> FAILED;
                case NOT_APPLIED -> SKIPPED;
            };
        }

        private void enter(Map<String, Object> event) {
            OcsfFrame.set(event, "status", status, statusCaption);
            OcsfFrame.set(event, "action", action, actionCaption);
            OcsfFrame.set(event, "disposition", disposition, dispositionCaption);
        }
    }

    List<Map<String, Object>> intended(RemediationIntended intended) {
        String message = "about to write " + frame.named() + ", allowed by " + intended.authority();
        Map<String, Object> remediation =
                remediation(Stand.PLANNED, message, intended.command(), intended.changes(), intended.by());
        OcsfFrame.unmapped(remediation).put("plan_id", OcsfText.of(intended.planId()));
        String authority = OcsfText.of(intended.authority());
        remediation.put(
                "authorizations",
                List.of(OcsfFrame.members("decision", "approved", "policy", Map.of("name", authority))));
        String control = controls(intended.changes()).get(0);
        return List.of(remediation, calls.planned(message, control, intended.command(), intended.by()));
    }

    List<Map<String, Object>> ended(RemediationEnded ended) {
        Stand stand = Stand.of(ended.outcome());
        String message = stand.code.replace('.', ' ') + " on " + frame.named() + ": " + ended.detail();
        Map<String, Object> remediation = remediation(stand, message, ended.command(), ended.changes(), ended.by());
        remediation.put("status_code", OcsfText.of(ended.code()));
        remediation.put("status_detail", OcsfText.of(ended.detail()));
        OcsfFrame.unmapped(remediation).put("plan_id", OcsfText.of(ended.planId()));
        return List.of(
                remediation, calls.written(message, controls(ended.changes()).get(0), ended));
    }

    /** What would have been written, had the modes allowed it, and the read that it was decided on. */
    List<Map<String, Object>> dryRun(Decided decided) {
        String message = frame.sentence(decided);
        String command = "dry-run-" + frame.finding("decision");
        Map<String, Object> remediation =
                remediation(Stand.DRY_RUN, message, command, decided.changes(), new Guard(Optional.empty()));
        Map<String, Object> read =
                calls.read(message, controls(decided.changes()).get(0));
        for (Map<String, Object> event : List.of(remediation, read)) {
            OcsfFrame.unmapped(event).putAll(OcsfFrame.decision(decided));
        }
        return List.of(remediation, read);
    }

    private Map<String, Object> remediation(
            Stand stand, String message, String command, List<PropertyChange> changes, Guard by) {
        List<String> controls = controls(changes);
        Map<String, Object> event = frame.event(
                OcsfClass.REMEDIATION_ACTIVITY,
                HARDEN,
                stand.severity,
                stand.code,
                message,
                controls.get(0),
                stand == Stand.DRY_RUN ? message : command,
                "host",
                "security_control");
        stand.enter(event);
        event.put("command_uid", OcsfText.of(command));
        event.put("actor", OcsfCalls.actor(by));
        event.put("policy", OcsfFrame.members("uid", frame.policyHash(), "is_applied", stand != Stand.DRY_RUN));
        event.put("countermeasures", List.of(Map.of("d3f_tactic", Map.of("name", "Harden"))));
        Map<String, Object> unmapped = OcsfFrame.unmapped(event);
        unmapped.put("changes", OcsfFrame.changes(changes));
        unmapped.put("finding_uids", controls.stream().map(frame::finding).toList());
        return event;
    }

    /** The controls that such a write puts right, the one that it is tied to first; never empty. */
    static List<String> controls(List<PropertyChange> changes) {
        Set<String> names = changes.stream()
                .map(change -> change.path().substring(change.path().lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        var controls = new LinkedHashSet<String>();
        if (names.contains("clientAppID") || names.contains("serverAppID")) {
            controls.add(ControlId.ENTRA_02.code());
        } else if (names.contains("managed")) {
            controls.add(ControlId.ENTRA_01.code());
        }
        if (names.contains("disableLocalAccounts")) {
            controls.add(ControlId.ENTRA_03.code());
        }
        if (controls.isEmpty()) {
            controls.add(ControlId.ENTRA_05.code()); // only groups or Azure RBAC
        }
        return List.copyOf(controls);
    }
}

package io.entraguard.reconcile.ocsf;

import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.AuditEvent.FindingChanged;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.FindingSuppressed;
import io.entraguard.model.AuditEvent.TicketMove;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders Compliance Findings (2003): the life of a finding, its ticket, and what was decided about its cluster. */
final class OcsfFindings {
    private static final int CREATE = 1;
    private static final int UPDATE = 2;
    private static final int CLOSE = 3;

    /** What stands under standards where no public framework says anything of a control. */
    private static final String OWN_CONTROLS = "Entra Guard controls";

    private static final String[] VERDICTS = {"Unknown", "Pass", "Warning", "Fail"};

    private final OcsfFrame frame;

    OcsfFindings(OcsfFrame frame) {
        this.frame = frame;
    }

    Map<String, Object> opened(Finding finding) {
        String message = finding.title() + " on " + frame.named() + ": " + finding.observed();
        Map<String, Object> event =
                finding(CREATE, finding, Optional.of(frame.at()), "finding.created", message, finding.observed());
        OcsfFrame.set(event, "status", 1, "New");
        event.put("compliance", compliance(finding, 3));
        return event;
    }

    Map<String, Object> changed(FindingChanged changed) {
        Finding finding = changed.finding();
        String message = finding.title() + " on " + frame.named() + ", otherwise than before: " + finding.observed();
        String discriminator = finding.severity() + finding.observed();
        Map<String, Object> event =
                finding(UPDATE, finding, Optional.of(changed.opened()), "finding.updated", message, discriminator);
        OcsfFrame.set(event, "status", 2, "In Progress");
        event.put("compliance", compliance(finding, 3));
        return event;
    }

    Map<String, Object> closed(FindingClosed closed) {
        Finding finding = closed.finding();
        String message = closed.gone()
                ? frame.named() + " no longer exists, and with it goes: " + finding.title()
                : "no longer so on " + frame.named() + ": " + finding.title() + "; put right by " + closed.by();
        Map<String, Object> event =
                finding(CLOSE, finding, Optional.of(closed.opened()), "finding.resolved", message, "" + closed.gone());
        OcsfFrame.set(event, "severity", OcsfFrame.INFORMATIONAL, "Informational");
        OcsfFrame.set(event, "status", 4, "Resolved");
        event.put("status_detail", closed.gone() ? "resource gone" : "verified by a re-read");
        event.put("compliance", compliance(finding, closed.gone() ? 0 : 1));
        OcsfFrame.set(event, "verdict", 2, "True Positive");
        OcsfFrame.unmapped(event).put("fixed_by", OcsfText.of(closed.by()));
        return event;
    }

    /** OCSF has no class for what is let be: the finding stays and is marked so. */
    Map<String, Object> suppressed(FindingSuppressed suppressed) {
        Finding finding = suppressed.finding();
        String message = finding.title() + " on " + frame.named() + " is let be until " + suppressed.until();
        Map<String, Object> event = finding(
                UPDATE,
                finding,
                Optional.of(suppressed.opened()),
                "finding.suppressed",
                message,
                suppressed.until().toString());
        OcsfFrame.set(event, "status", 3, "Suppressed");
        event.put("compliance", compliance(finding, 3));
        OcsfFrame.unmapped(event).put("exempt_until", suppressed.until().toString());
        return event;
    }

    /** One event for each finding that the ticket is about, each tied to its finding; else one about the ticket. */
    List<Map<String, Object>> ticket(TicketMoved moved) {
        if (moved.findings().isEmpty()) {
            Map<String, Object> event = standing("ticket", "what people are to look at", code(moved), message(moved));
            return List.of(move(event, moved));
        }
        return moved.findings().stream().map(finding -> ticket(moved, finding)).toList();
    }

    private Map<String, Object> ticket(TicketMoved moved, Finding finding) {
        Map<String, Object> event =
                finding(UPDATE, finding, Optional.empty(), code(moved), message(moved), moved.key());
        // whether the control passes when its ticket is resolved is for the finding's own event to say
        event.put("compliance", compliance(finding, moved.move() == TicketMove.RESOLVED ? 0 : 3));
        return move(event, moved);
    }

    private static Map<String, Object> move(Map<String, Object> event, TicketMoved moved) {
        var ticket = new LinkedHashMap<String, Object>();
        ticket.put("uid", OcsfText.of(moved.key()));
        OcsfFrame.set(ticket, "type", 2, "External");
        event.put("tickets", List.of(ticket));
        switch (moved.move()) {
            case OPENED -> {
                OcsfFrame.set(event, "status", 2, "In Progress");
                OcsfFrame.set(ticket, "status", 1, "New");
            }
            case COMMENTED -> {
                OcsfFrame.set(event, "status", 2, "In Progress");
                OcsfFrame.set(ticket, "status", 2, "In Progress");
            }
            case RESOLVED -> {
                OcsfFrame.set(event, "status", 4, "Resolved");
                OcsfFrame.set(ticket, "status", 5, "Resolved");
            }
            case REOPENED -> { // OCSF has no activity for it
                OcsfFrame.set(event, "status", 1, "New");
                OcsfFrame.set(ticket, "status", 8, "Reopened");
            }
        }
        return event;
    }

    private static String code(TicketMoved moved) {
        return switch (moved.move()) {
            case OPENED -> "ticket.created";
            case COMMENTED -> "ticket.commented";
            case RESOLVED -> "ticket.resolved";
            case REOPENED -> "ticket.reopened";
        };
    }

    private String message(TicketMoved moved) {
        return code(moved).replace('.', ' ') + ": " + moved.key() + " of " + frame.named();
    }

    /** What was decided, as an update of the guard's standing judgement of the cluster. */
    Map<String, Object> decided(Decided decided) {
        String message = frame.sentence(decided);
        Map<String, Object> event = standing("decision", "the step decided for a cluster", "decision.made", message);
        OcsfFrame.set(event, "status", 2, "In Progress");
        OcsfFrame.unmapped(event).putAll(OcsfFrame.decision(decided));
        return event;
    }

    private Map<String, Object> finding(
            int activity,
            Finding finding,
            Optional<Instant> opened,
            String code,
            String message,
            String discriminator) {
        String control = finding.control().code();
        int severity = OcsfFrame.severity(finding.severity());
        Map<String, Object> event = frame.event(
                OcsfClass.COMPLIANCE_FINDING, activity, severity, code, message, control, discriminator, "incident");
        event.put("finding_info", frame.info(control, finding.title(), opened));
        event.put("remediation", Map.of("desc", remedy(finding.remedy())));
        OcsfFrame.set(event, "priority", severity - 1, OcsfFrame.caption(severity)); // the same words, from 1
        return event;
    }

    /** An update of what the guard always knows about a cluster, under a word of its own. */
    private Map<String, Object> standing(String word, String title, String code, String message) {
        Map<String, Object> event = frame.event(
                OcsfClass.COMPLIANCE_FINDING,
                UPDATE,
                OcsfFrame.INFORMATIONAL,
                code,
                message,
                word,
                message,
                "incident");
        event.put("finding_info", frame.info(word, title, Optional.empty()));
        event.put("compliance", OcsfFrame.members("control", word, "standards", List.of(OWN_CONTROLS)));
        return event;
    }

    private static Map<String, Object> compliance(Finding finding, int status) {
        ControlId control = finding.control();
        List<String> standards = control.references().stream()
                .map(clause -> clause.substring(0, clause.lastIndexOf(' ')))
                .distinct()
                .toList();
        var compliance = new LinkedHashMap<String, Object>();
        compliance.put("control", control.code());
        compliance.put("standards", standards.isEmpty() ? List.of(OWN_CONTROLS) : standards);
        compliance.put("requirements", control.references());
        OcsfFrame.set(compliance, "status", status, VERDICTS[status]);
        if (status == 3) {
            compliance.put("status_details", List.of(OcsfText.of(finding.observed())));
        }
        return compliance;
    }

    private static String remedy(Remedy remedy) {
        return switch (remedy) {
            case AUTOMATIC -> "Entra Guard puts it right where the cluster's policy allows that; else people do.";
            case MANUAL -> "People have to put it right.";
            case REBUILD -> "Only a new cluster puts it right.";
        };
    }
}

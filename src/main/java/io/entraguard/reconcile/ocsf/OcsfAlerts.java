package io.entraguard.reconcile.ocsf;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.Sighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders Detection Findings (2004): alerts, with what was seen as their evidence. */
final class OcsfAlerts {
    private static final int CREATE = 1;

    private final OcsfFrame frame;

    OcsfAlerts(OcsfFrame frame) {
        this.frame = frame;
    }

    Map<String, Object> alert(Alert alert) {
        String kind = OcsfText.of(alert.kind());
        int severity = OcsfFrame.severity(alert.severity());
        Map<String, Object> event = frame.event(
                OcsfClass.DETECTION_FINDING, CREATE, severity, "alert." + kind, alert.text(), kind, alert.text());
        event.put("finding_info", frame.info(kind, kind.replace('-', ' '), Optional.of(frame.at())));
        OcsfFrame.set(event, "status", 1, "New");
        event.put("is_alert", true);
        alert.evidence().ifPresent(seen -> event.put("evidences", List.of(evidence(seen))));
        return event;
    }

    private static Map<String, Object> evidence(Sighting seen) {
        var evidence = new LinkedHashMap<String, Object>();
        evidence.put("actor", OcsfCallers.actor(seen.by()));
        evidence.put("api", OcsfCallers.api(seen));
        OcsfCallers.address(seen.by()).ifPresent(ip -> evidence.put("src_endpoint", Map.of("ip", ip)));
        evidence.put("data", OcsfCallers.proof(seen));
        return evidence;
    }
}

package io.entraguard.reconcile.ocsf;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.Sighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Renders Detection Findings (2004): alerts, with what was seen as their evidence. */
final class OcsfAlerts {
    private static final int CREATE = 1;

    /** Loose: whether it is one digit too many is not for an audit event to judge, but text is no address. */
    private static final Pattern IP = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+");

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
        evidence.put("actor", Map.of("user", user(seen.by())));
        evidence.put("api", api(seen));
        seen.by()
                .ip()
                .filter(ip -> ip.length() <= 45 && IP.matcher(ip).matches())
                .ifPresent(ip -> evidence.put("src_endpoint", Map.of("ip", ip)));
        evidence.put(
                "data",
                OcsfFrame.members(
                        "event_id", OcsfText.of(seen.eventId()),
                        "time", seen.at().toString(),
                        "mfa", seen.by().mfa()));
        return evidence;
    }

    private static Map<String, Object> user(Actor actor) {
        var user = new LinkedHashMap<String, Object>();
        user.put("uid", OcsfText.of(actor.oid()));
        actor.upn().ifPresent(upn -> user.put("name", OcsfText.of(upn)));
        OcsfFrame.set(user, "type", actor.app() ? 4 : 1, actor.app() ? "Service" : "User");
        return user;
    }

    private static Map<String, Object> api(Sighting seen) {
        var api = new LinkedHashMap<String, Object>();
        api.put("operation", operation(seen.act()));
        seen.correlationId().ifPresent(id -> api.put("request", Map.of("uid", OcsfText.of(id))));
        return api;
    }

    private static String operation(Sighting.Act act) {
        String cluster = "Microsoft.ContainerService/managedClusters/";
        return switch (act) {
            case WRITE, WRITE_FAILED -> cluster + "write";
            case TAGS -> "Microsoft.Resources/tags/write";
            case DELETE -> cluster + "delete";
            case ADMIN_CREDENTIAL -> cluster + "listClusterAdminCredential/action";
            case USER_CREDENTIAL -> cluster + "listClusterUserCredential/action";
            case CERTIFICATE_ROTATION -> cluster + "rotateClusterCertificates/action";
            case CERTIFICATE_USED -> "kubernetes"; // a call to the cluster's own API, not to ARM
        };
    }
}

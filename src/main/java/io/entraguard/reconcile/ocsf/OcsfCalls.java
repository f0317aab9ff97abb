package io.entraguard.reconcile.ocsf;

import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.PolicyChanged;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.ClusterRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Renders API Activities (6003): calls that the guard makes, and calls to it that it refuses. */
final class OcsfCalls {
    private static final int CREATE = 1;
    private static final int READ = 2;
    private static final int UPDATE = 3;
    private static final int LOW = 2;
    private static final String GUARD = "Entra Guard";
    private static final String EVENT_GRID = "Azure Event Grid";

    private final OcsfFrame frame;

    OcsfCalls(OcsfFrame frame) {
        this.frame = frame;
    }

    /** A write that is about to be sent. */
    Map<String, Object> planned(String message, String control, String command, Guard by) {
        Map<String, Object> event = call(UPDATE, "arm.planned", message, control, command, by);
        event.put("api", api("write"));
        OcsfFrame.set(event, "status", 99, "Planned");
        OcsfFrame.unmapped(event).put("command_uid", OcsfText.of(command));
        return event;
    }

    /** A write whose outcome is known. */
    Map<String, Object> written(String message, String control, RemediationEnded ended) {
        String discriminator = ended.command() + " " + ended.outcome();
        Map<String, Object> event = call(UPDATE, "arm.write", message, control, discriminator, ended.by());
        String code = OcsfText.of(ended.code());
        Map<String, Object> api = api("write");
        ended.requestId().ifPresent(id -> api.put("request", Map.of("uid", OcsfText.of(id))));
        api.put(
                "response",
                code.matches("[1-5][0-9]{2}") ? Map.of("code", Integer.parseInt(code)) : Map.of("error", code));
        event.put("api", api);
        boolean proven = ended.outcome() == Outcome.PROVEN;
        OcsfFrame.set(event, "status", proven ? 1 : 2, proven ? "Success" : "Failure");
        event.put("status_code", code);
        event.put("status_detail", OcsfText.of(ended.detail()));
        OcsfFrame.unmapped(event).put("command_uid", OcsfText.of(ended.command()));
        return event;
    }

    /** The look that a decision was made on. */
    Map<String, Object> read(String message, String control) {
        Map<String, Object> event = call(READ, "decision.made", message, control, message, new Guard(Optional.empty()));
        event.put("api", api("read"));
        OcsfFrame.set(event, "status", 1, "Success");
        return event;
    }

    private Map<String, Object> call(
            int activity, String code, String message, String control, String discriminator, Guard by) {
        Map<String, Object> event = frame.event(
                OcsfClass.API_ACTIVITY, activity, OcsfFrame.INFORMATIONAL, code, message, control, discriminator);
        event.put("actor", actor(by));
        event.put("src_endpoint", endpoint());
        return event;
    }

    /** The guard as where a call comes from. */
    static Map<String, Object> endpoint() {
        return Map.of("svc_name", GUARD);
    }

    private static Map<String, Object> api(String verb) {
        var api = new LinkedHashMap<String, Object>();
        api.put("operation", ClusterRef.TYPE + "/" + verb);
        api.put("service", Map.of("name", "Azure Resource Manager"));
        return api;
    }

    /** The guard as the one who acts. */
    static Map<String, Object> actor(Guard by) {
        var actor = new LinkedHashMap<String, Object>();
        actor.put("app_name", GUARD);
        by.oid()
                .ifPresent(oid ->
                        actor.put("user", OcsfFrame.members("uid", OcsfText.of(oid), "type_id", 4, "type", "Service")));
        return actor;
    }

    /** An event that could not be read, as a call to the guard that it refused. */
    Map<String, Object> rejected(EventRejected rejected) {
        String reason = OcsfText.of(rejected.reason());
        String message = "an event was rejected: " + reason;
        Map<String, Object> event = frame.event(
                OcsfClass.API_ACTIVITY, CREATE, LOW, "event.rejected", message, "event", reason, "security_control");
        OcsfFrame.set(event, "status", 2, "Failure");
        event.put("status_code", reason);
        event.put("actor", Map.of("app_name", EVENT_GRID));
        event.put("api", OcsfFrame.members("operation", "ClusterEvents", "service", Map.of("name", GUARD)));
        event.put("src_endpoint", Map.of("svc_name", EVENT_GRID));
        OcsfFrame.set(event, "action", 2, "Denied");
        OcsfFrame.set(event, "disposition", 25, "Rejected");
        var ids = new TreeMap<String, Object>();
        rejected.ids().forEach((name, id) -> ids.put(OcsfText.of(name), OcsfText.of(id)));
        OcsfFrame.unmapped(event).put("ids", ids);
        return event;
    }

    /** Another policy in force, as a change that the guard makes to itself; who edited the file it cannot know. */
    Map<String, Object> policyChanged(PolicyChanged changed) {
        String after = OcsfText.of(changed.after());
        String before = OcsfText.of(changed.before());
        String message = before.isBlank()
                ? "policy " + after + " is the first in force"
                : "policy " + after + " is in force instead of " + before;
        Map<String, Object> event =
                call(UPDATE, "policy.changed", message, "policy", message, new Guard(Optional.empty()));
        event.put("api", OcsfFrame.members("operation", "ReadPolicy", "service", Map.of("name", GUARD)));
        OcsfFrame.set(event, "status", 1, "Success");
        Map<String, Object> unmapped = OcsfFrame.unmapped(event);
        if (!before.isBlank()) {
            unmapped.put("policy_before", before);
        }
        unmapped.put("policy_after", after);
        return event;
    }
}

package io.entraguard.reconcile.ocsf;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.Sighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Renders as API Activities (6003) what is asked for by the writing of a tag, and how the guard rules on it. */
final class OcsfRequests {
    private static final int CREATE = 1;
    private static final int UPDATE = 3;
    private static final int LOW = 2;

    /** Words in a reason's code that say that the writer was the wrong one, not what was written. */
    private static final Set<String> WRONG_WRITER =
            Set.of("approver", "writer", "self", "guard", "app", "application", "mfa");

    private final OcsfFrame frame;

    OcsfRequests(OcsfFrame frame) {
        this.frame = frame;
    }

    /** What a request is called in codes, in {@code unmapped} and in sentences. */
    private enum Words {
        APPROVAL("approval", "plan_id", "approval of plan"),
        MODE("mode", "mode", "mode"),
        RETAG("retag", "rule", "change of tags to rule");

        private final String code;
        private final String member;
        private final String sentence;

        Words(String code, String member, String sentence) {
            this.code = code;
            this.member = member;
            this.sentence = sentence;
        }

        private static Words of(Request request) {
            return switch (request) {
                case APPROVAL -> APPROVAL;
                case MODE -> MODE;
                case RETAG -> RETAG;
            };
        }

        /** Ties what is asked and what is ruled about one subject together. */
        private String word(String subject) {
            return code + " " + subject;
        }
    }

    /** The question; the call that it waits for is an approver's. */
    Map<String, Object> asked(ApprovalAsked asked) {
        String deadline = asked.deadline().toString();
        String message = Words.APPROVAL.sentence + " " + asked.planId() + " for " + frame.named()
                + " is asked for; the tag must be written before " + deadline;
        Map<String, Object> event = event(
                CREATE, OcsfFrame.INFORMATIONAL, "approval.requested", message, Words.APPROVAL, asked.planId(), "");
        OcsfFrame.set(event, "status", 99, "Awaiting approval");
        OcsfFrame.set(event, "action", 3, "Observed");
        OcsfFrame.set(event, "disposition", 16, "No Action");
        event.put("actor", OcsfCalls.actor(new Guard(Optional.empty())));
        event.put("api", OcsfCallers.tagWrite(Optional.empty()));
        event.put("src_endpoint", OcsfCalls.endpoint());
        Map<String, Object> unmapped = OcsfFrame.unmapped(event);
        unmapped.put("deadline", deadline);
        unmapped.put("changes", OcsfFrame.changes(asked.changes()));
        unmapped.put(
                "finding_uids",
                OcsfRemediations.controls(asked.changes()).stream()
                        .map(frame::finding)
                        .toList());
        return event;
    }

    Map<String, Object> ruled(RequestRuled ruled) {
        Words words = Words.of(ruled.request());
        String message = words.sentence + " " + ruled.subject() + " for " + frame.named()
                + (ruled.granted() ? " granted" : " refused")
                + (ruled.reason().isBlank() ? "" : ": " + ruled.reason());
        Map<String, Object> event = event(
                UPDATE,
                ruled.granted() ? OcsfFrame.INFORMATIONAL : LOW, // an attempt that matters has an alert of its own
                words.code + (ruled.granted() ? ".granted" : ".refused"),
                message,
                words,
                ruled.subject(),
                ruled.reason() + " " + OcsfCallers.discriminator(ruled.by()));
        outcome(event, ruled);
        event.put("authorizations", List.of(authorization(words, ruled)));
        event.put("policy", OcsfFrame.members("uid", frame.policyHash(), "is_applied", true));
        event.put("actor", OcsfCallers.writer(ruled.by()));
        event.put("api", OcsfCallers.tagWrite(ruled.by()));
        event.put("src_endpoint", OcsfCallers.endpoint(ruled.by()));
        Map<String, Object> unmapped = OcsfFrame.unmapped(event);
        ruled.by().ifPresent(seen -> unmapped.put("evidence", OcsfCallers.proof(seen)));
        if (ruled.granted() && ruled.request() == Request.APPROVAL) {
            String oid = ruled.by().map(Sighting::by).map(Actor::oid).orElse(Actor.UNKNOWN);
            unmapped.put("approver_oid", OcsfText.of(oid));
        }
        return event;
    }

    private static void outcome(Map<String, Object> event, RequestRuled ruled) {
        boolean granted = ruled.granted();
        OcsfFrame.set(event, "status", granted ? 1 : 2, granted ? "Success" : "Failure");
        OcsfFrame.set(event, "action", granted ? 1 : 2, granted ? "Allowed" : "Denied");
        if (granted) {
            OcsfFrame.set(event, "disposition", 8, "Approved");
        } else if (wrongWriter(ruled.reason())) {
            OcsfFrame.set(event, "disposition", 26, "Unauthorized");
        } else {
            OcsfFrame.set(event, "disposition", 25, "Rejected");
        }
        String reason = OcsfText.of(ruled.reason());
        if (!reason.isBlank()) {
            event.put("status_code", reason);
        }
    }

    private static boolean wrongWriter(String reason) {
        List<String> words = List.of(reason.split("-"));
        return words.stream().anyMatch(WRONG_WRITER::contains) && !words.contains("unknown");
    }

    private static Map<String, Object> authorization(Words words, RequestRuled ruled) {
        var policy = new LinkedHashMap<String, Object>();
        policy.put("name", OcsfText.of(words.sentence + " " + ruled.subject()));
        return OcsfFrame.members("decision", ruled.granted() ? "approved" : "refused", "policy", policy);
    }

    private Map<String, Object> event(
            int activity,
            int severity,
            String code,
            String message,
            Words words,
            String subject,
            String discriminator) {
        Map<String, Object> event = frame.event(
                OcsfClass.API_ACTIVITY,
                activity,
                severity,
                code,
                message,
                words.word(subject),
                discriminator,
                "security_control");
        OcsfFrame.unmapped(event).put(words.member, OcsfText.of(subject));
        return event;
    }
}

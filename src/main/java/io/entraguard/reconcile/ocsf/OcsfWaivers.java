package io.entraguard.reconcile.ocsf;

import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.Waiver;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Renders Entity Managements (3004): what becomes of a cluster's exemption, its break-glass and its opt-out, each an
 * entity of its own for as long as the cluster exists. Like remediations they cannot name a resource.
 */
final class OcsfWaivers {
    private static final int UPDATE = 3;
    private static final int ACTIVATE = 10;
    private static final int DEACTIVATE = 11;
    private static final int LOW = 2;

    private final OcsfFrame frame;

    OcsfWaivers(OcsfFrame frame) {
        this.frame = frame;
    }

    Map<String, Object> moved(WaiverMoved moved) {
        String word = word(moved.waiver());
        Map<String, Object> event = frame.event(
                OcsfClass.ENTITY_MANAGEMENT,
                activity(moved.move()),
                severity(moved.move()),
                word + "." + verb(moved.move()),
                message(word, moved),
                word,
                discriminator(moved),
                "host"); // which is where the actor comes from
        boolean refused = moved.move() == WaiverMove.REFUSED;
        OcsfFrame.set(event, "status", refused ? 2 : 1, refused ? "Failure" : "Success");
        String reason = OcsfText.of(moved.reason());
        if (!reason.isBlank()) {
            event.put("status_code", reason);
        }
        moved.note().map(OcsfText::of).filter(note -> !note.isBlank()).ifPresent(note -> event.put("comment", note));
        event.put("entity", entity(word, moved.until()));
        caller(event, moved);
        return event;
    }

    private static void caller(Map<String, Object> event, WaiverMoved moved) {
        boolean byTime = moved.move() == WaiverMove.EXPIRING || moved.move() == WaiverMove.ENDED;
        if (byTime && moved.by().isEmpty()) {
            event.put("actor", OcsfCalls.actor(new Guard(Optional.empty())));
            event.put("src_endpoint", OcsfCalls.endpoint());
            return;
        }
        event.put("actor", OcsfCallers.writer(moved.by()));
        event.put("src_endpoint", OcsfCallers.endpoint(moved.by()));
        event.put("api", OcsfCallers.tagWrite(moved.by()));
        moved.by().ifPresent(seen -> OcsfFrame.unmapped(event).put("evidence", OcsfCallers.proof(seen)));
    }

    private Map<String, Object> entity(String word, Optional<Instant> until) {
        var entity = new LinkedHashMap<String, Object>();
        entity.put("uid", frame.finding(word));
        entity.put("name", OcsfText.of(word + " of " + frame.named()));
        OcsfFrame.set(entity, "type", 99, word);
        until.ifPresent(end -> entity.put("data", OcsfFrame.members("until", end.toString())));
        return entity;
    }

    private String message(String word, WaiverMoved moved) {
        String subject = word + " of " + frame.named();
        String until = moved.until().map(end -> " " + end).orElse("");
        String sentence = switch (moved.move()) {
            case GRANTED -> subject + " granted" + (until.isEmpty() ? "" : " until" + until);
            case REFUSED -> subject + " refused";
            case EXPIRING -> subject + " expires soon" + (until.isEmpty() ? "" : ":" + until);
            case ENDED -> subject + " ended";
        };
        return moved.reason().isBlank() ? sentence : sentence + " (" + moved.reason() + ")";
    }

    private static String discriminator(WaiverMoved moved) {
        return moved.until().map(Instant::toString).orElse("") + " " + moved.reason() + " "
                + OcsfCallers.discriminator(moved.by());
    }

    private static String word(Waiver waiver) {
        return switch (waiver) {
            case EXEMPTION -> "exemption";
            case BREAK_GLASS -> "break-glass";
            case OPT_OUT -> "opt-out";
        };
    }

    private static String verb(WaiverMove move) {
        return switch (move) {
            case GRANTED -> "granted";
            case REFUSED -> "refused";
            case EXPIRING -> "expiring";
            case ENDED -> "ended";
        };
    }

    private static int activity(WaiverMove move) {
        return switch (move) {
            case GRANTED, REFUSED -> ACTIVATE; // a refusal is an attempt at it, with another status
            case EXPIRING -> UPDATE;
            case ENDED -> DEACTIVATE;
        };
    }

    private static int severity(WaiverMove move) {
        return switch (move) {
            case GRANTED, ENDED -> OcsfFrame.INFORMATIONAL; // break-glass has an alert besides
            case REFUSED, EXPIRING -> LOW;
        };
    }
}

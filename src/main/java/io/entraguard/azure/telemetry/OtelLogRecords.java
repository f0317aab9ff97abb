package io.entraguard.azure.telemetry;

import io.entraguard.reconcile.ledger.CanonicalJson;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How an OCSF event is written as a log record. */
final class OtelLogRecords {
    /** By this attribute an exporter knows a custom event; beta.31 keeps it as a property. */
    private static final AttributeKey<String> CUSTOM_EVENT = AttributeKey.stringKey("microsoft.custom_event.name");

    /** Not one of the prefixes that the exporter drops ({@code code.}, {@code error.}, {@code message.} and others). */
    private static final String PREFIX = "entraguard.";

    /** The exporter cuts a message there without a word. */
    private static final int LONGEST_BODY = 32_768;

    private OtelLogRecords() {}

    /** Hands over that event with that logger. */
    static void emit(Logger logger, Map<String, Object> event) {
        LogRecordBuilder builder = logger.logRecordBuilder()
                .setContext(Context.root()) // a span of somebody else's is none of an audit event's business
                .setBody(body(CanonicalJson.write(event)));
        long severity = number(event, "severity_id").orElse(0L);
        builder.setSeverity(severity(severity));
        number(event, "time").ifPresent(time -> builder.setTimestamp(time, TimeUnit.MILLISECONDS));
        Map<?, ?> metadata = object(event.get("metadata"));
        text(metadata, "event_code").ifPresent(code -> builder.setAttribute(CUSTOM_EVENT, code));
        set(builder, "event_code", text(metadata, "event_code"));
        set(builder, "event_uid", text(metadata, "uid"));
        set(builder, "correlation_uid", text(metadata, "correlation_uid"));
        set(builder, "class_uid", number(event, "class_uid").map(String::valueOf));
        set(builder, "severity_id", Optional.of(String.valueOf(severity)));
        set(builder, "cluster", cluster(event));
        builder.emit();
    }

    /** The text, or its beginning with a note where it is longer than a message may be. */
    static String body(String json) {
        if (json.length() <= LONGEST_BODY) {
            return json;
        }
        String note = "… (cut: " + json.length() + " characters; the whole is in the ledger)";
        int end = LONGEST_BODY - note.length();
        boolean withinCharacter = Character.isHighSurrogate(json.charAt(end - 1));
        return json.substring(0, withinCharacter ? end - 1 : end) + note;
    }

    /** OpenTelemetry's severity for OCSF's; one that OCSF does not number so is told, not raised. */
    static Severity severity(long severityId) {
        return switch ((int) Math.max(0, Math.min(severityId, 99))) {
            case 2 -> Severity.INFO2;
            case 3 -> Severity.WARN;
            case 4 -> Severity.ERROR;
            case 5 -> Severity.FATAL;
            case 6 -> Severity.FATAL2;
            default -> Severity.INFO;
        };
    }

    /** The event's cluster by its ARM id; class 7001 has no place for it but {@code unmapped}. */
    private static Optional<String> cluster(Map<String, Object> event) {
        return event.get("resources") instanceof List<?> resources && !resources.isEmpty()
                ? text(object(resources.get(0)), "uid")
                : text(object(event.get("unmapped")), "resource_uid");
    }

    private static void set(LogRecordBuilder builder, String name, Optional<String> value) {
        value.ifPresent(text -> builder.setAttribute(AttributeKey.stringKey(PREFIX + name), text));
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Optional<String> text(Map<?, ?> object, String name) {
        return object.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Long> number(Map<?, ?> object, String name) {
        return object.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }
}

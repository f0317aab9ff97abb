package io.entraguard.azure.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Json;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes OCSF events as log records: the body is the event's JSON, and what people look for stands in flat attributes
 * too, each within what Application Insights keeps of one (a message 32,768 characters, a property's value 8,192, an
 * event's name 150; it cuts what is longer). An event that is longer than a message is sent in parts that put together give
 * its JSON again. Attributes have a prefix of our own, since the exporter drops those of {@code error.}, {@code http.}
 * and others.
 */
final class AuditRecords {
    /** Below the 32,768 characters of a message; an item as a whole may have 64 KB. */
    static final int LONGEST_BODY = 16_000;

    static final int LONGEST_VALUE = 8_000;
    private static final int LONGEST_NAME = 150;
    private static final String PREFIX = "entraguard.";

    /** As OpenTelemetry's exporters for Azure Monitor know a custom event. */
    private static final String CUSTOM_EVENT = "microsoft.custom_event.name";

    private static final ObjectMapper JSON = Json.Mappers.PLAIN;

    private AuditRecords() {}

    /** The records of that event, one or, in order, its parts. */
    static List<LogRecordData> of(Map<String, Object> event, Resource resource, SpanContext span) {
        List<String> bodies = parts(json(event));
        Instant at = event.get("time") instanceof Number time ? Instant.ofEpochMilli(time.longValue()) : Instant.EPOCH;
        List<LogRecordData> records = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            AttributesBuilder attributes = Attributes.builder();
            attributes(event).forEach((name, value) -> attributes.put(name, cut(value, LONGEST_VALUE)));
            if (bodies.size() > 1) {
                attributes.put(PREFIX + "part", String.valueOf(i + 1));
                attributes.put(PREFIX + "parts", String.valueOf(bodies.size()));
            }
            records.add(new AuditRecord(resource, at, span, severity(event), bodies.get(i), attributes.build()));
        }
        return records;
    }

    private static String json(Map<String, Object> event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event is a tree of JSON values", e);
        }
    }

    private static List<String> parts(String json) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from < json.length()) {
            String part = cut(json.substring(from), LONGEST_BODY);
            parts.add(part);
            from += part.length();
        }
        return parts;
    }

    /** At most so many characters, none of them half of a pair. */
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** The flat attributes, in the order of the table in {@code docs/telemetry.md}. */
    private static Map<String, String> attributes(Map<String, Object> event) {
        Map<String, Object> metadata = object(event, "metadata");
        Map<String, Object> cloud = object(event, "cloud");
        var flat = new LinkedHashMap<String, String>();
        flat.put(CUSTOM_EVENT, cut(PREFIX + text(metadata, "event_code").orElse("event"), LONGEST_NAME));
        put(flat, "event.uid", text(metadata, "uid"));
        put(flat, "event.code", text(metadata, "event_code"));
        put(flat, "event.correlation", text(metadata, "correlation_uid"));
        put(flat, "event.class", text(event, "class_uid"));
        put(flat, "event.class_name", text(event, "class_name"));
        put(flat, "event.type", text(event, "type_uid"));
        put(flat, "event.activity", text(event, "activity_name"));
        put(flat, "event.severity", text(event, "severity"));
        put(flat, "event.status", text(event, "status"));
        put(flat, "event.message", text(event, "message"));
        put(flat, "policy.hash", text(object(event, "unmapped"), "policy_hash"));
        put(flat, "cluster.id", cluster(event));
        put(flat, "subscription.id", text(object(cloud, "account"), "uid"));
        put(flat, "region", text(cloud, "region"));
        return flat;
    }

    private static void put(Map<String, String> flat, String name, Optional<String> value) {
        value.ifPresent(text -> flat.put(PREFIX + name, text));
    }

    private static Optional<String> cluster(Map<String, Object> event) {
        Optional<String> resource = event.get("resources") instanceof List<?> list && !list.isEmpty()
                ? Tree.object(list.get(0)).flatMap(first -> text(first, "uid"))
                : Optional.empty();
        return resource.or(() -> text(object(event, "unmapped"), "resource_uid"));
    }

    private static Map<String, Object> object(Map<String, Object> tree, String name) {
        return Tree.object(tree.get(name)).orElse(Map.of());
    }

    private static Optional<String> text(Map<String, Object> tree, String name) {
        return Optional.ofNullable(tree.get(name)).map(Object::toString);
    }

    /** OCSF's severity, 1 informational to 6 fatal, as OpenTelemetry's. */
    private static Severity severity(Map<String, Object> event) {
        int id = event.get("severity_id") instanceof Number number ? number.intValue() : 0;
        return switch (id) {
            case 3 -> Severity.WARN;
            case 4 -> Severity.ERROR;
            case 5, 6 -> Severity.FATAL;
            default -> Severity.INFO;
        };
    }
}

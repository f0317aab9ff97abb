package io.entraguard.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import io.entraguard.azure.EventText.Unreadable;
import io.entraguard.model.Actor;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What ARM says of one operation: the {@code data} of its event, the parts that count.
 *
 * @param name the operation's name; empty where none was given
 * @param resourceUri what it was done to; empty where none was given
 * @param correlationId ARM's id, where it looks like an id
 * @param caller who did it
 */
record ArmOperation(String name, String resourceUri, Optional<String> correlationId, Actor caller) {
    private static final Set<String> EVIDENCE = Set.of("evidence");
    private static final Set<String> CLIENT_IP = Set.of("clientIpAddress");

    /**
     * Reads it.
     *
     * @param json a JSON object that {@link EventText} has measured
     * @throws Unreadable where it is not JSON
     */
    static ArmOperation read(String json) {
        try (JsonReader reader = JsonProviders.createReader(json)) {
            reader.nextToken();
            return read(reader);
        } catch (IOException | RuntimeException e) {
            // azure-json reports what it cannot read by several exceptions, some of them unchecked.
            throw new Unreadable("not-json");
        }
    }

    private static ArmOperation read(JsonReader reader) throws IOException {
        String name = "";
        String resourceUri = "";
        String correlationId = "";
        Map<String, Object> authorization = Map.of();
        Map<String, Object> claims = Map.of();
        Map<String, Object> httpRequest = Map.of();
        while (reader.nextToken() != JsonToken.END_OBJECT) {
            String property = reader.getFieldName();
            reader.nextToken();
            switch (property) {
                case "operationName" -> name = text(reader);
                case "resourceUri" -> resourceUri = text(reader);
                case "correlationId" -> correlationId = text(reader);
                case "authorization" -> authorization = section(reader, EVIDENCE);
                case "claims" -> claims = section(reader, Caller.CLAIMS);
                case "httpRequest" -> httpRequest = section(reader, CLIENT_IP);
                default -> reader.skipChildren();
            }
        }
        return new ArmOperation(
                name, resourceUri, Harmless.id(correlationId), Caller.of(claims, authorization, httpRequest));
    }

    private static String text(JsonReader reader) throws IOException {
        if (reader.currentToken() == JsonToken.STRING) {
            return reader.getString();
        }
        reader.skipChildren();
        return "";
    }

    /** Those properties of a section, which is an object, or in older events an object written into a string. */
    private static Map<String, Object> section(JsonReader reader, Set<String> wanted) throws IOException {
        if (reader.currentToken() == JsonToken.START_OBJECT) {
            return pick(reader, wanted);
        }
        if (reader.currentToken() != JsonToken.STRING) {
            reader.skipChildren();
            return Map.of();
        }
        String written = reader.getString();
        try {
            EventText.of(written);
            try (JsonReader inner = JsonProviders.createReader(written)) {
                return inner.nextToken() == JsonToken.START_OBJECT ? pick(inner, wanted) : Map.of();
            }
        } catch (IOException | RuntimeException e) {
            // A section that is no JSON says nothing; the event still names its cluster.
            return Map.of();
        }
    }

    private static Map<String, Object> pick(JsonReader reader, Set<String> wanted) throws IOException {
        var picked = new HashMap<String, Object>();
        while (reader.nextToken() != JsonToken.END_OBJECT) {
            String property = reader.getFieldName();
            reader.nextToken();
            if (!wanted.contains(property)) {
                reader.skipChildren();
                continue;
            }
            Object value = reader.readUntyped();
            if (value != null) {
                picked.put(property, value);
            }
        }
        return picked;
    }
}

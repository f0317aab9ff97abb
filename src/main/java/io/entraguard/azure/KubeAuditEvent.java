package io.entraguard.azure;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What counts of an {@code audit.k8s.io/v1} Event; {@code requestObject} and {@code responseObject}, which may hold
 * anything or only the marker that they were too big, are skipped. Every text is as it was written.
 */
final class KubeAuditEvent {
    /** The name in the certificate of {@code az aks get-credentials --admin}. */
    static final String ADMIN = "masterclient";

    private static final String ADMIN_GROUP = "system:masters";
    private static final Set<String> READS = Set.of("get", "list", "watch");

    /** A request for one of these runs or reaches something inside the cluster, whatever its verb is. */
    private static final Set<String> INTO_A_POD = Set.of("exec", "attach", "portforward", "proxy");

    private static final int MOST_SOURCES = 4;

    private String auditId = "";
    private String stageTime = "";
    private String receivedTime = "";
    private String verb = "";
    private String userAgent = "";
    private String requestUri = "";
    private String username = "";
    private @Nullable List<String> groups;
    private final List<String> sources = new ArrayList<>();
    private String resource = "";
    private String subresource = "";
    private String namespace = "";
    private String name = "";

    private KubeAuditEvent() {}

    /** Takes one property's value, which the parser stands at. */
    @FunctionalInterface
    interface Field {
        void read(String name, JsonParser json) throws IOException;
    }

    /** Reads the object that the parser stands at. */
    static KubeAuditEvent read(JsonParser json) throws IOException {
        var event = new KubeAuditEvent();
        fields(json, event::field);
        return event;
    }

    /** Hands on each property of the object that the parser stands at; a value that is none has no properties. */
    static void fields(JsonParser json, Field field) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field.read(name, json);
            json.skipChildren();
        }
    }

    /** The string that the parser stands at; empty where it is something else. */
    static String text(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
    }

    private void field(String field, JsonParser json) throws IOException {
        switch (field) {
            case "auditID" -> auditId = text(json);
            case "stageTimestamp" -> stageTime = text(json);
            case "requestReceivedTimestamp" -> receivedTime = text(json);
            case "verb" -> verb = text(json);
            case "userAgent" -> userAgent = text(json);
            case "requestURI" -> requestUri = text(json);
            case "user" -> fields(json, this::user);
            case "sourceIPs" -> texts(json, sources);
            case "objectRef" -> fields(json, this::object);
            default -> {
                // Nothing else counts.
            }
        }
    }

    private void user(String field, JsonParser json) throws IOException {
        if (field.equals("username")) {
            username = text(json);
        } else if (field.equals("groups")) {
            groups = new ArrayList<>();
            texts(json, groups);
        }
    }

    private void object(String field, JsonParser json) throws IOException {
        switch (field) {
            case "resource" -> resource = text(json);
            case "subresource" -> subresource = text(json);
            case "namespace" -> namespace = text(json);
            case "name" -> name = text(json);
            default -> {
                // Nothing else counts.
            }
        }
    }

    private static void texts(JsonParser json, List<String> into) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                into.add(text(json));
                json.skipChildren();
            }
        }
    }

    /**
     * Whether the admin certificate's holder did it. The group tells it from a certificate that somebody had signed for the
     * same name, which the API server never does for that group; a record without groups counts.
     */
    boolean byAdminCertificate() {
        return username.equals(ADMIN) && (groups == null || groups.contains(ADMIN_GROUP));
    }

    /** The id that all stages of one request share; empty where it has none. */
    String auditId() {
        return auditId;
    }

    /** When it was seen last and when it came, as written, the better one first. */
    List<String> times() {
        return List.of(stageTime, receivedTime);
    }

    String userAgent() {
        return userAgent;
    }

    String verb() {
        return verb;
    }

    /** The address that the API server saw: the last one, the only one that a client cannot make up. */
    Optional<String> source() {
        return sources.isEmpty() ? Optional.empty() : Harmless.ip(sources.get(sources.size() - 1));
    }

    /** That address and whom it says to forward for. */
    String sources() {
        String seen = source().orElse("an unknown address");
        List<String> claimed = sources.stream()
                .limit(Math.max(0, sources.size() - 1))
                .flatMap(address -> Harmless.ip(address).stream())
                .limit(MOST_SOURCES)
                .toList();
        return claimed.isEmpty() ? seen : seen + " (forwarding for " + String.join(", ", claimed) + ")";
    }

    /** What it was done to: the object, or the path where there is none. A query may hold anything and is left off. */
    String object() {
        if (resource.isEmpty()) {
            int query = requestUri.indexOf('?');
            return query < 0 ? requestUri : requestUri.substring(0, query);
        }
        String kind = subresource.isEmpty() ? resource : resource + "/" + subresource;
        String where = namespace.isEmpty() || name.isEmpty() ? namespace + name : namespace + "/" + name;
        return where.isEmpty() ? kind : kind + " " + where;
    }

    /** Whether it did more than look. */
    boolean acts() {
        return !READS.contains(verb) || INTO_A_POD.contains(subresource);
    }
}

package io.entraguard.azure;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.entraguard.azure.EventText.Unreadable;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Json;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One diagnostic record of a cluster's audit log that shows a use of the admin certificate.
 *
 * <p>The audit Event is a JSON string in the record's {@code properties.log}, as Azure Monitor sends it; an object there is
 * taken as well.
 *
 * @param cluster from {@code resourceId}, in lower case, since Azure Monitor writes it in capitals
 * @param time when Azure Monitor says it was logged, as written
 */
record KubeAuditRecord(ClusterRef cluster, Optional<String> time, KubeAuditEvent event) {
    /** An event of the Event Hub is at most 1 MB, except in dedicated clusters. */
    static final int TOO_LARGE = 1_048_576;

    /**
     * Reads a record.
     *
     * @throws Unreadable with a fixed word that says why the record does not count
     */
    static KubeAuditRecord read(String text) {
        if (text.length() > TOO_LARGE) {
            throw new Unreadable("too-large");
        }
        var envelope = new Envelope();
        whole(text, json -> KubeAuditEvent.fields(json, envelope::read));
        String category = envelope.category;
        if (category == null || !isAudit(category)) {
            throw new Unreadable("category");
        }
        if (envelope.event == null && envelope.log != null && !envelope.log.isEmpty()) {
            String log = envelope.log;
            whole(log, json -> envelope.event = KubeAuditEvent.read(json));
        }
        KubeAuditEvent event = envelope.event;
        if (event == null) {
            throw new Unreadable("no-log");
        }
        if (!event.byAdminCertificate()) {
            throw new Unreadable("other-user");
        }
        ClusterRef cluster = Optional.ofNullable(envelope.resourceId)
                .flatMap(ClusterRef::parse)
                .orElseThrow(() -> new Unreadable("not-a-cluster"));
        return new KubeAuditRecord(ClusterRef.of(cluster.key()), Optional.ofNullable(envelope.time), event);
    }

    private static boolean isAudit(String category) {
        return category.equalsIgnoreCase("kube-audit") || category.equalsIgnoreCase("kube-audit-admin");
    }

    /** What reads a value that the parser stands at. */
    @FunctionalInterface
    private interface Value {
        void read(JsonParser json) throws IOException;
    }

    /** Reads a text that must be one JSON object and nothing else. */
    private static void whole(String text, Value value) {
        try (JsonParser json = Json.FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Unreadable("not-json");
            }
            value.read(json);
            if (json.nextToken() != null) {
                throw new Unreadable("not-json");
            }
        } catch (JsonEOFException e) {
            throw new Unreadable("cut");
        } catch (StreamConstraintsException e) {
            throw new Unreadable("too-deep");
        } catch (IOException e) {
            throw new Unreadable("not-json");
        }
    }

    /** The record's properties that count, in whatever order and case they come. */
    private static final class Envelope {
        private @Nullable String time;
        private @Nullable String resourceId;
        private @Nullable String category;
        private @Nullable String log;
        private @Nullable KubeAuditEvent event;

        private void read(String name, JsonParser json) throws IOException {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "time" -> time = KubeAuditEvent.text(json);
                case "resourceid" -> resourceId = KubeAuditEvent.text(json);
                case "category" -> category = KubeAuditEvent.text(json);
                case "properties" -> KubeAuditEvent.fields(json, this::property);
                default -> {
                    // Nothing else counts.
                }
            }
        }

        private void property(String name, JsonParser json) throws IOException {
            if (name.equals("log")) {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    event = KubeAuditEvent.read(json);
                } else {
                    log = KubeAuditEvent.text(json);
                }
            }
        }
    }
}

package io.entraguard.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Audit records as an AKS cluster's diagnostic settings send them, with whatever a test wants to be different. */
public final class SampleAudit {
    public static final String CLUSTER = "/subscriptions/7c2d9f10-5b3e-4a8c-9e61-2f4b8d0a6c35/resourcegroups/rg-shop"
            + "/providers/microsoft.containerservice/managedclusters/aks-shop";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> event = new LinkedHashMap<>();
    private final Map<String, Object> record = new LinkedHashMap<>();
    private @Nullable Object log;

    private SampleAudit(String username, String... groups) {
        event.put("kind", "Event");
        event.put("apiVersion", "audit.k8s.io/v1");
        event.put("level", "RequestResponse");
        event.put("auditID", "0c8f1f0e-3f4d-4a86-9f0e-1d2c3b4a5968");
        event.put("stage", "ResponseComplete");
        event.put("requestURI", "/api/v1/namespaces/default/pods?limit=500");
        event.put("verb", "list");
        event.put("user", new HashMap<>(Map.of("username", username, "groups", List.of(groups))));
        event.put("sourceIPs", List.of("203.0.113.7"));
        event.put("userAgent", "kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0");
        event.put("objectRef", Map.of("resource", "pods", "namespace", "default", "apiVersion", "v1"));
        event.put("responseStatus", Map.of("metadata", Map.of(), "code", 200));
        event.put("requestObject", "skipped-too-big-size-object");
        event.put("responseObject", Map.of("items", List.of(Map.of("deep", List.of(1, 2, Map.of())))));
        event.put("requestReceivedTimestamp", "2026-01-05T08:41:07.120055Z");
        event.put("stageTimestamp", "2026-01-05T08:41:07.134512Z");
        event.put("annotations", Map.of("authorization.k8s.io/decision", "allow"));
        record.put("time", "2026-01-05T08:41:08.0000000Z");
        record.put("resourceId", CLUSTER.toUpperCase(java.util.Locale.ROOT));
        record.put("operationName", "Microsoft.ContainerService/managedClusters/diagnosticLogs/Read");
        record.put("category", "kube-audit");
    }

    /** A list of pods by the admin certificate's holder. */
    static SampleAudit byAdmin() {
        return new SampleAudit("masterclient", "system:masters", "system:authenticated");
    }

    /** The same by somebody else. */
    public static SampleAudit by(String username, String... groups) {
        return new SampleAudit(username, groups);
    }

    /** With that property of the Event. */
    public SampleAudit event(String name, Object value) {
        event.put(name, value);
        return this;
    }

    SampleAudit withoutEvent(String name) {
        event.remove(name);
        return this;
    }

    SampleAudit record(String name, Object value) {
        record.put(name, value);
        return this;
    }

    SampleAudit withoutRecord(String name) {
        record.remove(name);
        return this;
    }

    /** With that in the place of the Event's text. */
    SampleAudit log(Object value) {
        log = value;
        return this;
    }

    /** The Event's text. */
    String log() {
        return write(event);
    }

    /** The Event as an object. */
    Map<String, Object> tree() {
        return event;
    }

    private Map<String, Object> whole() {
        var whole = new LinkedHashMap<>(record);
        whole.put(
                "properties",
                Map.of("log", log == null ? log() : log, "stream", "stdout", "pod", "kube-apiserver-5d8f7c9b6-x2x2x"));
        return whole;
    }

    /** The record alone. */
    String text() {
        return write(whole());
    }

    /** A message that holds those records. */
    public static String batch(SampleAudit... records) {
        var all = new ArrayList<Map<String, Object>>();
        for (SampleAudit sample : records) {
            all.add(sample.whole());
        }
        return write(Map.of("records", all));
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

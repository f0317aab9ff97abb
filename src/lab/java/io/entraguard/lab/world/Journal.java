package io.entraguard.lab.world;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/**
 * What ARM tells of the things that happen: Activity Log entries that can be asked for, and Event Grid events that wait to
 * be delivered. Both of one happening carry the same correlation id. Confined to the world's lock.
 */
final class Journal {
    private final Ids ids;
    private final List<Entry> entries = new ArrayList<>();
    private final Queue<String> raised = new ArrayDeque<>();

    Journal(Ids ids) {
        this.ids = ids;
    }

    /** One entry of the Activity Log. */
    record Entry(Instant at, String resourceId, String correlationId, String resourceGroup, Map<String, Object> json) {}

    /** Enters a happening into the Activity Log and returns the correlation id that its event will carry. */
    String log(Happening happening, Instant at) {
        String correlationId = ids.next("correlation");
        log(happening, at, correlationId);
        return correlationId;
    }

    void log(Happening happening, Instant at, String correlationId) {
        entries.add(new Entry(
                at,
                happening.resource().toLowerCase(Locale.ROOT),
                correlationId,
                happening.resourceGroup().toLowerCase(Locale.ROOT),
                entry(happening, at, correlationId)));
    }

    /** Puts a happening's event into the queue of what Event Grid has to deliver. */
    void raise(Happening happening, Instant at, String correlationId) {
        raised.add(Json.write(event(happening, at, correlationId)));
    }

    List<Entry> entries() {
        return entries;
    }

    /** The events raised since the last call, oldest first. */
    List<String> takeRaised() {
        var taken = List.copyOf(raised);
        raised.clear();
        return taken;
    }

    private Map<String, Object> event(Happening happening, Instant at, String correlationId) {
        var event = new LinkedHashMap<String, Object>();
        event.put("id", ids.next("event"));
        event.put("topic", "/subscriptions/" + happening.subscription());
        event.put("subject", happening.scope());
        event.put("eventType", happening.eventType());
        event.put("eventTime", at.toString());
        event.put("data", eventBody(happening, at, correlationId));
        event.put("dataVersion", "2");
        event.put("metadataVersion", "1");
        return event;
    }

    private Map<String, Object> eventBody(Happening happening, Instant at, String correlationId) {
        var body = new LinkedHashMap<String, Object>();
        Map<String, Object> authorization = authorization(happening);
        authorization.put("evidence", evidence(happening));
        body.put("authorization", authorization);
        body.put("claims", happening.by().claims(at));
        body.put("correlationId", correlationId);
        if (happening.outcome() != Happening.Outcome.CREATED) {
            Map<String, Object> request = httpRequest(happening, correlationId);
            request.put("url", "https://management.azure.com" + url(happening));
            body.put("httpRequest", request);
        }
        body.put("resourceProvider", happening.provider());
        body.put("resourceUri", happening.scope());
        body.put("operationName", happening.operation());
        body.put("status", happening.outcome().status());
        body.put("subscriptionId", happening.subscription());
        body.put("tenantId", World.TENANT);
        return body;
    }

    private Map<String, Object> entry(Happening happening, Instant at, String correlationId) {
        String id = ids.next("activity");
        var entry = new LinkedHashMap<String, Object>();
        entry.put("authorization", authorization(happening));
        entry.put("caller", happening.by().name());
        entry.put("channels", "Operation");
        entry.put("claims", happening.by().claims(at));
        entry.put("correlationId", correlationId);
        entry.put("eventDataId", id);
        entry.put("eventName", localizable("EndRequest"));
        entry.put("category", localizable("Administrative"));
        entry.put("httpRequest", httpRequest(happening, correlationId));
        entry.put(
                "id",
                happening.resource() + "/events/" + id + "/ticks/" + (at.toEpochMilli() * 10_000 + TICKS_AT_EPOCH));
        entry.put("level", happening.outcome() == Happening.Outcome.FAILED ? "Error" : "Informational");
        entry.put("resourceGroupName", happening.resourceGroup());
        entry.put("resourceProviderName", localizable(happening.provider()));
        entry.put("resourceId", happening.resource());
        entry.put("operationId", correlationId);
        entry.put("operationName", localizable(happening.operation()));
        entry.put("status", localizable(happening.outcome().status()));
        entry.put("subStatus", localizable(""));
        entry.put("eventTimestamp", at.toString());
        entry.put("submissionTimestamp", at.toString());
        entry.put("subscriptionId", happening.subscription());
        entry.put("tenantId", World.TENANT);
        return entry;
    }

    /** .NET counts ticks of 100 ns from the year 1. */
    private static final long TICKS_AT_EPOCH = 621_355_968_000_000_000L;

    private static Map<String, Object> authorization(Happening happening) {
        var authorization = new LinkedHashMap<String, Object>();
        authorization.put("scope", happening.scope());
        authorization.put("action", happening.operation());
        return authorization;
    }

    private static Map<String, Object> evidence(Happening happening) {
        var evidence = new LinkedHashMap<String, Object>();
        evidence.put("role", "Contributor");
        evidence.put("roleAssignmentScope", "/subscriptions/" + happening.subscription());
        evidence.put(
                "roleAssignmentId",
                Ids.named("assignment of " + happening.by().oid()).replace("-", ""));
        evidence.put("roleDefinitionId", "b24988ac618042a0ab8820f7382dd24c");
        evidence.put("principalId", happening.by().oid());
        evidence.put("principalType", happening.by().app() ? "ServicePrincipal" : "User");
        return evidence;
    }

    private static Map<String, Object> httpRequest(Happening happening, String correlationId) {
        var request = new LinkedHashMap<String, Object>();
        request.put("clientRequestId", Ids.named("request of " + correlationId));
        request.put("clientIpAddress", Happening.CLIENT_ADDRESS);
        request.put("method", happening.method());
        return request;
    }

    private static String url(Happening happening) {
        String action = happening.operation();
        String verb = action.endsWith("/action") ? "/" + action.split("/")[2] : "";
        String version = happening.provider().equals("Microsoft.Resources") ? "2021-04-01" : "2026-05-01";
        return happening.scope() + verb + "?api-version=" + version;
    }

    private static Map<String, Object> localizable(String value) {
        var text = new LinkedHashMap<String, Object>();
        text.put("value", value);
        text.put("localizedValue", value);
        return text;
    }
}

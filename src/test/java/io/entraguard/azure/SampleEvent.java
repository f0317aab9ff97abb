package io.entraguard.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

/** An event as ARM raises it when a person writes a cluster, with every claim, to be changed as a test needs. */
public final class SampleEvent {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The cluster that it is about. */
    public static final String CLUSTER =
            "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg-shop-prod"
                    + "/providers/Microsoft.ContainerService/managedClusters/aks-shop-prod";

    static final String OBJECT_ID = "7c1d4a2e-9f3b-4c6d-8e0f-a1b2c3d4e5f6";

    private final ObjectNode event;

    private SampleEvent(String resource) {
        try {
            event = (ObjectNode) JSON.readTree(text(resource));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In Event Grid's own schema. */
    static SampleEvent eventGrid() {
        return new SampleEvent("cluster-write.json");
    }

    /** The same as a CloudEvent. */
    static SampleEvent cloudEvent() {
        return new SampleEvent("cluster-write-cloudevent.json");
    }

    /** The text of one of the files of {@code events}. */
    public static String text(String resource) {
        try (InputStream in = SampleEvent.class.getResourceAsStream("/events/" + resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SampleEvent event(Consumer<ObjectNode> change) {
        change.accept(event);
        return this;
    }

    SampleEvent data(Consumer<ObjectNode> change) {
        change.accept((ObjectNode) event.get("data"));
        return this;
    }

    SampleEvent claims(Consumer<ObjectNode> change) {
        return data(data -> change.accept((ObjectNode) data.get("claims")));
    }

    SampleEvent evidence(Consumer<ObjectNode> change) {
        return data(data -> change.accept((ObjectNode) data.get("authorization").get("evidence")));
    }

    /** The section written into a string, as old events have it. */
    SampleEvent asString(String section) {
        return data(data -> data.put(section, data.get(section).toString()));
    }

    /** Another resource in subject and URI. */
    SampleEvent about(String id) {
        return event(event -> event.put("subject", id)).data(data -> data.put("resourceUri", id));
    }

    SampleEvent operation(String name) {
        return data(data -> data.put("operationName", name));
    }

    SampleEvent type(String type) {
        return event(event -> event.put(event.has("specversion") ? "type" : "eventType", type));
    }

    /** Its JSON. */
    String json() {
        return event.toString();
    }

    Intake intake() {
        return EventGridEvents.read(json());
    }
}

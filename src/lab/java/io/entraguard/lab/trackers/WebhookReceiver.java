package io.entraguard.lab.trackers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.lab.faces.FaultHook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A receiver of signed webhooks: it believes what its one secret signed, ignores an id that it knows, and keeps the
 * CloudEvents that came, in their order.
 */
public final class WebhookReceiver extends TrackerServer {
    private static final JsonMapper JSON = new JsonMapper();

    private final byte[] key;
    private final Set<String> seen = new HashSet<>();
    private final List<JsonNode> events = new ArrayList<>();

    /** @param secret {@code whsec_} and base64 */
    public WebhookReceiver(String secret, FaultHook hook) {
        super(hook);
        this.key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    }

    /** The events that came, each once, oldest first. */
    public synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    /** The events of that ticket. */
    public List<JsonNode> events(String subject) {
        return events().stream()
                .filter(event -> event.path("subject").asText().equals(subject))
                .toList();
    }

    /** Somebody deletes what there is of that ticket. */
    public synchronized void delete(String subject) {
        events.removeIf(event -> event.path("subject").asText().equals(subject));
    }

    @Override
    protected Reply reply(Asked asked) {
        String id = asked.header("webhook-id").orElse("");
        if (!asked.header("content-type").equals(Optional.of("application/cloudevents+json"))) {
            return Reply.of(415, "");
        }
        if (id.isEmpty() || id.contains(".") || !signed(asked, id)) {
            return Reply.of(401, "");
        }
        if (seen.add(id)) {
            events.add(json(asked));
        }
        return Reply.of(204, "");
    }

    private boolean signed(Asked asked, String id) {
        String text = id + "." + asked.header("webhook-timestamp").orElse("") + "." + asked.body();
        byte[] wanted = ("v1," + Base64.getEncoder().encodeToString(hmac(text))).getBytes(StandardCharsets.UTF_8);
        return Stream.of(asked.header("webhook-signature").orElse("").split(" "))
                .anyMatch(given -> MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static JsonNode json(Asked asked) {
        try {
            return JSON.readTree(asked.body());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the guard sent no JSON", e);
        }
    }
}

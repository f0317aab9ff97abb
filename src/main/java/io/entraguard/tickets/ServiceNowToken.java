package io.entraguard.tickets;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.reconcile.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token that ServiceNow gives to an OAuth application (grant {@code client_credentials}), kept until shortly
 * before it ends. The instance's property {@code glide.oauth.inbound.client.credential.grant_type.enabled} must be true
 * and the application must have a user. Safe for use by many threads.
 */
public final class ServiceNowToken implements Authorization {
    private static final Duration BEFORE_IT_ENDS = Duration.ofMinutes(1);

    private final TrackerHttp http;
    private final String client;
    private final Supplier<String> secret;
    private final InstantSource clock;
    private @Nullable Token token;

    /** A token and when another one is wanted. */
    private record Token(String text, Instant until) {
        @Override
        public String toString() {
            return "Token[until=" + until + "]";
        }
    }

    /**
     * @param http at the instance, with {@link Authorization#NONE}
     * @param secret the application's, as it stands at the time
     */
    public ServiceNowToken(TrackerHttp http, String client, Supplier<String> secret, InstantSource clock) {
        this.http = http.speaking(new TrackerDialect() {
            @Override
            public String complaint(TrackerAnswer answer) {
                return answer.words().path("error_description").asText(""); // "access_denied" and the like
            }
        });
        this.client = client;
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public synchronized String header() {
        Token known = token;
        if (known == null || !clock.instant().isBefore(known.until())) {
            known = asked();
            token = known;
        }
        return "Bearer " + known.text();
    }

    private Token asked() {
        byte[] form =
                form(Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret.get()));
        // A token more that nobody uses does no harm: whoever got no answer may ask again, as after a read.
        TrackerAnswer answer = http.send(new TrackerRequest(
                HttpMethod.POST,
                List.of("oauth_token.do"),
                Map.of(),
                Map.of(),
                Optional.of(form),
                "application/x-www-form-urlencoded",
                true));
        JsonNode json = answer.json();
        String text = json.path("access_token").asText("");
        if (text.isEmpty()) {
            throw new Failure.Transient(answer.asked() + ": HTTP " + answer.status() + " without an access token");
        }
        Duration lasts = Duration.ofSeconds(json.path("expires_in").asLong(0)).minus(BEFORE_IT_ENDS);
        return new Token(text, clock.instant().plus(lasts));
    }

    private static byte[] form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "ServiceNowToken[" + client + "]";
    }
}

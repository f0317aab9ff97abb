package io.entraguard.tickets;

import io.entraguard.reconcile.Failure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent to a webhook as Standard Webhooks says: {@code v1}, HMAC-SHA256 over id, timestamp and body, by each
 * of the secrets, so that a receiver may know the old or the new one while they are changed. Its secrets are asked anew
 * each time and never shown. Source: standard-webhooks, spec/standard-webhooks.md.
 */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final Supplier<List<String>> secrets;

    /** @param secrets {@code whsec_} and base64 of 24 to 64 bytes each; the newest first */
    WebhookSignature(Supplier<List<String>> secrets) {
        this.secrets = secrets;
    }

    /**
     * The value of {@code webhook-signature}: one signature a secret, with a space between.
     *
     * @throws Failure.Terminal where there is no secret, or one that is none
     */
    String of(String id, Instant attempt, byte[] body) {
        List<String> given = secrets.get();
        if (given.isEmpty()) {
            throw unusable();
        }
        var signed = new ByteArrayOutputStream();
        signed.writeBytes((id + "." + attempt.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body);
        return given.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(key(secret), signed.toByteArray())))
                .collect(Collectors.joining(" "));
    }

    private static byte[] key(String secret) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : "-");
        } catch (IllegalArgumentException e) {
            throw unusable();
        }
        if (key.length < 24 || key.length > 64) {
            throw unusable();
        }
        return key;
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static Failure.Terminal unusable() {
        return new Failure.Terminal(
                "SecretUnusable",
                "webhook: a signing secret is missing or none: give whsec_ and base64 of 24 to 64 random bytes");
    }
}

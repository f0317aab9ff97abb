package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Signatures are accepted by the reference library of Standard Webhooks, the npm package {@code standardwebhooks}. */
class WebhookSignatureIT {
    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** Reads what was sent from its standard input and says whether the library takes it. */
    private static final String RECEIVER = "const {Webhook} = require('standardwebhooks');"
            + "const {secret, body, headers} = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
            + "try { new Webhook(secret).verify(body, headers); console.log('verified'); }"
            + "catch (e) { console.log('refused: ' + e.message); }";

    private static String received(String secret, String body, String sent) throws IOException, InterruptedException {
        // The library compares with the system's clock and takes five minutes of difference.
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String signature = new WebhookSignature(() -> List.of(SECRET, OTHER))
                .of("msg_1", now, body.getBytes(StandardCharsets.UTF_8));
        ObjectNode input =
                new ObjectMapper().createObjectNode().put("secret", secret).put("body", sent);
        input.putObject("headers")
                .put("webhook-id", "msg_1")
                .put("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .put("webhook-signature", signature);
        Process node = new ProcessBuilder("node", "-e", RECEIVER)
                .directory(Path.of(System.getProperty("npm.directory")).toFile())
                .redirectErrorStream(true)
                .start();
        try (var out = node.getOutputStream()) {
            out.write(input.toString().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    @Test
    void the_reference_library_takes_what_either_secret_signed() throws Exception {
        String body = "{\"text\":\"\u00e4 \ud83d\ude00 <script>\"}";
        assertThat(received(SECRET, body, body)).isEqualTo("verified");
        assertThat(received(OTHER, body, body)).isEqualTo("verified");
    }

    @Test
    void the_reference_library_refuses_another_body_and_another_secret() throws Exception {
        assertThat(received(SECRET, "{}", "{ }")).startsWith("refused");
        assertThat(received("whsec_" + "A".repeat(32), "{}", "{}")).startsWith("refused");
    }
}

package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static String sign(List<String> secrets, String id, long timestamp, String body) {
        return new WebhookSignature(() -> secrets)
                .of(id, Instant.ofEpochSecond(timestamp), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_published_vector_of_standard_webhooks_is_met() {
        // From the test of its own libraries, libraries/*/: "sign function works".
        assertThat(sign(
                        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void a_cloud_event_is_signed_as_it_goes_over_the_wire() {
        String body = "{\"specversion\":\"1.0\",\"id\":\"01J0000000000000000000002A\",\"source\":\"/aks-guard/prod\","
                + "\"type\":\"com.example.aksguard.finding.created.v1\",\"subject\":\"aks-pay-01\","
                + "\"time\":\"2026-11-24T13:00:00Z\",\"datacontenttype\":\"application/json\","
                + "\"data\":{\"findingId\":\"abc\"}}";
        assertThat(sign(List.of(SECRET), "01J0000000000000000000002A", 1795525200, body))
                .isEqualTo("v1,sb0TsLMBx2ZRX0tkMUuV2SQYgXFmbw8+R2ocy5K7go8=");
    }

    @Test
    void each_secret_signs_while_they_are_changed() {
        String other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assertThat(sign(List.of(SECRET, other), "a", 1, "b"))
                .isEqualTo(sign(List.of(SECRET), "a", 1, "b") + " " + sign(List.of(other), "a", 1, "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_!",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHwABAg=="
            })
    void a_secret_that_is_none_is_refused_without_being_told(String secret) {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> sign(List.of(secret), "a", 1, "b"))
                .withMessageStartingWith("webhook: a signing secret is missing or none")
                .withMessageNotContaining("c2hvcnQ");
    }

    @Test
    void nothing_goes_out_unsigned() {
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> sign(List.of(), "a", 1, "b"));
    }
}

package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.RedirectPolicy;
import com.azure.core.http.policy.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class AzureHttpTest {
    private static final TokenCredential NEVER =
            request -> Mono.error(new AssertionError("no token is to be asked for"));

    private final AnsweringServer server = new AnsweringServer();
    private final AzureHttp http = new AzureHttp("9.9", Duration.ofSeconds(10));

    @AfterEach
    void stop() {
        server.close();
    }

    private static Stream<Class<?>> policies(HttpPipeline pipeline) {
        return IntStream.range(0, pipeline.getPolicyCount())
                .mapToObj(i -> (Class<?>) pipeline.getPolicy(i).getClass());
    }

    @Test
    void over_https_requests_carry_a_token_and_are_neither_retried_nor_redirected() {
        HttpPipeline pipeline = http.pipeline("https://management.azure.com/", Optional.of(NEVER));

        assertThat(policies(pipeline)).contains(BearerTokenAuthenticationPolicy.class);
        assertThat(policies(pipeline)).doesNotContain(RetryPolicy.class, RedirectPolicy.class);
        assertThat(policies(pipeline).map(Class::getSimpleName)).doesNotContain("ProviderRegistrationPolicy");
    }

    @Test
    void the_token_is_for_the_endpoints_own_origin() {
        var asked = new java.util.ArrayList<String>();
        TokenCredential credential = request -> {
            asked.addAll(request.getScopes());
            return Mono.error(new IllegalStateException("far enough"));
        };
        String arm = "https://management.usgovcloudapi.net";
        var endpoint = new Endpoint(arm, http.pipeline(arm, Optional.of(credential)));

        assertThatThrownBy(() -> endpoint.get(endpoint.url("/x", Map.of())))
                .isInstanceOf(io.entraguard.reconcile.Failure.Transient.class)
                .hasMessage("GET https://management.usgovcloudapi.net/x: no answer (IllegalStateException)");
        assertThat(asked).containsExactly("https://management.usgovcloudapi.net/.default");
    }

    @Test
    void https_without_a_credential_is_refused() {
        assertThatThrownBy(() -> http.pipeline("https://management.azure.com", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("https://management.azure.com needs a credential, and none is configured");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://management.azure.com",
                "http://127.0.0.1.example",
                "http://localhost.example:80",
                "http://10.0.0.1",
                "http://169.254.169.254"
            })
    void plain_http_beyond_this_machine_is_refused_with_a_credential_or_without(String url) {
        assertThatThrownBy(() -> http.pipeline(url, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not encrypted");
        assertThatThrownBy(() -> http.pipeline(url, Optional.of(NEVER))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "management.azure.com",
                "ftp://x",
                "https://",
                "https://u:p@x",
                "https://x?y=z",
                "https://x y"
            })
    void what_is_no_endpoint_is_refused_with_an_example(String url) {
        assertThatThrownBy(() -> http.pipeline(url, Optional.of(NEVER)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not usable: give an absolute URL such as https://management.azure.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "http://127.9.9.9"})
    void plain_http_to_this_machine_carries_no_token(String url) {
        HttpPipeline pipeline = http.pipeline(url, Optional.of(NEVER));

        assertThat(policies(pipeline)).doesNotContain(BearerTokenAuthenticationPolicy.class);
    }

    @Test
    void requests_say_who_asks_and_can_be_found_again() {
        server.then(200, "{}");
        var endpoint = new Endpoint(server.url(), http.pipeline(server.url(), Optional.of(NEVER)));

        endpoint.get(endpoint.url("/a", Map.of()));
        endpoint.get(endpoint.url("/a", Map.of()));

        assertThat(server.asked())
                .allSatisfy(asked -> assertThat(asked.headers())
                        .containsEntry("user-agent", "entra-guard/9.9")
                        .doesNotContainKey("authorization")
                        .hasEntrySatisfying("x-ms-client-request-id", AzureHttpTest::isId)
                        .hasEntrySatisfying("x-ms-correlation-request-id", AzureHttpTest::isId))
                .extracting(asked -> asked.headers().get("x-ms-client-request-id"))
                .doesNotHaveDuplicates();
    }

    private static void isId(String text) {
        assertThat(UUID.fromString(text)).hasToString(text);
    }

    @Test
    void a_redirect_is_an_answer_and_is_not_followed() {
        server.then(302, "", "Location", server.url() + "/elsewhere").then(200, "{}");
        var endpoint = new Endpoint(server.url(), http.pipeline(server.url(), Optional.empty()));

        assertThat(endpoint.get(endpoint.url("/a", Map.of())).status()).isEqualTo(302);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void paths_and_queries_are_encoded() {
        var endpoint = new Endpoint("http://127.0.0.1:1/graph/", http.pipeline("http://127.0.0.1:1", Optional.empty()));

        URI url = endpoint.url("/rg-ü (1)", Map.of("$filter", "a eq 'b&c=d' and e+f"));

        assertThat(url)
                .hasToString("http://127.0.0.1:1/graph/rg-%C3%BC%20(1)?$filter=a%20eq%20%27b%26c%3Dd%27%20and%20e%2Bf");
    }
}

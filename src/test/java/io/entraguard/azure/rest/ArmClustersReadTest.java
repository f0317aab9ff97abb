package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Failure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArmClustersReadTest {
    private static final String ID = "/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg-(a)"
            + "/providers/Microsoft.ContainerService/managedClusters/c1";
    private static final ClusterRef CLUSTER = ClusterRef.of(ID);

    private final AnsweringServer server = new AnsweringServer();
    private final AzureHttp http = new AzureHttp("9.9", Duration.ofSeconds(10));
    private final ArmClusters clusters =
            new ArmClusters(server.url(), "2026-05-01", http.pipeline(server.url(), Optional.empty()));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_document_is_read_whole_and_its_numbers_exactly() {
        server.then(200, """
                {"id":"%s","unheardOf":{"deep":[1.10,12345678901234567890,null,true]},"properties":{"count":3}}""".formatted(ID));

        Map<String, Object> document = clusters.read(CLUSTER).orElseThrow();

        assertThat(document).containsOnlyKeys("id", "unheardOf", "properties");
        assertThat((Map<?, ?>) document.get("unheardOf")).isEqualTo(Map.of("deep", deep()));
        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("GET");
            assertThat(asked.pathAndQuery()).isEqualTo(ID + "?api-version=2026-05-01");
            assertThat(asked.headers()).containsEntry("accept", "application/json");
        });
    }

    @SuppressWarnings("NullAway") // JSON lists may hold null
    private static List<Object> deep() {
        return java.util.Arrays.asList(new BigDecimal("1.10"), new BigInteger("12345678901234567890"), null, true);
    }

    @Test
    void the_document_may_spell_its_id_in_another_case() {
        server.then(200, "{\"ID\":\"" + ID.replace("resourceGroups", "resourcegroups") + "\"}");

        assertThat(clusters.read(CLUSTER)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"%s2\"}",
                "{\"name\":\"c1\"}",
                "{\"id\":7}",
                "{\"id\":\"/subscriptions/x\"}",
                "{\"id\":\"%s\",\"ID\":\"%s\"}"
            })
    void the_document_of_something_else_is_not_taken_for_the_cluster(String body) {
        server.then(200, body.replace("%s", ID));

        assertThat(catchThrowableOfType(Failure.Terminal.class, () -> clusters.read(CLUSTER))
                        .code())
                .isEqualTo("WrongDocument");
    }

    @ParameterizedTest
    @CsvSource({"ResourceNotFound", "ResourceGroupNotFound", "resourcenotfound"})
    void a_cluster_that_ARM_does_not_know_is_absent(String code) {
        server.then(404, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"gone\"}}");

        assertThat(clusters.read(CLUSTER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "404,SubscriptionNotFound",
        "404,InvalidResourceType",
        "404,NotFound",
        "400,NoRegisteredProviderFound",
        "400,InvalidApiVersionParameter",
        "401,ExpiredAuthenticationToken",
        "403,AuthorizationFailed",
        "409,ReadOnlyDisabledSubscription",
        "302,Found"
    })
    void a_refusal_stays_until_people_change_something(int status, String code) {
        server.then(status, "{\"code\":\"" + code + "\",\"message\":\"because\"}");

        Failure.Terminal failure = catchThrowableOfType(Failure.Terminal.class, () -> clusters.read(CLUSTER));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessage("GET " + server.url() + ID + ": HTTP " + status + " " + code + ", because");
    }

    @Test
    void a_404_of_a_proxy_does_not_make_a_cluster_absent() {
        server.then(404, "<html>\n<h1>Not\u0000 found</h1></html>");

        Failure.Terminal failure = catchThrowableOfType(Failure.Terminal.class, () -> clusters.read(CLUSTER));

        assertThat(failure.code()).isEqualTo("HTTP 404");
        assertThat(failure).hasMessageEndingWith("HTTP 404 HTTP 404, <html> <h1>Not found</h1></html>");
    }

    @ParameterizedTest
    @CsvSource({
        "429,Throttled,30,PT30S",
        "503,ServiceUnavailable,120,PT2M",
        "500,InternalServerError,,",
        "408,RequestTimeout,soon,"
    })
    void what_passes_is_asked_again_when_ARM_wants_it(int status, String code, String header, Duration wait) {
        server.then(
                status,
                "{\"code\":\"" + code + "\"}",
                header == null ? new String[0] : new String[] {"Retry-After", header});

        Failure.Transient failure = catchThrowableOfType(Failure.Transient.class, () -> clusters.read(CLUSTER));

        assertThat(failure.retryAfter()).isEqualTo(Optional.ofNullable(wait));
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{\"id\":",
                "{\"a\":1,\"a\":2}",
                "{} trailing",
                "<html></html>",
                "{\"a\":NaN}"
            })
    void a_body_that_ARM_never_sends_on_purpose_is_asked_for_again(String body) {
        server.then(200, body);

        assertThatThrownBy(() -> clusters.read(CLUSTER)).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void a_body_that_breaks_off_is_asked_for_again() {
        server.thenBreakOffWithin("{\"id\":\"" + ID + "\"}");

        assertThatThrownBy(() -> clusters.read(CLUSTER)).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void nested_without_end_is_no_document() {
        server.then(200, "{\"id\":\"" + ID + "\",\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

        assertThatThrownBy(() -> clusters.read(CLUSTER)).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void a_silent_server_is_given_up_after_the_response_timeout() {
        var forever = new java.util.concurrent.CountDownLatch(1);
        server.then(exchange -> {
            try {
                forever.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        var hasty = new AzureHttp("9.9", Duration.ofMillis(200)).pipeline(server.url(), Optional.empty());

        assertThatThrownBy(() -> new ArmClusters(server.url(), "2026-05-01", hasty).read(CLUSTER))
                .isInstanceOf(Failure.Transient.class)
                .hasMessage("GET " + server.url() + ID + ": no answer (UncheckedIOException, HttpTimeoutException)");
        forever.countDown();
    }

    @Test
    void an_endpoint_without_a_server_is_a_passing_failure() {
        server.close();

        assertThatThrownBy(() -> clusters.read(CLUSTER))
                .isInstanceOf(Failure.Transient.class)
                .hasMessageContaining("ConnectException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-05-01-preview", "latest", "", "2026-05-01&x=y"})
    void only_a_stable_api_version_is_taken(String apiVersion) {
        var pipeline = http.pipeline(server.url(), Optional.empty());

        assertThatThrownBy(() -> new ArmClusters(server.url(), apiVersion, pipeline))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not usable: give a stable one such as 2026-05-01");
    }
}

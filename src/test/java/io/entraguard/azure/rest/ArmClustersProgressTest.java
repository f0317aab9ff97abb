package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entraguard.reconcile.Clusters.Progress;
import io.entraguard.reconcile.Failure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArmClustersProgressTest {
    private static final String PATH = "/subscriptions/s/providers/Microsoft.ContainerService/locations/westeurope"
            + "/operations/o1?api-version=2026-05-01&t=a%2Fb&c=SECRET";

    private final AnsweringServer server = new AnsweringServer();
    private final AzureHttp http = new AzureHttp("9.9", Duration.ofSeconds(10));
    private final ArmClusters clusters =
            new ArmClusters(server.url(), "2026-05-01", http.pipeline(server.url(), Optional.empty()));

    @AfterEach
    void stop() {
        server.close();
    }

    private Progress progress() {
        return clusters.progress(server.url() + PATH);
    }

    @Test
    void the_operation_is_asked_by_the_very_URL_that_ARM_gave() {
        server.then(200, "{\"status\":\"InProgress\"}");

        progress();

        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("GET");
            assertThat(asked.pathAndQuery()).isEqualTo(PATH);
        });
    }

    @ParameterizedTest
    @CsvSource({"200,InProgress", "200,Updating", "202,InProgress", "202,Succeeded"})
    void it_runs_until_it_says_that_it_ended(int status, String word) {
        server.then(status, "{\"status\":\"" + word + "\"}", "Retry-After", "20");

        assertThat(progress()).isEqualTo(new Progress.Running(Optional.of(Duration.ofSeconds(20))));
    }

    @Test
    void success_may_be_that_of_a_later_operation() {
        server.then(200, "{\"status\":\"Succeeded\"}")
                .then(200, "{\"status\":\"succeeded\",\"error\":{\"code\":\"NotLatestOperation\",\"message\":\"m\"}}");

        assertThat(progress()).isEqualTo(new Progress.Succeeded(false));
        assertThat(progress()).isEqualTo(new Progress.Succeeded(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Canceled"})
    void failure_carries_its_code(String status) {
        server.then(
                200,
                "{\"status\":\"" + status + "\",\"error\":{\"code\":\"OriginalEtagNotExpect\",\"message\":\"a\\nb\"}}");

        assertThat(progress()).isEqualTo(new Progress.Failed("OriginalEtagNotExpect", "a b"));
    }

    @Test
    void failure_without_an_error_is_named_by_its_status() {
        server.then(200, "{\"status\":\"Canceled\"}");

        assertThat(progress()).isEqualTo(new Progress.Failed("Canceled", ""));
    }

    @Test
    void an_operation_by_Location_ends_with_the_resource_or_with_nothing() {
        server.then(200, "{\"id\":\"x\",\"properties\":{\"provisioningState\":\"Updating\"}}")
                .then(200, "{\"id\":\"x\",\"properties\":{\"provisioningState\":\"Failed\"}}")
                .then(200, "{\"id\":\"x\"}")
                .then(204, "");

        assertThat(progress()).isInstanceOf(Progress.Running.class);
        assertThat(progress()).isEqualTo(new Progress.Failed("Failed", ""));
        assertThat(progress()).isEqualTo(new Progress.Succeeded(false));
        assertThat(progress()).isEqualTo(new Progress.Succeeded(false));
    }

    @Test
    void an_operation_that_ARM_forgot_is_unknown() {
        server.then(404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"m\"}}");

        assertThat(progress()).isEqualTo(new Progress.Unknown());
    }

    @Test
    void failures_to_ask_hold_no_part_of_the_query() {
        server.then(503, "{}", "Retry-After", "5")
                .then(403, "{\"code\":\"AuthorizationFailed\"}")
                .then(200, "[]");

        assertThatThrownBy(this::progress).isInstanceOf(Failure.Transient.class).hasMessageNotContaining("SECRET");
        assertThatThrownBy(this::progress).isInstanceOf(Failure.Terminal.class).hasMessageNotContaining("SECRET");
        assertThatThrownBy(this::progress).isInstanceOf(Failure.Transient.class).hasMessageNotContaining("SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:PORT/o",
                "http://127.0.0.1:1/o",
                "http://localhost:PORT/o",
                "http://user@127.0.0.1:PORT/o",
                "http://127.0.0.1:PORT@elsewhere.example/o",
                "http://127.0.0.1:PORT\\@elsewhere.example/o",
                "//127.0.0.1:PORT/o",
                "file:///etc/passwd",
                "o",
                ""
            })
    void an_operation_elsewhere_is_refused_and_never_asked(String url) {
        String port = server.url().substring(server.url().lastIndexOf(':') + 1);

        Failure.Terminal failure =
                catchThrowableOfType(Failure.Terminal.class, () -> clusters.progress(url.replace("PORT", port)));

        assertThat(failure.code()).isEqualTo("ForeignOperation");
        assertThat(server.asked()).isEmpty();
    }
}

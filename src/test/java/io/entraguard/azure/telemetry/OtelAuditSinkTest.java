package io.entraguard.azure.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.lab.ingestion.IngestionServer;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ocsf.Ocsf;
import io.entraguard.reconcile.outbox.AuditSink;
import io.entraguard.reconcile.outbox.AuditSinkContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a local service that speaks the ingestion service's wire format. */
class OtelAuditSinkTest extends AuditSinkContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLUSTER =
            "/subscriptions/s-1/resourceGroups/RG/providers/Microsoft.ContainerService/managedClusters/c1";

    private final Exporting exporting = new Exporting(Duration.ofMillis(900));
    private final IngestionServer server = exporting.server();
    private final OtelAuditSink sink = exporting.sink(Duration.ofSeconds(3));

    @AfterEach
    void close() {
        exporting.close();
    }

    @Override
    protected AuditSink sink() {
        return sink;
    }

    @Override
    protected List<Map<String, Object>> arrived() {
        return server.logs().stream()
                .map(log -> tree(log.path("message").asText()))
                .toList();
    }

    private static Map<String, Object> tree(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static Map<String, Object> event(String uid) {
        return Map.of("metadata", Map.of("uid", uid), "message", "one");
    }

    private static List<Map<String, Object>> finding(String observed) {
        var finding = new Finding(ControlId.ENTRA_03, Severity.HIGH, observed, Remedy.AUTOMATIC);
        return new Ocsf("test")
                .events(new AuditEvent(
                        Optional.of(new Subject(ClusterRef.of(CLUSTER), "westeurope")),
                        Instant.parse("2026-01-05T09:00:00.123Z"),
                        "n1",
                        "policy-hash",
                        new FindingOpened(finding)));
    }

    @Test
    void what_people_look_for_stands_in_attributes_of_its_own() {
        sink.emit(finding("disableLocalAccounts is absent"));

        JsonNode log = server.logs().get(0);
        JsonNode properties = log.path("properties");
        Map<String, Object> sent = arrived().get(0);
        Map<?, ?> metadata = (Map<?, ?>) Objects.requireNonNull(sent.get("metadata"));
        assertThat(properties.path("microsoft.custom_event.name").asText())
                .isEqualTo("entraguard." + metadata.get("event_code"));
        assertThat(properties.path("entraguard.event.uid").asText()).isEqualTo(metadata.get("uid"));
        assertThat(properties.path("entraguard.event.correlation").asText()).isEqualTo(metadata.get("correlation_uid"));
        assertThat(properties.path("entraguard.event.class").asText()).isEqualTo("2003");
        assertThat(properties.path("entraguard.event.severity").asText()).isEqualTo("High");
        assertThat(properties.path("entraguard.cluster.id").asText()).isEqualTo(CLUSTER);
        assertThat(properties.path("entraguard.subscription.id").asText()).isEqualTo("s-1");
        assertThat(properties.path("entraguard.region").asText()).isEqualTo("westeurope");
        assertThat(properties.path("entraguard.policy.hash").asText()).isEqualTo("policy-hash");
        assertThat(log.path("severityLevel").asText()).isEqualTo("Error");
        JsonNode envelope = server.taken().get(0);
        assertThat(envelope.path("time").asText()).startsWith("2026-01-05T09:00:00.123");
        assertThat(envelope.path("iKey").asText()).isEqualTo(IngestionServer.KEY);
        assertThat(envelope.path("tags").path("ai.cloud.role").asText()).isNotEmpty();
        assertThat(server.strangers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404, 408, 429, 439, 500, 502, 503})
    void what_the_service_refuses_fails_and_arrives_when_it_is_sent_again(int status) {
        server.thenRefuse(status, "Retry-After", "7");
        List<Map<String, Object>> events = List.of(event("a"), event("b"));

        Failure.Transient failure = catchThrowableOfType(Failure.Transient.class, () -> sink.emit(events));
        assertThat(failure).hasMessage("ingestion: HTTP " + status);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(arrived()).isEmpty();

        sink.emit(events);
        assertThat(arrived()).isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 439, 500, 503})
    void what_the_service_takes_in_part_fails_as_a_whole(int status) {
        server.thenTakeAllButOne(status);
        List<Map<String, Object>> events = List.of(event("a"), event("b"));

        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(events))
                .withMessage("ingestion: HTTP 206");
        sink.emit(events);
        assertThat(arrived()).startsWith(event("a")).endsWith(event("a"), event("b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413})
    void what_the_service_will_never_have_is_told_apart(int status) {
        server.thenRefuse(status);
        List<Map<String, Object>> events = List.of(event("a"), event("b"));
        Failure.Terminal failure = catchThrowableOfType(Failure.Terminal.class, () -> sink.emit(events));
        assertThat(failure).hasMessageContaining("ingestion: HTTP " + status);
        assertThat(failure.code()).isEqualTo(AuditSink.REFUSED);
        assertThat(failure.toString()).doesNotContain(IngestionServer.KEY);

        sink.emit(events);
        assertThat(arrived()).isEqualTo(events);
    }

    @Test
    void of_events_that_are_taken_in_part_those_at_fault_are_told_apart() {
        server.thenTakeAllButOne(400);
        assertThat(catchThrowableOfType(Failure.Terminal.class, () -> sink.emit(List.of(event("a"), event("b"))))
                        .code())
                .isEqualTo(AuditSink.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"itemsReceived\":2,\"itemsAccepted\":1,\"errors\":[]}", "", "<html>proxy</html>", "{}"})
    void an_answer_that_does_not_say_that_all_were_taken_proves_nothing(String body) {
        server.then((exchange, envelopes) -> {
            byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        });
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event("a"), event("b"))))
                .withMessageMatching("ingestion: took [01] of 2 records");
    }

    @Test
    void a_service_that_breaks_off_fails() {
        server.thenTakeAndBreakOff();
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event("a"))))
                .withMessageMatching("ingestion: no answer \\(\\w+\\)");
    }

    @Test
    void a_service_that_keeps_silent_is_not_waited_for_without_end() {
        var release = new java.util.concurrent.CountDownLatch(1);
        server.then((exchange, envelopes) -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event("a"))))
                .withMessageStartingWith("ingestion: no answer");
        release.countDown();
        sink.emit(List.of(event("a")));
        assertThat(arrived()).containsExactly(event("a"));
    }

    @Test
    void a_service_that_is_not_there_fails() {
        server.close();
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event("a"))))
                .withMessageStartingWith("ingestion: no answer");
    }

    @Test
    void what_was_refused_is_left_to_the_caller_and_in_no_file() {
        server.thenRefuse(503).thenRefuse(401).thenTakeAllButOne(500).thenTakeAndBreakOff();
        for (int i = 0; i < 4; i++) {
            assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> sink.emit(List.of(event("a"))));
        }
        assertThat(exporting.putAside()).isEmpty();
    }

    @Test
    void a_redirect_to_the_regions_own_endpoint_is_followed() {
        try (IngestionServer region = IngestionServer.start()) {
            server.then((exchange, envelopes) -> {
                exchange.getResponseHeaders().set("Location", region.url() + "/v2.1/track");
                exchange.sendResponseHeaders(308, -1);
            });
            sink.emit(List.of(event("a")));
            assertThat(region.logs()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/v2.1/track", "ftp://127.0.0.1/", ":", ""})
    void a_redirect_to_where_others_listen_is_not_followed(String location) {
        server.then((exchange, envelopes) -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(308, -1);
        });
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> sink.emit(List.of(event("a"))));
    }

    @Test
    void a_failure_names_no_key_and_no_event() {
        server.thenRefuse(400);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> sink.emit(List.of(event("planted"))))
                .satisfies(failure -> assertThat(failure.toString())
                        .doesNotContain(IngestionServer.KEY)
                        .doesNotContain("planted"));
    }

    @Test
    void an_event_that_is_longer_than_a_message_arrives_in_parts_that_make_it_up() {
        var long1 = "\ud83d\ude00\"x".repeat(20_000);
        Map<String, Object> event = Map.of("metadata", Map.of("uid", "a"), "unmapped", Map.of("long", long1));
        sink.emit(List.of(event));

        List<JsonNode> logs = server.logs();
        var whole = new StringBuilder();
        for (int i = 0; i < logs.size(); i++) {
            JsonNode properties = logs.get(i).path("properties");
            assertThat(properties.path("entraguard.part").asText()).isEqualTo(String.valueOf(i + 1));
            assertThat(properties.path("entraguard.parts").asText()).isEqualTo(String.valueOf(logs.size()));
            assertThat(logs.get(i).path("message").asText()).hasSizeLessThanOrEqualTo(AuditRecords.LONGEST_BODY);
            whole.append(logs.get(i).path("message").asText());
        }
        assertThat(logs).hasSizeGreaterThan(3);
        assertThat(tree(whole.toString())).isEqualTo(event);
    }

    @Test
    void no_attribute_is_longer_than_the_service_keeps() {
        String message = "\ud83d\ude00".repeat(6_000);
        sink.emit(List.of(Map.of("message", message, "metadata", Map.of("event_code", "c".repeat(400)))));
        JsonNode properties = server.logs().get(0).path("properties");
        assertThat(properties.path("entraguard.event.message").asText())
                .hasSizeBetween(AuditRecords.LONGEST_VALUE - 1, AuditRecords.LONGEST_VALUE);
        assertThat(properties.path("microsoft.custom_event.name").asText()).hasSize(150);
    }

    @Test
    void many_events_go_in_several_requests_and_in_order() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            events.add(event("e" + i));
        }
        sink.emit(events);
        assertThat(server.logRequests()).isEqualTo(3);
        assertThat(arrived()).isEqualTo(events);
    }
}

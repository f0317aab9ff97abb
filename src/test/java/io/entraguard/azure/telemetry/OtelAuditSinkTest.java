package io.entraguard.azure.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.reconcile.AuditSinkContract;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.CanonicalJson;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtelAuditSinkTest extends AuditSinkContract {
    private static final String CLUSTER =
            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c1";
    private static final Map<String, Object> EVENT = Map.of(
            "class_uid",
            2004,
            "severity_id",
            5,
            "time",
            1_767_603_600_123L,
            "message",
            "local accounts are back on",
            "metadata",
            Map.of("uid", "u-1", "event_code", "local-accounts-enabled", "correlation_uid", "f-1"),
            "resources",
            List.of(Map.of("uid", CLUSTER)));

    private static final String TEMPORARY = System.getProperty("java.io.tmpdir");

    private final TrackServer server = new TrackServer(200);
    private final OtelAuditSink sink = server.sink();

    /** Where the exporter keeps what was not taken; it must meet no other process's. */
    @BeforeAll
    static void keep_the_spool_within_the_build() throws IOException {
        Path spool = Files.createDirectories(Path.of("target", "telemetry-spool"));
        System.setProperty("java.io.tmpdir", spool.toAbsolutePath().toString());
    }

    @AfterAll
    static void give_the_temporary_directory_back() {
        System.setProperty("java.io.tmpdir", TEMPORARY);
    }

    @AfterEach
    void stop() {
        sink.close();
        server.close();
    }

    @Override
    protected OtelAuditSink sink() {
        return sink;
    }

    @Override
    protected List<Map<String, Object>> arrived() {
        return server.items().stream()
                .map(OtelAuditSinkTest::message)
                .map(OtelAuditSinkTest::tree)
                .toList();
    }

    private static JsonNode data(JsonNode item) {
        return item.get("data").get("baseData");
    }

    private static String message(JsonNode item) {
        return data(item).get("message").asText();
    }

    private static Map<String, Object> tree(String json) {
        try {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    @Test
    void an_event_arrives_once_with_its_name_its_attributes_and_its_json() {
        sink.emit(List.of(EVENT));

        assertThat(server.requests()).containsExactly("POST /v2.1/track");
        assertThat(server.items()).hasSize(1);
        JsonNode item = server.items().get(0);
        assertThat(item.get("iKey").asText()).isEqualTo("9c9c9c9c-0000-4000-8000-000000000009");
        assertThat(item.get("time").asText()).startsWith("2026-01-05T09:00:00.123");
        assertThat(item.get("tags").get("ai.cloud.role").asText()).isEqualTo("entra-guard");
        assertThat(item.get("data").get("baseType").asText()).isEqualTo("MessageData");
        assertThat(message(item)).isEqualTo(CanonicalJson.write(EVENT));
        assertThat(data(item).get("severityLevel").asText()).isEqualTo("Critical");
        JsonNode properties = data(item).get("properties");
        Map.of(
                        "microsoft.custom_event.name", "local-accounts-enabled",
                        "entraguard.event_code", "local-accounts-enabled",
                        "entraguard.event_uid", "u-1",
                        "entraguard.correlation_uid", "f-1",
                        "entraguard.class_uid", "2004",
                        "entraguard.severity_id", "5",
                        "entraguard.cluster", CLUSTER)
                .forEach((name, value) ->
                        assertThat(properties.path(name).asText()).as(name).isEqualTo(value));
    }

    @Test
    void an_event_of_a_class_without_resources_has_its_cluster_too() {
        sink.emit(List.of(Map.of("class_uid", 7001, "unmapped", Map.of("resource_uid", CLUSTER))));
        assertThat(data(server.items().get(0))
                        .get("properties")
                        .path("entraguard.cluster")
                        .asText())
                .isEqualTo(CLUSTER);
    }

    @Test
    void an_event_too_long_for_a_message_is_cut_and_says_so() {
        sink.emit(List.of(Map.of("message", "\ud83d\ude00".repeat(20_000))));
        assertThat(message(server.items().get(0)))
                .hasSizeBetween(32_767, 32_768)
                .startsWith("{\"message\":\"\ud83d\ude00")
                .endsWith("\ud83d\ude00… (cut: 40014 characters; the whole is in the ledger)");
    }

    @ParameterizedTest
    @CsvSource({"0, INFO", "1, INFO", "2, INFO2", "3, WARN", "4, ERROR", "5, FATAL", "6, FATAL2", "99, INFO", "-1, INFO"
    })
    void severity_is_that_of_ocsf(long severityId, Severity severity) {
        assertThat(OtelLogRecords.severity(severityId)).isEqualTo(severity);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 429, 500, 503})
    void an_endpoint_that_refuses_does_not_stop_the_audit_trail(int status) {
        try (var refusing = new TrackServer(status);
                var outage = refusing.sink()) {
            outage.emit(List.of(EVENT));
            assertThat(refusing.items()).isNotEmpty();
        }
    }

    @Test
    void an_endpoint_that_is_not_there_does_not_stop_it_either() {
        var gone = new TrackServer(200);
        gone.close();
        try (var outage = gone.sink()) {
            outage.emit(List.of(EVENT));
            outage.emit(List.of(EVENT));
        }
        assertThat(gone.items()).isEmpty();
    }

    @Test
    void the_sdk_is_its_own_and_holds_up_no_jvm() {
        var before = Thread.getAllStackTraces().keySet();
        try (var another = server.sink()) {
            another.emit(List.of(EVENT));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
        assertThat(server.items()).as("log records, no spans and no metrics").hasSize(1);
        assertThat(GlobalOpenTelemetry.get().getLogsBridge())
                .isSameAs(OpenTelemetry.noop().getLogsBridge());
        GlobalOpenTelemetry.resetForTest();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nothing", "IngestionEndpoint=http://127.0.0.1:1/", "InstrumentationKey=k;IngestionEndpoint=:"})
    void a_connection_string_that_is_none_is_refused_and_not_repeated(String given) {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> OtelAuditSink.of(given, Optional.empty(), "entra-guard", "1.2.3"))
                .withMessage("Azure Monitor's connection string is not one");
    }
}

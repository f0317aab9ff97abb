package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.azure.SampleEvent;
import io.entraguard.azure.telemetry.Exporting;
import io.entraguard.azure.telemetry.Reporting;
import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.http.AzureServer.Traced;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import io.entraguard.testing.ClusterDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the webhook over the queue to what Azure receives. */
class OneTraceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private static final String POLICY = """
        apiVersion: entra-guard/v1
        defaults:
          mode: auto
          settle: PT0S
          adminGroups: [22222222-2222-2222-2222-222222222222]
          quietPeriod: P0D
        """;

    @TempDir
    private Path folder;

    private Scenario scenario(String traceparent) throws Exception {
        Map<String, Object> cluster =
                new HashMap<>(ClusterDocument.plain("aks-shop-prod").tree());
        cluster.put("id", SampleEvent.CLUSTER);
        Files.writeString(folder.resolve("fleet.json"), JSON.writeValueAsString(List.of(cluster)));
        Files.writeString(folder.resolve("policy.yaml"), POLICY);
        var event = (ObjectNode) JSON.readTree(SampleEvent.text("cluster-write-cloudevent.json"));
        event.put("traceparent", traceparent);
        Files.writeString(folder.resolve("timeline.jsonl"), "{\"event\":" + event + "}\n");
        return Scenario.read(folder);
    }

    private static Around telling(Exporting exporting) {
        Reporting reporting = exporting.reporting(new VirtualClock());
        return new Around() {
            @Override
            public <T> T port(Class<T> port, T real) {
                return real;
            }

            @Override
            public Reporting reporting() {
                return reporting;
            }
        };
    }

    private static final Player.Watcher NOBODY = new Player.Watcher() {
        @Override
        public void line(Line line) {}

        @Override
        public void worked() {}
    };

    private static String tag(JsonNode envelope, String name) {
        return envelope.path("tags").path(name).asText();
    }

    private static JsonNode data(JsonNode envelope) {
        return envelope.path("data").path("baseData");
    }

    @Test
    void one_event_is_one_trace_up_to_the_write_that_azure_receives() throws Exception {
        try (var exporting = new Exporting(Duration.ofSeconds(10));
                var player = new Player(
                        scenario("00-" + TRACE + "-" + SPAN + "-01"), GuardMode.ENFORCE, telling(exporting))) {
            player.play(NOBODY);
            exporting.flush();

            Traced put = player.azure().traced().stream()
                    .filter(request -> request.method().equals("PUT"))
                    .findFirst()
                    .orElseThrow();
            assertThat(put.path()).isEqualToIgnoringCase(SampleEvent.CLUSTER);
            assertThat(player.azure().traced())
                    .extracting(Traced::traceparent)
                    .allMatch(header -> header.startsWith("00-" + TRACE + "-"));

            List<JsonNode> spans = exporting.server().spans();
            JsonNode call = spans.stream()
                    .filter(span ->
                            put.traceparent().contains(data(span).path("id").asText()))
                    .findFirst()
                    .orElseThrow();
            JsonNode pass = parent(spans, call);
            JsonNode function = parent(spans, pass);
            assertThat(data(pass).path("name").asText()).isEqualTo("pass");
            assertThat(data(pass).path("properties").path("entraguard.step").asText())
                    .isEqualTo("remediate");
            assertThat(data(function).path("name").asText()).isEqualTo("Reconcile");
            assertThat(tag(function, "ai.operation.parentId")).isEqualTo(SPAN);

            assertThat(exporting.server().logs()).isNotEmpty();
            assertThat(exporting.server().logs().stream()
                            .map(log -> log.path("properties")
                                    .path("entraguard.event.uid")
                                    .asText()))
                    .containsExactlyInAnyOrderElementsOf(player.stores().sink().events().stream()
                            .map(event -> JSON.valueToTree(event)
                                    .path("metadata")
                                    .path("uid")
                                    .asText())
                            .toList());
            assertThat(exporting.server().metrics().toString())
                    .contains("entraguard.remediation.actions")
                    .doesNotContain("/subscriptions/");
        }
    }

    private static JsonNode parent(List<JsonNode> spans, JsonNode child) {
        return spans.stream()
                .filter(span -> data(span).path("id").asText().equals(tag(child, "ai.operation.parentId")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no parent of " + child));
    }

    @Test
    void a_forged_header_is_left_out_and_the_event_counts_all_the_same() throws Exception {
        try (var exporting = new Exporting(Duration.ofSeconds(10));
                var player = new Player(
                        scenario("00-" + TRACE + "-" + SPAN + "-01\r\nX-Planted: 1"),
                        GuardMode.ENFORCE,
                        telling(exporting))) {
            player.play(NOBODY);
            assertThat(player.azure().traced())
                    .anyMatch(request -> request.method().equals("PUT"));
            assertThat(player.azure().traced())
                    .noneMatch(request -> request.traceparent().contains(TRACE));
        }
    }

    @Test
    void an_ingestion_service_that_is_away_changes_nothing_that_is_done() throws Exception {
        try (var exporting = new Exporting(Duration.ofSeconds(2));
                var player = new Player(
                        scenario("00-" + TRACE + "-" + SPAN + "-01"), GuardMode.ENFORCE, telling(exporting))) {
            exporting.server().close();
            player.play(NOBODY);
            assertThat(player.world().writes()).hasSize(1);
            assertThat(player.stores().queue().poison()).isEmpty();
            assertThat(player.stores().sink().events()).isNotEmpty();
        }
    }
}

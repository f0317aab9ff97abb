package io.entraguard.staging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.lab.ingestion.IngestionServer;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.testing.Azurite;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The staged jars, and no others, can export; where telemetry is off nothing of it is even loaded. */
class TelemetryLoadIT {
    private static final TraceParent CAUSE = new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private final IngestionServer server = IngestionServer.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        server.close();
    }

    /** Handles a message in a JVM of its own and gives the classes that it loaded. */
    private List<String> handled(Map<String, String> settings) throws Exception {
        // An event of its own: the ledger takes none twice in a row.
        String event = directory.getFileName().toString();
        return handled(settings, new Rejected("not-json", Map.of("event", event)));
    }

    private List<String> handled(Map<String, String> settings, WorkItem item) throws Exception {
        String message = WorkItemJson.write(item, Optional.of(CAUSE));
        Path log = directory.resolve("classes.log");
        Path output = directory.resolve("output");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log + ":none:filecount=0",
                        "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                        "-classpath",
                        classPath(),
                        Warmed.class.getName(),
                        StagedApp.ofThisBuild().directory().toString(),
                        Files.writeString(directory.resolve("input"), message).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "AzureWebJobsStorage", Azurite.shared().connectionString(),
                        "GUARD_CREDENTIAL", "none",
                        "GUARD_ARM_ENDPOINT", "http://127.0.0.1:1",
                        "GUARD_GRAPH_ENDPOINT", "http://127.0.0.1:1"));
        builder.environment().putAll(settings);
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output)
                .content()
                .contains("handled")
                .doesNotContain("NoClassDefFoundError")
                .doesNotContain(IngestionServer.KEY);
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
                .toList();
    }

    private static String classPath() throws Exception {
        Path tests = Path.of(
                Warmed.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return Stream.concat(Stream.of(tests), StagedApp.workerLibraries().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void an_audit_event_a_span_and_figures_leave_the_staged_app() throws Exception {
        Map<String, String> settings = Map.of("APPLICATIONINSIGHTS_CONNECTION_STRING", server.connectionString());
        List<String> loaded = handled(settings);
        assertThat(loaded).anyMatch(type -> type.startsWith("io.opentelemetry.sdk."));

        // The outbox's message; what other tests could not hand over goes with it.
        handled(settings, new WorkItem.Drain(Ledger.GUARD, Optional.of("application-insights"), 9));
        assertThat(server.logs())
                .extracting(log ->
                        log.path("properties").path("entraguard.event.class").asText())
                .contains("6003");
        JsonNode span = server.spans().stream()
                .filter(one ->
                        one.path("data").path("baseData").path("name").asText().equals("Reconcile"))
                .findFirst()
                .orElseThrow();
        assertThat(span.path("tags").path("ai.operation.id").asText()).isEqualTo(CAUSE.traceId());
        assertThat(span.path("tags").path("ai.operation.parentId").asText()).isEqualTo(CAUSE.spanId());
        assertThat(server.strangers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void where_it_is_off_the_app_does_the_same_and_loads_nothing_of_it(boolean switchedOff) throws Exception {
        Map<String, String> settings = switchedOff
                ? Map.of("APPLICATIONINSIGHTS_CONNECTION_STRING", server.connectionString(), "GUARD_TELEMETRY", "off")
                : Map.of("APPLICATIONINSIGHTS_CONNECTION_STRING", "");
        List<String> loaded = new ArrayList<>(handled(settings));

        assertThat(loaded).contains("io.entraguard.functions.Assembly");
        loaded.removeIf(
                type -> !(type.startsWith("io.opentelemetry.") || type.startsWith("com.azure.monitor.opentelemetry.")));
        assertThat(loaded).isEmpty();
        assertThat(server.taken()).isEmpty();
    }

    @Test
    void an_ingestion_service_that_is_not_there_keeps_nothing_from_being_done() throws Exception {
        server.close();
        List<String> loaded = handled(Map.of("APPLICATIONINSIGHTS_CONNECTION_STRING", server.connectionString()));
        assertThat(loaded).anyMatch(type -> type.startsWith("io.opentelemetry.sdk."));
    }
}

package io.entraguard.staging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is staged is what is deployed. */
class StagedAppIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The names that deployments, event subscriptions and scripts hold on to, with their bindings. */
    private static final Map<String, List<String>> FUNCTIONS = Map.of(
            "ClusterEvents", List.of("eventGridTrigger", "queue reconcile"),
            "KubeAudit", List.of("eventHubTrigger %GUARD_KUBE_AUDIT_HUB%", "queue reconcile"),
            "Reconcile", List.of("queueTrigger reconcile"),
            "FleetSweep", List.of("timerTrigger %GUARD_SWEEP_SCHEDULE%"),
            "Clusters", List.of("httpTrigger clusters/{*id}", "http"),
            "Kpis", List.of("httpTrigger kpis", "http"),
            "Health", List.of("httpTrigger health", "http"),
            "Console", List.of("httpTrigger console", "http"));

    private static final Pattern OF_TESTS = Pattern.compile(
            "(junit|mockito|assertj|archunit|jmh|azurite|opentest4j|apiguardian|byte-buddy|objenesis|hamcrest|jacoco"
                    + "|error_prone|nullaway|checker).*");

    private static final Pattern SECRET =
            Pattern.compile("(?i)(AccountKey|SharedAccess|Password|Secret|sig)\\s*=|InstrumentationKey");

    private final StagedApp app = StagedApp.ofThisBuild();

    private JsonNode json(String file) throws IOException {
        return JSON.readTree(app.directory().resolve(file).toFile());
    }

    private Set<String> functions() throws IOException {
        try (Stream<Path> files = Files.walk(app.directory(), 2)) {
            return files.filter(file -> file.endsWith("function.json"))
                    .map(file -> String.valueOf(app.directory().relativize(file).getParent()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void each_function_has_its_name_and_its_bindings() throws IOException {
        var staged = new TreeMap<String, List<String>>();
        for (String function : functions()) {
            staged.put(
                    function,
                    Stream.of(json(function + "/function.json").get("bindings"))
                            .flatMap(bindings -> Stream.iterate(0, i -> i < bindings.size(), i -> i + 1)
                                    .map(bindings::get))
                            .map(StagedAppIT::binding)
                            .toList());
        }
        assertThat(staged).isEqualTo(FUNCTIONS);
    }

    private static String binding(JsonNode binding) {
        String of = Stream.of("queueName", "schedule", "eventHubName", "route")
                .map(name -> binding.path(name).asText(""))
                .collect(Collectors.joining());
        return (binding.get("type").asText() + " " + of).strip();
    }

    @Test
    void queues_are_in_the_hosts_own_storage_account() throws IOException {
        for (String function : functions()) {
            json(function + "/function.json").get("bindings").forEach(binding -> {
                if (binding.has("queueName")) {
                    assertThat(binding.get("connection").asText()).isEqualTo("AzureWebJobsStorage");
                }
            });
        }
    }

    @Test
    void whoever_asks_over_http_needs_a_key_and_may_only_read() throws IOException {
        for (String function : List.of("Clusters", "Kpis", "Health", "Console")) {
            JsonNode trigger = json(function + "/function.json").get("bindings").get(0);
            assertThat(trigger.get("authLevel").asText()).isEqualToIgnoringCase("function");
            assertThat(trigger.get("methods").toString()).isEqualTo("[\"GET\"]");
        }
    }

    @Test
    void audit_records_come_as_texts_in_batches_and_a_batch_that_failed_comes_again() throws IOException {
        JsonNode description = json("KubeAudit/function.json");
        JsonNode trigger = description.get("bindings").get(0);
        assertThat(trigger.get("connection").asText()).isEqualTo("GUARD_KUBE_AUDIT");
        assertThat(trigger.get("consumerGroup").asText()).isEqualTo("%GUARD_KUBE_AUDIT_CONSUMER_GROUP%");
        assertThat(trigger.get("cardinality").asText()).isEqualToIgnoringCase("many");
        assertThat(trigger.get("dataType").asText()).isEqualTo("string");
        assertThat(description.path("retry").toString())
                .contains("\"maxRetryCount\":-1")
                .contains("\"delayInterval\":\"00:00:10\"");
    }

    @Test
    void each_function_is_a_method_of_the_staged_jar() throws IOException {
        for (String function : functions()) {
            JsonNode description = json(function + "/function.json");
            assertThat(app.directory()
                            .resolve(function)
                            .resolve(description.get("scriptFile").asText())
                            .normalize())
                    .isEqualTo(app.jar());
            assertThat(description.get("entryPoint").asText())
                    .isEqualTo("io.entraguard.functions." + function + ".run");
        }
    }

    @Test
    void the_hosts_settings_are_the_projects() throws IOException {
        assertThat(app.directory().resolve("host.json")).hasSameTextualContentAs(Path.of("host.json"));
        JsonNode queues = json("host.json").get("extensions").get("queues");
        assertThat(queues.get("messageEncoding").asText()).isEqualTo("base64");
        assertThat(queues.get("visibilityTimeout").asText())
                .as("a message that failed comes back in a minute, not at once")
                .isEqualTo("00:01:00");
    }

    @Test
    void no_lab_and_no_test_is_in_the_jar() throws IOException {
        try (ZipFile jar = new ZipFile(app.jar().toFile())) {
            List<String> entries = jar.stream().map(ZipEntry::getName).toList();
            assertThat(entries)
                    .contains("io/entraguard/functions/ClusterEvents.class")
                    .allMatch(entry -> !entry.endsWith(".class") || entry.startsWith("io/entraguard/"))
                    .noneMatch(entry -> entry.matches("io/entraguard/(lab|bench|testing|staging)/.*"))
                    .noneMatch(entry -> entry.matches(".*(Test|IT|Contract)(\\$.*)?\\.class"));
        }
    }

    @Test
    void no_test_library_is_staged() {
        assertThat(app.libraries())
                .isNotEmpty()
                .noneMatch(jar ->
                        OF_TESTS.matcher(String.valueOf(jar.getFileName())).matches());
    }

    @Test
    void one_http_client_is_staged_and_one_jar_of_netty() {
        assertThat(app.libraries().stream()
                        .map(jar -> String.valueOf(jar.getFileName()))
                        .filter(jar -> jar.matches("azure-core-http-.*|(reactor-)?netty.*|okhttp.*|.*autoconfigure.*"))
                        .map(jar -> jar.replaceFirst("-\\d.*", "")))
                .as("the exporter names a class of netty-handler on every network failure")
                .containsExactlyInAnyOrder(
                        "azure-core-http-jdk-httpclient",
                        "netty-handler",
                        "opentelemetry-sdk-extension-autoconfigure",
                        "opentelemetry-sdk-extension-autoconfigure-spi");
    }

    @Test
    void local_settings_hold_no_secret() throws IOException {
        Path settings = app.directory().resolve("local.settings.json");
        assertThat(settings).hasSameTextualContentAs(Path.of("local.settings.json.example"));
        assertThat(Files.readString(settings)).doesNotContainPattern(SECRET);
    }
}

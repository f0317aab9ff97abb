package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import io.entraguard.testing.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers over HTTP about fleets that the lab played, held against the document that describes it. */
class ApiTest {
    private static final JsonNode DOCUMENT = document();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path STORY = Path.of("src", "lab", "resources", "story");
    private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");

    private final OpenApi openApi = new OpenApi(DOCUMENT);
    private final HttpClient http = HttpClient.newHttpClient();

    private static JsonNode document() {
        try (InputStream resource = Objects.requireNonNull(ApiTest.class.getResourceAsStream("/openapi.yaml"))) {
            return new YAMLMapper().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Player played(Path folder) {
        var player = new Player(Scenario.read(folder), GuardMode.ENFORCE);
        player.play(new Player.Watcher() {
            @Override
            public void line(Line line) {}

            @Override
            public void worked() {}
        });
        return player;
    }

    private static ApiHost host(Player player) {
        return ApiHost.start(0, player.api());
    }

    private HttpResponse<String> get(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks, and holds the answer against the document. */
    private JsonNode checked(ApiHost host, String path, int status) {
        HttpResponse<String> response = get(host.uri(path));
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(status);
        JsonNode body = parse(response.body());
        List<String> segments = Arrays.asList(path.replaceFirst("\\?.*", "").split("/"));
        assertThat(openApi.answer("GET", segments, status, Optional.of(body)))
                .as(path)
                .isEmpty();
        return body;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static List<String> ids(JsonNode list) {
        return StreamSupport.stream(list.path("clusters").spliterator(), false)
                .map(cluster -> cluster.path("id").asText())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approval-is-asked-for",
                "break-glass-by-an-approver",
                "exempt-by-an-approver",
                "mode-tag-off-by-an-approver",
                "hostile-names-and-tags",
                "tag-values-are-hostile",
                "unreadable-document",
                "breaker-opens",
                "deleted-silently-while-in-flight",
                "sweep-known-good",
                "reverted-twice-by-pipeline"
            })
    void every_answer_about_a_fleet_is_as_the_document_says(String scenario) {
        try (Player player = played(SCENARIOS.resolve(scenario));
                ApiHost host = host(player)) {
            JsonNode list = checked(host, "clusters?limit=1000", 200);
            assertThat(list.path("total").asInt())
                    .isEqualTo(list.path("clusters").size());
            for (String id : ids(list)) {
                JsonNode page = checked(host, "clusters" + id, 200);
                assertThat(page.path("timeline")).hasSizeLessThanOrEqualTo(40);
            }
            checked(host, "kpis", 200);
            checked(host, "health", 200);
        }
    }

    @Test
    void the_story_can_be_read_from_the_api() {
        try (Player player = played(STORY);
                ApiHost host = host(player)) {
            JsonNode list = checked(host, "clusters", 200);
            assertThat(ids(list)).hasSize(player.world().clusters().size());
            String id = "/subscriptions/0a0a0a0a-0000-4000-8000-000000000001/resourceGroups/rg-shop/providers/"
                    + "Microsoft.ContainerService/managedClusters/aks-shop-dev";
            JsonNode fixed = checked(host, "clusters" + id, 200);
            assertThat(parse(get(host.uri("clusters" + id.toUpperCase(Locale.ROOT)))
                            .body()))
                    .isEqualTo(fixed);
            assertThat(fixed.path("status").asText()).isEqualTo("compliant");
            assertThat(fixed.path("environment").asText()).isEqualTo("dev");
            assertThat(fixed.path("timeline").findValuesAsText("kind"))
                    .containsSubsequence("event", "verdict", "decision", "write", "proof", "verdict");

            JsonNode kpis = checked(host, "kpis", 200);
            assertThat(kpis.path("series")).hasSize(1);
            JsonNode swept = checked(host, "kpis?by=environment", 200).at("/series/0");
            assertThat(swept.at("/groups/dev")).isEqualTo(kpis.at("/by/environment/dev"));
            assertThat(swept.path("groups").findValues("evaluated").stream()
                            .mapToInt(JsonNode::asInt)
                            .sum())
                    .isEqualTo(swept.path("evaluated").asInt());
            assertThat(swept.path("groupsLeftOut").asInt()).isZero();
            assertThat(kpis.path("remediations").path("proven").asInt()).isPositive();
        }
    }

    @Test
    void a_clusters_timeline_tells_of_its_ticket() {
        try (Player player = played(SCENARIOS.resolve("ticket-mode"));
                ApiHost host = host(player)) {
            String id = checked(host, "clusters", 200).at("/clusters/0/id").asText();
            JsonNode timeline = checked(host, "clusters" + id, 200).path("timeline");
            assertThat(StreamSupport.stream(timeline.spliterator(), false)
                            .filter(line -> line.path("kind").asText().equals("ticket"))
                            .map(line -> line.path("text").asText()))
                    .hasSize(2)
                    .satisfies(opened -> assertThat(opened).contains("opened"), atIndex(0))
                    .satisfies(resolved -> assertThat(resolved).contains("resolved"), atIndex(1));
        }
    }

    @Test
    void a_plan_that_waits_for_an_approver_is_shown_with_the_command_that_approves_it() {
        try (Player player = played(SCENARIOS.resolve("approval-is-asked-for"));
                ApiHost host = host(player)) {
            JsonNode asking = StreamSupport.stream(
                            checked(host, "clusters", 200).path("clusters").spliterator(), false)
                    .filter(cluster -> !cluster.path("approval").isNull())
                    .findFirst()
                    .orElseThrow();
            assertThat(asking.path("step").asText()).isEqualTo("await-approval");
            assertThat(asking.path("approval").path("command").asText())
                    .startsWith("az tag update --resource-id ")
                    .endsWith("=" + asking.path("approval").path("planId").asText());
            assertThat(checked(host, "kpis", 200)
                            .path("approvals")
                            .path("pending")
                            .asInt())
                    .isPositive();
        }
    }

    @Test
    void each_parameter_that_is_documented_is_taken_and_each_value_of_an_order() {
        try (Player player = played(SCENARIOS.resolve("compliant-stays"));
                ApiHost host = host(player)) {
            for (String path : List.of("clusters", "kpis")) {
                for (JsonNode parameter :
                        DOCUMENT.path("paths").path("/" + path).path("get").path("parameters")) {
                    String name = parameter.path("name").asText();
                    if (!name.equals("after")) {
                        examples(parameter.path("schema"))
                                .forEach(value -> checked(host, path + "?" + name + "=" + value, 200));
                    }
                }
            }
        }
    }

    private static List<String> examples(JsonNode schema) {
        JsonNode meant =
                schema.has("$ref") ? DOCUMENT.at(schema.path("$ref").asText().substring(1)) : schema;
        if (meant.has("enum")) {
            return StreamSupport.stream(meant.path("enum").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
        return meant.has("maximum")
                ? List.of(meant.path("minimum").asText(), meant.path("maximum").asText())
                : List.of("x");
    }

    @Test
    void what_is_not_understood_is_a_problem_as_the_document_says() {
        try (Player player = played(SCENARIOS.resolve("compliant-stays"));
                ApiHost host = host(player)) {
            for (String wrong : List.of(
                    "clusters?colour=red",
                    "clusters?status=fine",
                    "clusters?limit=1001",
                    "clusters?after=x",
                    "clusters?control=ENTRA-99",
                    "clusters?%3Cscript%3E=1",
                    "kpis?days=0",
                    "kpis?days=401",
                    "kpis?day=1",
                    "kpis?by=region",
                    "health?verbose=true")) {
                JsonNode problem = checked(host, wrong, 400);
                assertThat(problem.path("parameter").asText()).isNotEmpty();
                assertThat(problem.path("detail").asText())
                        .startsWith(problem.path("parameter").asText());
            }
            String nowhere = "clusters/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG"
                    + "/providers/Microsoft.ContainerService/managedClusters/c1";
            checked(host, nowhere, 404);
            checked(host, nowhere + "?verbose=1", 400);
            HttpResponse<String> noId = get(host.uri("clusters/..%2f..%2fetc/passwd"));
            assertThat(noId.statusCode()).isEqualTo(404);
            assertThat(noId.headers().firstValue("Content-Type")).contains("application/problem+json; charset=utf-8");
        }
    }

    @Test
    void a_table_that_cannot_be_reached_is_a_problem_that_says_where_to_look_and_health_says_what_is_down() {
        try (Player player = played(SCENARIOS.resolve("compliant-stays"));
                ApiHost host = host(player)) {
            player.faults()
                    .order(new Fault(
                            Fault.Target.TABLE,
                            Optional.empty(),
                            Optional.empty(),
                            1_000,
                            new Fault.Answered(503, "ServerBusy", Optional.empty(), Optional.empty())));
            for (String path : List.of("clusters", "kpis")) {
                JsonNode problem = checked(host, path, 503);
                assertThat(problem.path("detail").asText()).contains("api/health");
            }
            JsonNode health = checked(host, "health", 503);
            assertThat(health.path("status").asText()).isEqualTo("down");
            assertThat(health.path("parts").path(0).path("name").asText()).isEqualTo("memory");
            assertThat(health.path("parts").path(0).path("status").asText()).isEqualTo("down");
        }
    }

    @Test
    void whoever_has_an_answer_already_gets_none() {
        try (Player player = played(SCENARIOS.resolve("compliant-stays"));
                ApiHost host = host(player)) {
            for (String path : List.of("clusters", "kpis", "health", "console")) {
                String etag = get(host.uri(path)).headers().firstValue("ETag").orElseThrow();
                HttpResponse<String> again = get(host.uri(path), "If-None-Match", etag);
                assertThat(again.statusCode()).as(path).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                HttpResponse<String> compressed = get(host.uri(path), "Accept-Encoding", "gzip", "If-None-Match", etag);
                assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
            }
        }
    }

    @Test
    void every_path_that_is_documented_is_served_and_every_one_that_is_served_is_documented() {
        try (Player player = played(SCENARIOS.resolve("compliant-stays"));
                ApiHost host = host(player)) {
            var served = new TreeSet<String>();
            for (HttpFunction function : ApiHost.functions(player.api())) {
                served.add("/" + function.stem());
                if (function.catchesAll()) {
                    served.add("/" + function.stem() + "/…");
                }
            }
            List<String> documented = new ArrayList<>();
            DOCUMENT.path("paths").fieldNames().forEachRemaining(documented::add);
            var stems = new TreeSet<String>();
            documented.forEach(path -> stems.add(path.replaceFirst("^/clusters/.*", "/clusters/…")));
            assertThat(stems).isEqualTo(served);
            documented.stream()
                    .filter(path -> !path.contains("{"))
                    .forEach(path -> assertThat(get(host.uri(path.substring(1))).statusCode())
                            .as(path)
                            .isEqualTo(200));
            assertThat(get(host.uri("elsewhere")).statusCode()).isEqualTo(404);
        }
    }
}

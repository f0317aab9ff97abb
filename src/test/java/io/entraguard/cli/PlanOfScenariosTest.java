package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.cli.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What {@code guard plan} says of the clusters of every scenario folder, as its timeline's people leave them. */
class PlanOfScenariosTest {
    /** A timeline may hold an event as deep as a stranger likes. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100_000).build())
            .build());

    private static final Path FOLDERS = Path.of("src", "test", "resources", "scenarios");
    private static final List<String> WITHOUT_A_REASON = List.of("none", "remediate");

    @TestFactory
    Stream<DynamicTest> the_plan_explains_policy_and_approval() throws IOException {
        List<Path> folders;
        try (Stream<Path> list = Files.list(FOLDERS)) {
            folders = list.sorted().toList();
        }
        return folders.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> plan(folder)));
    }

    private static void plan(Path folder) throws IOException {
        List<JsonNode> lines = lines(folder);
        Path policy = policy(folder, lines);
        Map<String, ObjectNode> clusters = clusters(folder, lines);
        Ran ran = new Shell()
                .input(JSON.writeValueAsString(clusters.values()))
                .run("plan", "--policy", policy.toString(), "--output", "json", "-");
        if (new Shell().run("policy", "check", policy.toString()).code() == 2
                || !ran.err().isEmpty() && ran.code() == 2) {
            assertThat(ran.err()).startsWith(policy.toString()).doesNotContain("Exception");
            return;
        }
        JsonNode planned = JSON.readTree(ran.out()).path("clusters");
        assertThat(planned).hasSize(clusters.size());
        planned.forEach(cluster -> explained(cluster, Objects.requireNonNull(clusters.get(key(cluster.path("id"))))));
    }

    private static void explained(JsonNode planned, ObjectNode document) {
        JsonNode decision = planned.path("decision");
        assertThat(planned.at("/policy/rule").isMissingNode()).isFalse();
        assertThat(planned.at("/policy/mode").asText()).isNotBlank();
        assertThat(planned.at("/policy/passedOver").isArray()).isTrue();
        assertThat(decision.path("because").size())
                .isGreaterThanOrEqualTo(decision.path("reasons").size());
        decision.path("because").forEach(why -> assertThat(why.asText()).isNotBlank());
        if (!WITHOUT_A_REASON.contains(decision.path("step").asText())) {
            assertThat(decision.path("reasons")).as(decision.toString()).isNotEmpty();
        }
        if (decision.path("step").asText().equals("await-approval")) {
            assertThat(decision.path("planId").asText()).matches("[0-9a-f]{12}");
            assertThat(words(decision)).contains(tagged(document) ? "writer-unknown" : "approval-missing");
        }
    }

    /** Whether the tag that approves is there, which offline nobody is known to have written. */
    private static boolean tagged(ObjectNode document) {
        return !document.at("/tags/entra-guard-approve").isMissingNode();
    }

    private static List<String> words(JsonNode decision) {
        return StreamSupport.stream(decision.path("reasons").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<JsonNode> lines(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("timeline.jsonl")).stream()
                .filter(line -> !line.isBlank())
                .map(PlanOfScenariosTest::read)
                .map(line -> line.has("silent") ? line.path("silent") : line)
                .toList();
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The policy that is in force in the end. */
    private static Path policy(Path folder, List<JsonNode> lines) {
        Optional<Path> last = lines.stream()
                .filter(line -> line.has("policy"))
                .reduce((one, next) -> next)
                .map(line -> folder.resolve(line.path("policy").asText()));
        Path own = folder.resolve("policy.yaml");
        return last.orElse(Files.exists(own) ? own : Path.of(Shell.examplePolicy()));
    }

    private static Map<String, ObjectNode> clusters(Path folder, List<JsonNode> lines) throws IOException {
        var clusters = new LinkedHashMap<String, ObjectNode>();
        for (JsonNode cluster : JSON.readTree(folder.resolve("fleet.json").toFile())) {
            put(clusters, cluster);
        }
        for (JsonNode line : lines) {
            if (line.has("create")) {
                put(clusters, line.path("create").path("cluster"));
            }
            if (line.has("edit")) {
                ObjectNode cluster = clusters.get(key(line.path("edit").path("cluster")));
                if (cluster != null) {
                    merge(cluster, line.path("edit").path("merge"));
                }
            }
            if (line.has("delete")) {
                clusters.remove(key(line.path("delete").path("cluster")));
            }
        }
        return clusters;
    }

    private static void put(Map<String, ObjectNode> clusters, JsonNode cluster) {
        clusters.put(key(cluster.path("id")), cluster.deepCopy());
    }

    private static String key(JsonNode id) {
        return id.asText().toLowerCase(Locale.ROOT);
    }

    /** JSON merge patch, RFC 7396. */
    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                target.remove(member.getKey());
            } else if (value.isObject() && target.path(member.getKey()) instanceof ObjectNode inner) {
                merge(inner, value);
            } else if (value instanceof ArrayNode || !value.isObject()) {
                target.set(member.getKey(), value);
            } else {
                merge(target.putObject(member.getKey()), value);
            }
        });
    }
}

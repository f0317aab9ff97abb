package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.cli.Shell.Ran;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.model.ClusterRef;
import io.entraguard.testing.ClusterDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code guard sweep} against the simulated Azure, over HTTP. */
class SweepVerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HERE = "00000000-0000-0000-0000-000000000001";
    private static final String THERE = "00000000-0000-0000-0000-000000000002";
    private static final String SOMEBODY = "44444444-4444-4444-4444-444444444444";

    private static final String POLICY = """
            apiVersion: entra-guard/v1
            defaults:
              mode: ticket
              adminGroups: [22222222-2222-2222-2222-222222222222]
            """;

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private Directory directory = Directory.OPEN;
    private World world = new World(new VirtualClock(), directory);
    private AzureServer azure = AzureServer.start(world, faults, AzureServer.Settings.USUAL);

    @AfterEach
    void close() {
        azure.close();
    }

    private void fleet(ClusterDocument... documents) {
        var trees = new ArrayList<Map<String, Object>>();
        for (ClusterDocument document : documents) {
            trees.add(document.tree());
        }
        world.populate(trees);
    }

    private void knows(String json) throws JsonProcessingException {
        azure.close();
        directory = Directory.read(JSON.readerForMapOf(Object.class).readValue(json));
        world = new World(new VirtualClock(), directory);
        azure = AzureServer.start(world, faults, AzureServer.Settings.USUAL);
    }

    private Shell shell() {
        return new Shell()
                .with("GUARD_ARM_ENDPOINT", azure.arm().toString())
                .with("GUARD_GRAPH_ENDPOINT", azure.graph().toString())
                .with("GUARD_CREDENTIAL", "none");
    }

    private Ran sweep(Shell shell, String... arguments) {
        var all = new ArrayList<String>(List.of("sweep"));
        all.addAll(List.of(arguments));
        return shell.run(all.toArray(String[]::new));
    }

    private String policy() throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), POLICY).toString();
    }

    private JsonNode json(String... more) throws IOException {
        var arguments = new ArrayList<String>(List.of("--output", "json", "--policy", policy()));
        arguments.addAll(List.of(more));
        return JSON.readTree(sweep(shell(), arguments.toArray(String[]::new)).out());
    }

    private void answers(Fault.Target target, String path, int status, String code) {
        faults.order(new Fault(
                target,
                Optional.empty(),
                Optional.of(path),
                1_000,
                new Fault.Answered(status, code, Optional.empty(), Optional.empty())));
    }

    private static ClusterDocument there(ClusterDocument document) {
        return document.withTop("id", String.valueOf(document.tree().get("id")).replace(HERE, THERE));
    }

    @Test
    void the_live_fleet_is_reported_as_plan_reports_files() throws IOException {
        fleet(ClusterDocument.compliant("good"), ClusterDocument.plain("bad"));
        JsonNode report = json();
        assertThat(report.path("clusters").findValuesAsText("name")).containsExactlyInAnyOrder("good", "bad");
        JsonNode bad = report.path("clusters").get(0);
        assertThat(bad.path("name").textValue()).isEqualTo("bad");
        assertThat(bad.fieldNames())
                .toIterable()
                .containsExactly("id", "name", "status", "findings", "policy", "decision");
        assertThat(bad.at("/decision/step").textValue()).isEqualTo("ticket");
        assertThat(report.at("/summary/complianceRate").doubleValue()).isEqualTo(0.5);
    }

    @Test
    void the_summary_says_what_auto_would_have_done() throws IOException {
        fleet(
                ClusterDocument.compliant("good"),
                ClusterDocument.plain("bad-1"),
                ClusterDocument.plain("bad-2"),
                ClusterDocument.plain("rebuild").with("enableRBAC", false));
        assertThat(json().at("/summary/auto")).isEqualTo(JSON.readTree("{\"none\":1,\"remediate\":2,\"ticket\":1}"));
        assertThat(sweep(shell(), "--policy", policy()).out())
                .endsWith(System.lineSeparator() + "in mode auto: none 1, remediate 2, ticket 1"
                        + System.lineSeparator());
    }

    @Test
    void exit_codes_are_those_of_the_other_verbs() {
        assertThat(sweep(shell(), "--subscription", HERE).code())
                .as("a subscription without clusters")
                .isZero();
        fleet(ClusterDocument.compliant("good"));
        assertThat(sweep(shell()).code()).isZero();
        fleet(ClusterDocument.plain("bad"));
        assertThat(sweep(shell()).code()).isEqualTo(1);
    }

    @Test
    void a_row_that_cannot_be_judged_is_unknown_and_never_compliant() throws IOException {
        fleet(
                ClusterDocument.compliant("good"),
                ClusterDocument.compliant("odd").with("disableLocalAccounts", "yes"));
        JsonNode report = json();
        assertThat(report.at("/summary/unknown").intValue()).isEqualTo(1);
        assertThat(report.at("/summary/compliant").intValue()).isEqualTo(1);
        assertThat(report.at("/summary/auto"))
                .as("a ticket says that it could not be judged")
                .isEqualTo(JSON.readTree("{\"none\":1,\"ticket\":1}"));
    }

    @Test
    void who_may_see_nothing_is_not_told_that_all_is_well() {
        Ran ran = sweep(shell(), "--output", "json");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .last()
                .asString()
                .startsWith("guard sweep: no cluster is visible to this sign-in")
                .contains("Reader");
    }

    @Test
    void nothing_is_sent_but_gets_and_graph_queries() throws IOException {
        fleet(ClusterDocument.compliant("good"), ClusterDocument.plain("bad"), ClusterDocument.plain("worse"));
        List<Map<String, Object>> before = world.clusters();
        json("--subscription", HERE);
        assertThat(azure.calls().keySet())
                .contains("GET arm", "GET activity", "GET graph", "POST graph")
                .allMatch(call -> call.startsWith("GET ") || call.equals("POST graph"));
        assertThat(azure.calls().get("POST graph")).as("one query of one page").isEqualTo(1);
        assertThat(world.writes()).isEmpty();
        assertThat(world.clusters()).isEqualTo(before);
    }

    @Test
    void only_the_subscriptions_that_are_given_are_looked_at() throws IOException {
        fleet(ClusterDocument.plain("here"), there(ClusterDocument.plain("there")));
        assertThat(json("--subscription", THERE).path("clusters").findValuesAsText("name"))
                .containsExactly("there");
        assertThat(json("--subscription", THERE, "--subscription", HERE).path("clusters"))
                .hasSize(2);
    }

    @Test
    void a_fleet_of_several_pages_is_read_whole() throws IOException {
        var many = new ArrayList<ClusterDocument>();
        for (int i = 0; i < 2_001; i++) {
            many.add(ClusterDocument.compliant("c-" + i));
        }
        fleet(many.toArray(ClusterDocument[]::new));
        assertThat(json().at("/summary/evaluated").intValue()).isEqualTo(2_001);
        assertThat(azure.calls().get("POST graph")).isEqualTo(3);
    }

    @Test
    void what_the_caller_may_look_up_decides() throws IOException {
        fleet(ClusterDocument.plain("listed"), ClusterDocument.plain("quiet"));
        ClusterRef listed = ClusterDocument.plain("listed").snapshot().ref();
        world.applySilently(new Change.Act(listed, Caller.user(SOMEBODY), Change.Action.LIST_USER_CREDENTIAL));
        JsonNode report = json();
        assertThat(report.at("/summary/auto")).isEqualTo(JSON.readTree("{\"remediate\":1,\"wait\":1}"));
    }

    @Test
    void a_group_that_nobody_is_in_is_no_administrator() throws IOException {
        knows("{\"groups\":{\"22222222-2222-2222-2222-222222222222\":{\"members\":0}}}");
        fleet(ClusterDocument.plain("bad"));
        assertThat(json().at("/summary/auto")).isEqualTo(JSON.readTree("{\"ticket\":1}"));
    }

    @Test
    void what_the_caller_may_not_look_up_is_assumed_and_said() throws IOException {
        fleet(ClusterDocument.plain("bad-1"), ClusterDocument.plain("bad-2"));
        answers(Fault.Target.GRAPH, "/graph/", 403, "Authorization_RequestDenied");
        answers(Fault.Target.ACTIVITY, "/", 403, "AuthorizationFailed");
        Files.writeString(folder.resolve("auto.yaml"), POLICY.replace("mode: ticket", "mode: auto"));
        Ran ran = sweep(
                shell(),
                "--output",
                "json",
                "--policy",
                folder.resolve("auto.yaml").toString());
        assertThat(JSON.readTree(ran.out()).at("/clusters/0/decision/reasons"))
                .isEqualTo(JSON.readTree("[\"administrators-unverified\",\"credentials-unknown\"]"));
        assertThat(azure.calls().get("GET activity"))
                .as("asked once, not for each cluster")
                .isEqualTo(1);
        assertThat(azure.calls().get("GET graph")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, InvalidAuthenticationToken, sign in again",
        "403, AuthorizationFailed, the role Reader",
        "503, ServiceUnavailable, try again later"
    })
    void where_azure_refuses_one_sentence_says_so(int status, String code, String remedy) {
        answers(Fault.Target.GRAPH, "ResourceGraph", status, code);
        Ran ran = sweep(shell());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("guard sweep: ")
                .contains(code, remedy);
    }

    @Test
    void a_subscription_that_is_unknown_is_no_empty_fleet() {
        answers(Fault.Target.ARM, "/subscriptions/" + THERE, 404, "SubscriptionNotFound");
        Ran ran = sweep(shell(), "--subscription", THERE);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("--subscription: " + THERE + " is unknown here")
                .contains("SubscriptionNotFound");
    }

    @ParameterizedTest
    @CsvSource({"a/b, --subscription: 'a/b' is not a subscription id", "'x y', --subscription: 'x y' is not a"})
    void what_is_no_subscription_is_never_sent(String id, String sentence) {
        Ran ran = sweep(shell(), "--subscription", id);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().startsWith(sentence);
        assertThat(azure.calls()).isEmpty();
    }

    @Test
    void settings_that_cannot_be_used_are_said_in_one_sentence() {
        Ran open = sweep(shell().with("GUARD_ARM_ENDPOINT", "http://example.com"));
        assertThat(open.code()).isEqualTo(2);
        assertThat(open.err().lines()).singleElement().asString().contains("is not encrypted");
        Ran anonymous = sweep(shell().with("GUARD_ARM_ENDPOINT", "https://localhost:1"));
        assertThat(anonymous.code()).isEqualTo(2);
        assertThat(anonymous.err().lines()).singleElement().asString().contains("needs a credential");
        Ran odd = sweep(shell().with("GUARD_CREDENTIAL", "secret-word"));
        assertThat(odd.code()).isEqualTo(2);
        assertThat(odd.err().lines()).singleElement().asString().contains("is not one of default, none");
    }

    @Test
    void progress_is_lines_on_standard_error_and_a_bar_on_a_terminal() {
        fleet(ClusterDocument.plain("bad"), ClusterDocument.compliant("good"));
        Ran lines = sweep(shell());
        assertThat(lines.err().lines())
                .containsExactly("2 clusters read", "1 of 2 clusters judged", "2 of 2 clusters judged");
        assertThat(lines.out()).doesNotContain("clusters read");
        Ran bar = sweep(shell().withErrorTerminal());
        assertThat(bar.err())
                .contains("\r", "[###############               ] 1 of 2")
                .doesNotContain("\n");
        assertThat(bar.out()).isEqualTo(lines.out());
    }
}

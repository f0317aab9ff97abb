package io.entraguard.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The deployment's scripts, run with an {@code az} of the test's own that writes down what it was asked and answers from
 * files, and with an app that is a server on this machine. What Azure itself would say is not known.
 */
class ScriptsIT {
    private static final String GUID = "9a9a9a9a-0000-4000-8000-000000000009";

    /** Answers with the file that is named like the command's first words; blobs are files in a folder. */
    private static final String AZ = """
            #!/usr/bin/env bash
            set -euo pipefail
            echo "$*" >>"$AZ_FOLDER/asked"
            argument() { local name=$1; shift; while [[ $# -gt 0 ]]; do [[ $1 == "$name" ]] && { echo "$2"; return; }; shift; done; }
            case "$1 $2 $3" in
              "storage blob list") ls "$AZ_FOLDER/blobs" ;;
              "storage blob download") cp "$AZ_FOLDER/blobs/$(argument --name "$@")" "$(argument --file "$@")" ;;
              "storage blob delete") rm "$AZ_FOLDER/blobs/$(argument --name "$@")" ;;
              *) name=$(printf '%s-' "$1" "$2" "$3"); cat "$AZ_FOLDER/${name%-}" 2>/dev/null || true ;;
            esac
            """;

    @TempDir
    private Path folder;

    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private HttpServer app;

    @BeforeEach
    void start() throws IOException {
        Path az = Files.createDirectory(folder.resolve("bin")).resolve("az");
        Files.writeString(az, AZ);
        assertThat(az.toFile().setExecutable(true)).isTrue();
        // Nobody waits in a test.
        Path sleep = Files.writeString(folder.resolve("bin/sleep"), "#!/usr/bin/env bash\n");
        assertThat(sleep.toFile().setExecutable(true)).isTrue();
        Files.createDirectory(folder.resolve("blobs"));
        Files.writeString(folder.resolve("asked"), "");
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            delivered.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("aeg-event-type") + " " + body);
            exchange.sendResponseHeaders(body.contains("refused") ? 500 : 202, -1);
            exchange.close();
        });
        app.start();
    }

    @AfterEach
    void stop() {
        app.stop(0);
    }

    private void az(String command, String answer) throws IOException {
        Files.writeString(folder.resolve(command), answer);
    }

    /** What az answers to commands that begin so, in pairs. */
    private void answers(String... commandsAndAnswers) throws IOException {
        for (int i = 0; i < commandsAndAnswers.length; i += 2) {
            Files.writeString(
                    folder.resolve(commandsAndAnswers[i].replace(' ', '-')), commandsAndAnswers[i + 1] + "\n");
        }
    }

    private void fails(String command) throws IOException {
        Path az = folder.resolve("bin/az");
        String failing = "case \"$1 $2 $3\" in\n  \"" + command + "\") exit 1 ;;";
        Files.writeString(az, Files.readString(az).replace("case \"$1 $2 $3\" in", failing));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked"));
    }

    private Shell.Result run(Map<String, String> more, String... command) throws IOException {
        var environment = new HashMap<>(Map.of(
                "PATH", folder.resolve("bin") + ":" + System.getenv("PATH"),
                "AZ_FOLDER", folder.toString(),
                "AZURE_RESOURCE_GROUP", "rg-guard",
                "AZURE_LOCATION", "westeurope",
                "GUARD_APP_NAME", "func-guard",
                "GUARD_APP_ID", "/app",
                "GUARD_EVENTS_IDENTITY_ID", "/identity",
                "GUARD_STORAGE_ACCOUNT", "stguard",
                "GUARD_STORAGE_ACCOUNT_ID", "/account",
                "GUARD_APP_ORIGIN", "http://127.0.0.1:" + app.getAddress().getPort()));
        environment.putAll(more);
        var whole = new ArrayList<>(List.of("bash"));
        whole.addAll(List.of(command));
        return Shell.run(whole, environment);
    }

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("infra"))) {
            return files.filter(file -> file.toString().endsWith(".sh"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void a_script_can_be_run_and_is_whole(Path script) throws IOException {
        assertThat(script).isExecutable();
        assertThat(run(Map.of(), "-n", script.toString()).errors()).isEmpty();
        assertThat(Files.readString(script)).startsWith("#!/usr/bin/env bash\n").contains("\nset -euo pipefail\n");
    }

    @Test
    void dead_letters_are_delivered_to_the_function_and_go_away_once_it_took_them() throws IOException {
        az("functionapp-keys-list", "s3cret==\n");
        Files.writeString(folder.resolve("blobs/a.json"), "[{\"id\":\"1\"}]");
        Files.writeString(folder.resolve("blobs/b.json"), "[{\"id\":\"refused\"}]");
        Files.writeString(folder.resolve("blobs/c.json"), "[{\"id\":\"3\"}]");

        Shell.Result replayed = run(Map.of(), "infra/scripts/replay-dead-letters.sh");

        String where = "/runtime/webhooks/EventGrid?functionName=ClusterEvents&code=s3cret== Notification ";
        assertThat(delivered)
                .containsExactly(
                        where + "[{\"id\":\"1\"}]", where + "[{\"id\":\"refused\"}]", where + "[{\"id\":\"3\"}]");
        assertThat(folder.resolve("blobs").toFile().list()).containsExactly("b.json");
        assertThat(replayed.exit()).isOne();
        assertThat(replayed.errors()).contains("kept b.json: the app answered 500");
        assertThat(replayed.output() + replayed.errors()).doesNotContain("s3cret");
    }

    @Test
    void a_dry_run_names_dead_letters_and_touches_none() throws IOException {
        Files.writeString(folder.resolve("blobs/a.json"), "[]");

        Shell.Result dry = run(Map.of(), "infra/scripts/replay-dead-letters.sh", "--dry-run");

        assertThat(dry.lines()).containsExactly("a.json");
        assertThat(delivered).isEmpty();
        assertThat(folder.resolve("blobs/a.json")).exists();
    }

    @Test
    void without_dead_letters_nothing_is_asked_of_the_app() throws IOException {
        assertThat(run(Map.of(), "infra/scripts/replay-dead-letters.sh").lines())
                .containsExactly("no dead letters");
        assertThat(asked()).hasSize(1);
    }

    @Test
    void a_subscription_without_a_topic_gets_one() throws IOException {
        Shell.Result onboarded = run(Map.of(), "infra/onboard/onboard.sh", "sub-1");

        assertThat(onboarded.exit()).isZero();
        assertThat(asked())
                .anyMatch(line -> line.startsWith("deployment sub create --subscription sub-1")
                        && line.contains("resourceGroupName=rg-entra-guard-events existingSystemTopic= appId=/app"));
    }

    @Test
    void somebody_elses_topic_is_used_where_it_carries_the_identity_of_dead_letters() throws IOException {
        Path az = folder.resolve("bin/az");
        Files.writeString(az, Files.readString(az).replace("case \"$1 $2 $3\" in", """
                case "$1 $2 $3" in
                  "eventgrid system-topic list") printf 'rg-hub\\thub-topic\\n' ;;
                  "eventgrid system-topic show") cat "$AZ_FOLDER/identities" ;;"""));
        az("identities", "/another\n");

        Shell.Result refused = run(Map.of(), "infra/onboard/onboard.sh", "sub-1");
        az("identities", "/another\n/IDENTITY\n");
        Shell.Result used = run(Map.of(), "infra/onboard/onboard.sh", "sub-1");

        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.errors())
                .contains("rg-hub/hub-topic does not carry the identity")
                .contains("/identity");
        assertThat(used.exit()).isZero();
        assertThat(asked().stream().filter(line -> line.startsWith("deployment sub create")))
                .singleElement()
                .asString()
                .contains("resourceGroupName=rg-hub existingSystemTopic=hub-topic");
    }

    @Test
    void a_subscription_is_left_as_it_was_before() throws IOException {
        answers(
                "eventgrid system-topic list", "rg-entra-guard-events\tentra-guard",
                "eventgrid system-topic event-subscription", "entra-guard",
                "resource list --subscription", "");

        Shell.Result removed = run(Map.of(), "infra/onboard/onboard.sh", "--remove", "sub-1");

        assertThat(removed.lines()).last().isEqualTo("sub-1: removed");
        assertThat(asked().stream().filter(line -> line.contains(" delete ")))
                .extracting(line -> line.replaceFirst(" --subscription sub-1.*", ""))
                .containsExactly(
                        "eventgrid system-topic event-subscription delete",
                        "eventgrid system-topic delete",
                        "group delete");
    }

    @Test
    void what_others_put_into_the_group_stays_and_so_does_their_topic() throws IOException {
        answers(
                "eventgrid system-topic list", "rg-entra-guard-events\tentra-guard",
                "eventgrid system-topic event-subscription", "",
                "resource list --subscription", "/somebody-elses");
        run(Map.of(), "infra/onboard/onboard.sh", "--remove", "sub-1");
        assertThat(asked())
                .noneMatch(line -> line.startsWith("group delete") || line.contains("event-subscription delete"));

        answers("eventgrid system-topic list", "rg-hub\thub-topic");
        run(Map.of(), "infra/onboard/onboard.sh", "--remove", "sub-2");
        assertThat(asked())
                .noneMatch(line -> line.contains("delete --subscription sub-2 --resource-group rg-hub --name"));
    }

    @Test
    void the_second_phase_tries_again_what_time_may_mend_and_nothing_else() throws IOException {
        Map<String, String> watched = Map.of("AZURE_SUBSCRIPTION_ID", "sub-1");
        fails("deployment sub create");
        Shell.Result late = run(watched, "infra/scripts/postdeploy.sh");
        assertThat(late.exit()).isOne();
        assertThat(late.errors()).contains("try 6 of 6").contains("azd hooks run postdeploy");
        assertThat(asked().stream().filter(line -> line.startsWith("deployment sub create")))
                .hasSize(6);

        answers(
                "eventgrid system-topic list", "rg-hub\thub-topic",
                "eventgrid system-topic show", "/another");
        Shell.Result others = run(watched, "infra/scripts/postdeploy.sh");
        assertThat(others.exit()).isEqualTo(3);
        assertThat(others.errors()).contains("does not carry the identity").doesNotContain("try 1");
    }

    static List<Path> pages() {
        return Stream.of(
                        "README.md",
                        "infra/README.md",
                        "infra/policy/README.md",
                        "docs/operations.md",
                        "docs/siem-rules.md")
                .map(Path::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void what_is_to_be_pasted_into_a_shell_can_be(Path page) throws IOException {
        List<String> blocks = Pattern.compile("(?ms)^```sh\n(.*?)^```")
                .matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            Path file = Files.writeString(folder.resolve("block.sh"), block);
            assertThat(run(Map.of(), "-n", file.toString()).errors()).as(block).isEmpty();
        }
    }

    @Test
    void the_second_phase_waits_for_the_function_and_says_what_is_missing() throws IOException {
        Shell.Result unset = run(Map.of("AZURE_SUBSCRIPTION_ID", ""), "infra/scripts/postdeploy.sh");
        Shell.Result done = run(Map.of("AZURE_SUBSCRIPTION_ID", "sub-1"), "infra/scripts/postdeploy.sh");

        assertThat(unset.exit()).isEqualTo(2);
        assertThat(unset.errors()).contains("AZURE_SUBSCRIPTION_ID is not set");
        assertThat(done.exit()).isZero();
        assertThat(asked().get(0)).contains("/app/functions/ClusterEvents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another"})
    void the_ledger_is_locked_only_by_whoever_types_its_name(String answer) throws IOException {
        az("storage-container-immutability-policy", "Unlocked\t365\tTrue\t\"8d\"\n");

        Shell.Result refused =
                run(Map.of("GUARD_LOCK_CONFIRMED", answer), "infra/scripts/lock-ledger.sh", "rg-guard", "stguard");
        assertThat(refused.exit()).isOne();
        assertThat(asked()).noneMatch(line -> line.contains("immutability-policy lock"));

        Shell.Result locked =
                run(Map.of("GUARD_LOCK_CONFIRMED", "stguard"), "infra/scripts/lock-ledger.sh", "rg-guard", "stguard");
        assertThat(locked.exit()).isZero();
        assertThat(asked())
                .anyMatch(line -> line.contains("immutability-policy lock") && line.contains("--if-match \"8d\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unlocked\t365\tFalse\t\"8d\"", "", "Locked\t365\tTrue\t\"8d\""})
    void a_ledger_that_could_not_grow_any_more_or_is_locked_is_left_alone(String policy) throws IOException {
        az("storage-container-immutability-policy", policy);

        run(Map.of("GUARD_LOCK_CONFIRMED", "stguard"), "infra/scripts/lock-ledger.sh", "rg-guard", "stguard");

        assertThat(asked()).noneMatch(line -> line.contains("immutability-policy lock"));
    }

    @Test
    void the_graph_permission_is_given_once_and_can_be_taken_away() throws IOException {
        az("ad-sp-show", "role-or-resource\n");
        az("rest---method-get", "");

        Shell.Result given = run(Map.of(), "infra/scripts/grant-graph.sh", GUID);
        az("rest---method-get", "assignment-1\n");
        Shell.Result again = run(Map.of(), "infra/scripts/grant-graph.sh", GUID);
        Shell.Result revoked = run(Map.of(), "infra/scripts/grant-graph.sh", "--revoke", GUID);

        assertThat(given.lines()).containsExactly(GUID + " has GroupMember.Read.All");
        assertThat(again.lines()).containsExactly(GUID + " has GroupMember.Read.All already");
        assertThat(revoked.lines()).containsExactly(GUID + " has no GroupMember.Read.All");
        assertThat(asked().stream().filter(line -> line.startsWith("rest --method post")))
                .hasSize(1);
        assertThat(asked())
                .anyMatch(line -> line.matches("rest --method delete .*/appRoleAssignments/assignment-1 .*"));
    }

    @Test
    void the_graph_permission_is_given_to_an_object_id_and_nothing_else() throws IOException {
        assertThat(run(Map.of(), "infra/scripts/grant-graph.sh", "guard'; x").exit())
                .isEqualTo(2);
        assertThat(asked()).isEmpty();
    }
}

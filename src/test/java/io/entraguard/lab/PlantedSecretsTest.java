package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenarios plant tokens, kubeconfigs, keys and client certificates wherever somebody could write something that the guard
 * reads: nothing that it writes, answers or logs gives one of them away. Each planted text holds {@value #PLANTED}.
 */
class PlantedSecretsTest {
    private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");
    private static final String EVERYWHERE = "secrets-planted-everywhere";
    private static final String PLANTED = "SECRET-";

    /** Beside what was planted: what no kubeconfig and no key comes without. */
    private static final Pattern GIVEN_AWAY = Pattern.compile(PLANTED
            + "|client-key-data|client-certificate-data|certificate-authority-data|BEGIN (RSA )?PRIVATE KEY"
            + "|BEGIN CERTIFICATE|eyJ0eXAiOiJKV1Qi|Bearer ");

    /** The world's own documents and what the program sent back of them: the only outputs that show them as they are. */
    private static final List<String> SHOW_DOCUMENTS = List.of("clusters.json", "writes.jsonl");

    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger PROGRAM = Logger.getLogger("io.entraguard");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path home;

    /** Every line that is logged, whatever its level. */
    private static final class Logged extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord entry) {
            lines.add(formatter.format(entry) + Arrays.toString(entry.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @TestFactory
    Stream<DynamicTest> nothing_that_is_written_answered_or_logged_gives_a_planted_secret_away() throws IOException {
        try (Stream<Path> list = Files.list(SCENARIOS)) {
            List<Path> planted = list.filter(
                            folder -> !planted(folder.resolve("timeline.jsonl")).isEmpty())
                    .sorted()
                    .toList();
            assertThat(planted).hasSizeGreaterThan(8).contains(SCENARIOS.resolve(EVERYWHERE));
            return planted.stream()
                    .map(folder -> DynamicTest.dynamicTest(
                            String.valueOf(folder.getFileName()),
                            () -> assertThat(everythingOf(folder))
                                    .allSatisfy((name, text) -> assertThat(GIVEN_AWAY
                                                    .matcher(text)
                                                    .results()
                                                    .map(match -> text.substring(
                                                            match.start(), Math.min(text.length(), match.end() + 40))))
                                            .as(name)
                                            .isEmpty())));
        }
    }

    /** The distinct planted texts of a file. */
    private static List<String> planted(Path file) {
        try {
            return Pattern.compile(PLANTED + "[A-Za-z0-9-]+")
                    .matcher(Files.readString(file))
                    .results()
                    .map(match -> match.group())
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void secrets_are_planted_in_events_documents_tags_and_kube_audit_records() throws IOException {
        Path timeline = SCENARIOS.resolve(EVERYWHERE).resolve("timeline.jsonl");
        assertThat(planted(timeline)).hasSizeGreaterThan(30);
        for (String line : List.of("create", "event", "kubeAudit", "edit")) {
            assertThat(Files.readAllLines(timeline))
                    .as(line)
                    .anyMatch(text -> text.startsWith("{\"" + line + "\"") && text.contains(PLANTED));
        }
    }

    private Map<String, String> everythingOf(Path folder) throws IOException {
        var all = new LinkedHashMap<String, String>();
        var logged = new Logged();
        Level before = PROGRAM.getLevel();
        PROGRAM.setLevel(Level.ALL);
        PROGRAM.setUseParentHandlers(false); // everything is much, and nobody reads it
        PROGRAM.addHandler(logged);
        ROOT.addHandler(logged);
        Path out = home.resolve(String.valueOf(folder.getFileName()));
        try (var player = new Player(Scenario.read(folder), GuardMode.ENFORCE)) {
            var outputs = new Outputs(out);
            outputs.clear();
            player.play(new Unwatched());
            outputs.write(player);
            all.putAll(answers(player));
        } finally {
            ROOT.removeHandler(logged);
            PROGRAM.removeHandler(logged);
            PROGRAM.setUseParentHandlers(true);
            PROGRAM.setLevel(before);
        }
        all.put("what was logged", String.join("\n", logged.lines));
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = out.relativize(file).toString();
                if (!SHOW_DOCUMENTS.contains(name)) {
                    all.put(name, Files.readString(file));
                }
            }
        }
        assertThat(all)
                .containsKeys(
                        "audit.jsonl", "tickets.json", "decisions.jsonl", "summary.json", "report.html", "health");
        return all;
    }

    private static final class Unwatched implements Player.Watcher {
        @Override
        public void line(Line line) {}

        @Override
        public void worked() {}
    }

    /** What the functions behind HTTP answer, headers and all. */
    private Map<String, String> answers(Player player) {
        var paths = new ArrayList<>(List.of("clusters", "kpis", "health", "console"));
        for (Map<String, Object> cluster : player.world().clusters()) {
            String id = String.valueOf(cluster.get("id"));
            paths.add("clusters" + id);
            paths.add("console?cluster=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        }
        var answers = new LinkedHashMap<String, String>();
        try (ApiHost host = ApiHost.start(0, player.api())) {
            paths.forEach(path -> answers.put(path, get(host.uri(path))));
        }
        return answers;
    }

    private String get(URI uri) {
        try {
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            // A cluster that no event told the guard of is not found.
            assertThat(answer.statusCode()).as("%s", uri).isIn(200, 404);
            return answer.headers().map() + "\n" + answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

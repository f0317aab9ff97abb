package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.functions.console.ConsolePage;
import io.entraguard.functions.console.HostileFleet;
import io.entraguard.functions.console.SampleFleet;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The console in a real Chromium: {@code src/test/npm/console.js} looks at the lab's fleet as the function itself
 * serves it and as its saved report, at made-up fleets of 148 and of 10,000, and at one whose every text is hostile, and says what is not as it should be. It leaves what it saw in
 * {@code target/screenshots}; {@code docs/console.png} is {@code console.png} of there.
 */
class ConsoleBrowserIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path STORY = Path.of("src", "lab", "resources", "story");
    private static final Path NPM = Path.of(System.getProperty("npm.directory", "target/npm"));
    private static final Path SCREENSHOTS = Path.of("target", "screenshots").toAbsolutePath();

    private static final List<String> HOSTILE = List.of(
            "</script><script>alert(1)</script><b><b>x</b></b>",
            "\"><img src=x onerror=alert(1)>'{{{json}}}",
            "\u202e\u2066gpj.exe \u2028\u2029 \u0645\u0631\u062d\u0628\u0627",
            "W".repeat(300));

    /** Only there to end a wait that would otherwise last for ever. */
    private static final long MINUTES = 10;

    @TestFactory
    Stream<DynamicTest> the_console_in_a_browser() throws Exception {
        List<JsonNode> said = look();
        said.stream()
                .filter(line -> line.has("measured"))
                .forEach(line ->
                        System.out.println("console: " + line.get("measured").asText() + ": "
                                + line.get("milliseconds").asText() + " ms"));
        List<JsonNode> checks = said.stream().filter(line -> line.has("check")).toList();
        assertThat(said.get(said.size() - 1).path("done").asInt())
                .as("it came to its end, and what it said last is %s", said.get(said.size() - 1))
                .isPositive()
                .isEqualTo(checks.size());
        return checks.stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.get("check").asText(),
                        () -> assertThat(check.get("failure").isNull())
                                .as(check.get("failure").asText())
                                .isTrue()));
    }

    /** The story of a company whose production has administrators to be given, so that the guard asks for approval there. */
    private static Path asking() throws IOException {
        Path folder = Files.createDirectories(SCREENSHOTS.resolveSibling("console-story"));
        try (Stream<Path> files = Files.list(STORY)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        String policy = Files.readString(folder.resolve("policy.yaml"));
        String rule = "    mode: approve\n";
        assertThat(policy).contains(rule);
        Files.writeString(
                folder.resolve("policy.yaml"),
                policy.replace(rule, rule + "    adminGroups: [22222222-2222-2222-2222-222222222222]\n"));
        return folder;
    }

    private static Player played() throws IOException {
        var player = new Player(Scenario.read(asking()), GuardMode.ENFORCE);
        player.play(new Player.Watcher() {
            @Override
            public void line(Line line) {}

            @Override
            public void worked() {}
        });
        return player;
    }

    private static Map<String, byte[]> pages() {
        var pages = new HashMap<String, byte[]>();
        pages.put("/small", page(SampleFleet.small()));
        pages.put("/large", page(SampleFleet.large()));
        for (int i = 0; i < HOSTILE.size(); i++) {
            pages.put("/hostile" + i, page(HostileFleet.of(HOSTILE.get(i))));
        }
        return pages;
    }

    private static byte[] page(Map<String, Object> tree) {
        return ConsolePage.of(tree).getBytes(StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, Map<String, byte[]> pages) throws IOException {
        try (exchange) {
            byte[] page = pages.get(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().set("Content-Security-Policy", ConsolePage.contentSecurityPolicy());
            exchange.sendResponseHeaders(page == null ? 404 : 200, page == null ? -1 : page.length);
            if (page != null) {
                exchange.getResponseBody().write(page);
            }
        }
    }

    private static List<JsonNode> look() throws Exception {
        Map<String, byte[]> pages = pages();
        Files.createDirectories(SCREENSHOTS);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, pages));
        server.start();
        try (var player = played();
                var host = ApiHost.start(0, player.api())) {
            Path report = SCREENSHOTS.resolve("report.html");
            Files.writeString(report, player.api().console().report());
            return browser(Map.of(
                    "base", "http://127.0.0.1:" + server.getAddress().getPort(),
                    "lab", host.uri("console").toString(),
                    "report", report.toString(),
                    "screenshots", SCREENSHOTS.toString()));
        } finally {
            server.stop(0);
        }
    }

    private static List<JsonNode> browser(Map<String, String> input) throws Exception {
        Path temporary = Files.createDirectories(NPM.resolve("browser").toAbsolutePath());
        var builder =
                new ProcessBuilder("node", "src/test/npm/console.js").redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put("NODE_PATH", NPM.resolve("node_modules").toAbsolutePath().toString());
        builder.environment().put("TMPDIR", temporary.toString()); // where the browser is unpacked to
        Process node = builder.start();
        try (var in = node.getOutputStream()) {
            in.write(JSON.writeValueAsBytes(input));
        }
        try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
            List<JsonNode> said = out.lines().map(ConsoleBrowserIT::json).toList();
            assertThat(node.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
            return said;
        } finally {
            node.destroy();
        }
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException("the script said: " + line, e);
        }
    }
}

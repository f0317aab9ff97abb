package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.functions.console.ConsolePage;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the console's function answers about fleets that the lab played. */
class ConsoleTest {
    private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");

    private static Player played(String scenario) {
        var player = new Player(Scenario.read(SCENARIOS.resolve(scenario)), GuardMode.ENFORCE);
        player.play(new Player.Watcher() {
            @Override
            public void line(Line line) {}

            @Override
            public void worked() {}
        });
        return player;
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static JsonNode tree(String page) throws IOException {
        String json = page.replaceFirst("(?s).*id=\"fleet-json\">", "").replaceFirst("(?s)</script>.*", "");
        return new ObjectMapper().readTree(json);
    }

    @Test
    void the_page_says_what_the_api_says_and_how_to_approve_and_nobody_may_frame_it() throws Exception {
        try (Player player = played("approval-is-asked-for");
                ApiHost host = ApiHost.start(0, player.api())) {
            HttpResponse<String> response = get(host.uri("console"));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .contains(ConsolePage.contentSecurityPolicy());
            assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            JsonNode said = tree(response.body());
            JsonNode api = new ObjectMapper().readTree(get(host.uri("clusters")).body());
            assertThat(said.path("clusters")).isEqualTo(api.path("clusters"));
            assertThat(said.path("details").isEmpty()).isTrue();
            assertThat(said.at("/kpis/series").isArray()).isTrue();
            assertThat(response.body()).contains("Waiting for an approver").contains("entra-guard-approve&#x3D;");
        }
    }

    @Test
    void a_clusters_history_comes_along_where_it_is_asked_for_and_everybodys_in_the_saved_report() throws Exception {
        try (Player player = played("approval-is-asked-for");
                ApiHost host = ApiHost.start(0, player.api())) {
            String id =
                    tree(player.api().console().report()).at("/clusters/0/id").asText();
            JsonNode api =
                    new ObjectMapper().readTree(get(host.uri("clusters" + id)).body());
            assertThat(api.path("timeline").isEmpty()).isFalse();

            for (String spelled : List.of(id, id.toUpperCase(Locale.ROOT))) {
                URI one = host.uri("console?code=k&cluster=" + URLEncoder.encode(spelled, StandardCharsets.UTF_8));
                assertThat(tree(get(one).body()).path("details").path(id)).isEqualTo(api);
            }
            JsonNode report = tree(player.api().console().report());
            assertThat(report.path("details").path(id)).isEqualTo(api);
            assertThat(report.path("details")).hasSameSizeAs(report.path("clusters"));
        }
    }

    @Test
    void a_cluster_that_nobody_knows_is_no_error_and_a_parameter_that_nobody_knows_is() throws Exception {
        try (Player player = played("approval-is-asked-for");
                ApiHost host = ApiHost.start(0, player.api())) {
            HttpResponse<String> gone = get(host.uri("console?cluster=%3Cscript%3E"));
            assertThat(gone.statusCode()).isEqualTo(200);
            assertThat(tree(gone.body()).path("details").isEmpty()).isTrue();
            assertThat(get(host.uri("console?clusters=x")).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void the_page_has_another_etag_exactly_when_it_is_another_page_and_the_same_for_a_minute_where_nothing_happens()
            throws Exception {
        try (Player player = played("approval-is-asked-for");
                ApiHost host = ApiHost.start(0, player.api())) {
            var pages = new HashMap<String, String>();
            Instant begin = player.clock().instant();
            for (int second = 1; second < 180; second += 7) {
                player.clock().advanceTo(begin.plusSeconds(second));
                HttpResponse<String> response = get(host.uri("console"));
                String etag = response.headers().firstValue("ETag").orElseThrow();
                assertThat(pages.put(etag, response.body()))
                        .as("the page before of that ETag, at second %d", second)
                        .isIn(null, response.body());
            }
            assertThat(pages).hasSize(3);
            assertThat(new HashSet<>(pages.values())).hasSize(3);
        }
    }

    @Test
    void where_memory_cannot_be_read_there_is_no_page_that_looks_well() throws Exception {
        try (Player player = played("approval-is-asked-for");
                ApiHost host = ApiHost.start(0, player.api())) {
            player.faults()
                    .order(new Fault(
                            Fault.Target.TABLE,
                            Optional.empty(),
                            Optional.empty(),
                            1_000,
                            new Fault.Answered(503, "ServerBusy", Optional.empty(), Optional.empty())));
            assertThat(get(host.uri("console")).statusCode()).isEqualTo(503);
        }
    }
}

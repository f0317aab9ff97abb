package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.trackers.GitHubServer;
import io.entraguard.lab.trackers.TrackerServer.Exchanged;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.testing.OpenApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the adapter asks, and what the simulated GitHub answers, is right by the OpenAPI document that GitHub publishes, as
 * the npm package {@code @octokit/openapi} has it.
 */
class GitHubOpenApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "entra-guard-ca4faa93716373d4e3ecf71c0863fcd7";
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private static OpenApi published;

    private final GitHubServer github = new GitHubServer(() -> NOW, FaultHook.NONE);
    private final GitHubTickets tickets = new GitHubTickets(
            new TrackerHttp(
                    new AzureHttp("9.9", Duration.ofSeconds(10)).client(),
                    github.url(),
                    Authorization.bearer(() -> "t0ken"),
                    "9.9",
                    () -> NOW),
            Optional.of(GitHubServer.REPOSITORY),
            Markdown::of);

    @BeforeAll
    static void read() throws IOException {
        published = new OpenApi(JSON.readTree(Path.of(System.getProperty("npm.directory"))
                .resolve("api.github.com.json")
                .toFile()));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    private static Draft draft(String word, Severity worst, String owner) {
        var cluster = ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG"
                + "/providers/Microsoft.ContainerService/managedClusters/c1");
        return new Draft(
                KEY,
                cluster,
                Pages.hostile(word),
                worst,
                NOW.plus(Duration.ofDays(7)),
                Optional.of(owner),
                TicketRouting.DEFAULT,
                Optional.empty());
    }

    private void wholeLife(String word) {
        TicketRouting routing = TicketRouting.DEFAULT;
        github.assignable("octocat");
        String id = tickets.open(draft(word, Severity.HIGH, "nobody")).id();
        tickets.find(routing, KEY, Optional.of(id));
        tickets.comment(routing, id, Pages.hostile("two"));
        tickets.comment(routing, id, Pages.hostile("two"));
        tickets.update(routing, id, draft(word, Severity.CRITICAL, "octocat"));
        tickets.resolve(routing, id, Pages.hostile("three"));
        tickets.reopen(routing, id, Pages.hostile("four"));
        github.transfer(KEY);
        tickets.find(routing, KEY, Optional.of(id));
        tickets.open(draft(word, Severity.HIGH, "octocat"));
        github.delete(KEY);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets.comment(routing, id, Pages.hostile("five")));
    }

    @Test
    void every_request_of_a_tickets_whole_life_is_one_that_github_publishes() {
        wholeLife("c1");
        Pages.HOSTILE.stream().filter(word -> !word.isEmpty()).forEach(this::wholeLife);
        assertThat(github.exchanged()).hasSizeGreaterThan(100).allSatisfy(exchanged -> {
            var asked = exchanged.asked();
            assertThat(published.request(asked.method(), asked.path(), asked.query(), body(asked.body())))
                    .as("%s %s %s", asked.method(), asked.path(), asked.body())
                    .isEmpty();
        });
    }

    @Test
    void the_simulated_github_answers_as_the_published_one() {
        wholeLife("c1");
        assertThat(github.exchanged()).isNotEmpty().allSatisfy(GitHubOpenApiIT::assertAnswered);
    }

    private static void assertAnswered(Exchanged exchanged) {
        var asked = exchanged.asked();
        var reply = exchanged.reply().orElseThrow();
        assertThat(published.answer(asked.method(), asked.path(), reply.status(), body(reply.body())))
                .as("%s %s %s", asked.method(), asked.path(), reply.body())
                .isEmpty();
    }

    @Test
    void the_document_is_read_and_tells_what_is_wrong() {
        List<String> issues = List.of("repos", "o", "r", "issues");
        List<String> issue = List.of("repos", "o", "r", "issues", "1");
        assertThat(published.request("POST", issues, Map.of(), body("{\"body\":\"no title\"}")))
                .isNotEmpty();
        assertThat(published.request("POST", issues, Map.of(), body("{\"title\":\"t\",\"lables\":[]}")))
                .isNotEmpty();
        assertThat(published.request("PATCH", issue, Map.of(), body("{\"state\":\"done\"}")))
                .isNotEmpty();
        assertThat(published.request("GET", issues, Map.of("state", "any"), Optional.empty()))
                .isNotEmpty();
        assertThat(published.request("GET", issues, Map.of("label", "x"), Optional.empty()))
                .isNotEmpty();
        assertThat(published.request("GET", List.of("repos", "o", "r", "tickets"), Map.of(), Optional.empty()))
                .isNotEmpty();
        assertThat(published.answer("GET", issue, 200, body("{\"number\":1}"))).isNotEmpty();
    }

    private static Optional<JsonNode> body(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}

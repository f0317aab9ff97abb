package io.entraguard.lab.trackers;

import com.azure.core.http.HttpClient;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.reconcile.Tickets;
import io.entraguard.tickets.Authorization;
import io.entraguard.tickets.AzureBoardsPlace;
import io.entraguard.tickets.AzureBoardsTickets;
import io.entraguard.tickets.GitHubTickets;
import io.entraguard.tickets.JiraPlace;
import io.entraguard.tickets.JiraTickets;
import io.entraguard.tickets.Markdown;
import io.entraguard.tickets.ServiceNowPlace;
import io.entraguard.tickets.ServiceNowTickets;
import io.entraguard.tickets.TrackerHttp;
import io.entraguard.tickets.WebhookTickets;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * A simulated tracker, the adapter that ships before it, and the people who work in it.
 *
 * @param count how many tickets it holds
 * @param texts all that stands in the tickets of a key, oldest first
 * @param closing somebody closes what there is of a key
 * @param deleting somebody deletes what there is of a key
 * @param requests method and path, as {@link Weather#loses} takes them, of what {@link Tickets} calls find, open and resolve
 */
public record StagedTracker(
        Tickets tickets,
        Weather weather,
        IntSupplier count,
        Function<String, List<String>> texts,
        Consumer<String> closing,
        Consumer<String> deleting,
        Map<String, String> requests,
        Runnable stop)
        implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SEARCH_LAG = Duration.ofMinutes(3);

    /** The trackers that there are. */
    public enum Kind {
        JIRA,
        SERVICENOW,
        GITHUB,
        AZURE_BOARDS,
        /** Its receiver tells nobody what people do there. */
        WEBHOOK;

        /** One of them, empty, at that clock. */
        public StagedTracker start(InstantSource clock) {
            var weather = new Weather(clock);
            return switch (this) {
                case JIRA -> jira(clock, weather);
                case SERVICENOW -> serviceNow(clock, weather);
                case GITHUB -> gitHub(clock, weather);
                case AZURE_BOARDS -> azureBoards(clock, weather);
                case WEBHOOK -> webhook(clock, weather);
            };
        }
    }

    /** The answer to the next call of that name, find, open or resolve, is lost. */
    public void losesAnswerTo(String call) {
        weather.loses(Optional.ofNullable(requests.get(call)).orElseThrow());
    }

    @Override
    public void close() {
        stop.run();
    }

    private static TrackerHttp door(
            HttpClient client, String url, Authorization authorization, InstantSource clock, Weather weather) {
        return new TrackerHttp(weather.over(client), url, authorization, "lab", clock);
    }

    private static StagedTracker jira(InstantSource clock, Weather weather) {
        var jira = new SimulatedJira(clock);
        jira.searchLags(SEARCH_LAG);
        Authorization basic = Authorization.basic("guard@example.com", () -> "token");
        var place = new JiraPlace(URI.create("https://example.atlassian.net"), Optional.of("SEC"));
        return new StagedTracker(
                new JiraTickets(door(new AzureHttp("9.9", TIMEOUT).client(), jira.url(), basic, clock, weather), place),
                weather,
                () -> jira.issues().size(),
                jira::texts,
                jira::closed,
                jira::deleted,
                Map.of("find", "POST .*/search/jql$", "open", "POST .*/issue$", "resolve", "POST .*/transitions$"),
                jira::close);
    }

    private static StagedTracker serviceNow(InstantSource clock, Weather weather) {
        var instance = new SimulatedServiceNow(clock);
        Authorization basic = Authorization.basic("guard", () -> "token");
        var place = ServiceNowPlace.incidents(URI.create("https://example.service-now.com"));
        return new StagedTracker(
                new ServiceNowTickets(
                        door(new AzureHttp("9.9", TIMEOUT).client(), instance.url(), basic, clock, weather), place),
                weather,
                instance::count,
                instance::texts,
                key -> instance.moved(key, "6"),
                instance::deleted,
                Map.of("find", "GET .*/incident$", "open", "POST .*/incident$", "resolve", "PATCH .*/incident/.*"),
                instance::close);
    }

    private static StagedTracker gitHub(InstantSource clock, Weather weather) {
        var github = new GitHubServer(clock, FaultHook.NONE);
        TrackerHttp door = door(
                new AzureHttp("9.9", TIMEOUT).client(),
                github.url(),
                Authorization.bearer(() -> "token"),
                clock,
                weather);
        return new StagedTracker(
                new GitHubTickets(door, Optional.of(GitHubServer.REPOSITORY), Markdown::of),
                weather,
                () -> github.shown().size(),
                key -> github.shown().stream()
                        .filter(issue -> issue.labels().contains(key))
                        .flatMap(issue -> issue.texts().stream())
                        .toList(),
                github::closeByPeople,
                github::delete,
                Map.of("find", "GET .*/issues$", "open", "POST .*/issues$", "resolve", "PATCH .*/issues/.*"),
                github::close);
    }

    private static StagedTracker azureBoards(InstantSource clock, Weather weather) {
        var boards = new SimulatedAzureBoards(clock, FaultHook.NONE);
        String url = SimulatedAzureBoards.url();
        var place = new AzureBoardsPlace(URI.create(url), "Platform", "Issue");
        return new StagedTracker(
                new AzureBoardsTickets(door(boards, url, Authorization.bearer(() -> "token"), clock, weather), place),
                weather,
                boards::count,
                boards::texts,
                key -> boards.set(key, "System.State", "Closed"),
                boards::delete,
                Map.of("find", "POST .*/wiql$", "open", "POST .*/workitems/.*", "resolve", "PATCH .*/workitems/.*"),
                () -> {});
    }

    private static StagedTracker webhook(InstantSource clock, Weather weather) {
        String secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        var receiver = new WebhookReceiver(secret, FaultHook.NONE);
        var store = new LabMemoryStore(FaultHook.NONE);
        TrackerHttp door =
                door(new AzureHttp("9.9", TIMEOUT).client(), receiver.url(), Authorization.NONE, clock, weather);
        return new StagedTracker(
                new WebhookTickets(door, () -> List.of(secret), "/lab", store, clock, Markdown::of),
                weather,
                () -> (int) receiver.events().stream()
                        .filter(event -> event.path("type").asText().endsWith(".opened"))
                        .count(),
                key -> receiver.events(key).stream()
                        .filter(event -> event.path("data").has("text"))
                        .map(event ->
                                event.path("data").path("text").path("plain").asText())
                        .toList(),
                key -> {},
                key -> {},
                Map.of("find", "GET .*", "open", "POST .*", "resolve", "POST .*"),
                receiver::close);
    }
}

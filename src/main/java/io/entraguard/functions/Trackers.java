package io.entraguard.functions;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import io.entraguard.azure.telemetry.Reporting.Callee;
import io.entraguard.azure.telemetry.Reporting.Calls;
import io.entraguard.functions.TrackerSettings.AzureBoards;
import io.entraguard.functions.TrackerSettings.GitHub;
import io.entraguard.functions.TrackerSettings.Jira;
import io.entraguard.functions.TrackerSettings.ServiceNow;
import io.entraguard.functions.TrackerSettings.Webhook;
import io.entraguard.model.ProgramVersion;
import io.entraguard.policy.TicketRouting.Tracker;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.Tickets;
import io.entraguard.tickets.Authorization;
import io.entraguard.tickets.AzureBoardsPlace;
import io.entraguard.tickets.AzureBoardsTickets;
import io.entraguard.tickets.GitHubTickets;
import io.entraguard.tickets.JiraPlace;
import io.entraguard.tickets.JiraTickets;
import io.entraguard.tickets.Markdown;
import io.entraguard.tickets.OwnTickets;
import io.entraguard.tickets.RoutedTickets;
import io.entraguard.tickets.ServiceNowPlace;
import io.entraguard.tickets.ServiceNowTickets;
import io.entraguard.tickets.ServiceNowToken;
import io.entraguard.tickets.TrackerHttp;
import io.entraguard.tickets.WebhookTickets;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Makes the trackers that the settings configure, each with the door that it is reached by. */
final class Trackers {
    private final HttpClient client;
    private final Optional<TokenCredential> identity;
    private final MemoryStore memory;
    private final Clock clock;

    private Trackers(HttpClient client, Optional<TokenCredential> identity, MemoryStore memory, Clock clock) {
        this.client = client;
        this.identity = identity;
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * All of them as one, with the guard's own table for where there is none.
     *
     * @param http the process's own, which follows no redirect
     * @param calls traces their requests
     * @param identity the guard's own, for Azure Boards without a token
     */
    static Tickets of(
            GuardSettings settings,
            HttpClient http,
            Calls calls,
            Optional<TokenCredential> identity,
            MemoryStore memory,
            Clock clock) {
        HttpClient client = calls.traced(http, Callee.TRACKER);
        var trackers = new Trackers(client, identity, memory, clock);
        Map<Tracker, Tickets> all = new EnumMap<>(Tracker.class);
        TrackerSettings configured = settings.trackers();
        configured.jira().ifPresent(jira -> all.put(Tracker.JIRA, trackers.jira(jira)));
        configured.serviceNow().ifPresent(now -> all.put(Tracker.SERVICENOW, trackers.serviceNow(now)));
        configured.gitHub().ifPresent(gitHub -> all.put(Tracker.GITHUB, trackers.gitHub(gitHub)));
        configured.azureBoards().ifPresent(boards -> all.put(Tracker.AZURE_BOARDS, trackers.azureBoards(boards)));
        configured.webhook().ifPresent(webhook -> all.put(Tracker.WEBHOOK, trackers.webhook(webhook)));
        return new RoutedTickets(all, configured.main(), new OwnTickets(memory, clock));
    }

    private TrackerHttp door(String url, Authorization authorization) {
        return new TrackerHttp(client, url, authorization, ProgramVersion.text(), clock);
    }

    private Tickets jira(Jira jira) {
        TrackerHttp door = door(jira.url().toString(), Authorization.basic(jira.email(), jira.token()::text));
        return new JiraTickets(
                door, new JiraPlace(jira.site(), jira.project(), jira.issueType(), JiraPlace.PRIORITIES));
    }

    private Tickets serviceNow(ServiceNow now) {
        String url = now.url().toString();
        Authorization authorization = now.oauth()
                ? new ServiceNowToken(door(url, Authorization.NONE), now.client(), now.secret()::text, clock)
                : Authorization.basic(now.client(), now.secret()::text);
        return new ServiceNowTickets(
                door(url, authorization), new ServiceNowPlace(now.url(), now.table(), now.closeCode(), now.journal()));
    }

    private Tickets gitHub(GitHub gitHub) {
        TrackerHttp door = door(gitHub.url().toString(), Authorization.bearer(gitHub.token()::text));
        return new GitHubTickets(door, gitHub.repo(), Markdown::of);
    }

    private Tickets azureBoards(AzureBoards boards) {
        Authorization authorization = boards.token()
                .map(token -> Authorization.basic("", token::text))
                .orElseGet(() -> Authorization.entra(identity.orElseThrow(), AzureBoardsTickets.SCOPE));
        TrackerHttp door = door(boards.url().toString(), authorization);
        return new AzureBoardsTickets(door, new AzureBoardsPlace(boards.url(), boards.project(), boards.type()));
    }

    private Tickets webhook(Webhook webhook) {
        return new WebhookTickets(
                door(webhook.url().text(), Authorization.NONE),
                () -> webhook.secrets().stream().map(Secret::text).toList(),
                webhook.source(),
                memory,
                clock,
                Markdown::of);
    }
}

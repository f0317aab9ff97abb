package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.entraguard.functions.TrackerSettings.AzureBoards;
import io.entraguard.functions.TrackerSettings.GitHub;
import io.entraguard.functions.TrackerSettings.Jira;
import io.entraguard.functions.TrackerSettings.ServiceNow;
import io.entraguard.functions.TrackerSettings.Webhook;
import io.entraguard.policy.TicketRouting.Tracker;
import io.entraguard.tickets.ServiceNowPlace.Journal;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerSettingsTest {
    private static final String SECRET = "s3cr3t";
    private static final String WHSEC = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final Map<String, String> ALL = Map.ofEntries(
            Map.entry("GUARD_TRACKER", "azure-boards"),
            Map.entry("GUARD_JIRA_URL", "https://api.atlassian.com/ex/jira/1/"),
            Map.entry("GUARD_JIRA_SITE", "https://x.atlassian.net"),
            Map.entry("GUARD_JIRA_EMAIL", "guard@example.com"),
            Map.entry("GUARD_JIRA_TOKEN", SECRET),
            Map.entry("GUARD_JIRA_PROJECT", "SEC"),
            Map.entry("GUARD_SERVICENOW_URL", "https://x.service-now.com"),
            Map.entry("GUARD_SERVICENOW_USER", "guard"),
            Map.entry("GUARD_SERVICENOW_PASSWORD", SECRET),
            Map.entry("GUARD_SERVICENOW_JOURNAL", "comments"),
            Map.entry("GUARD_GITHUB_TOKEN", SECRET),
            Map.entry("GUARD_GITHUB_REPO", "owner/name"),
            Map.entry("GUARD_AZURE_BOARDS_URL", "https://dev.azure.com/org"),
            Map.entry("GUARD_AZURE_BOARDS_PROJECT", "Platform"),
            Map.entry("GUARD_AZURE_BOARDS_TOKEN", SECRET),
            Map.entry("GUARD_WEBHOOK_URL", "https://example.com/hook?key=" + SECRET),
            Map.entry("GUARD_WEBHOOK_SECRET", WHSEC + "  " + WHSEC));

    private static TrackerSettings settings(Map<String, String> environment) {
        return TrackerSettings.of(new Variables(environment));
    }

    private static TrackerSettings settings(String... namesAndValues) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings(environment);
    }

    @Test
    void several_trackers_are_configured_at_once_and_show_no_secret() {
        TrackerSettings settings = settings(ALL);
        var secret = new Secret(SECRET);
        assertThat(settings)
                .isEqualTo(new TrackerSettings(
                        Optional.of(Tracker.AZURE_BOARDS),
                        Optional.of(new Jira(
                                URI.create("https://api.atlassian.com/ex/jira/1"),
                                URI.create("https://x.atlassian.net"),
                                "guard@example.com",
                                secret,
                                Optional.of("SEC"),
                                "Task")),
                        Optional.of(new ServiceNow(
                                URI.create("https://x.service-now.com"),
                                "guard",
                                false,
                                secret,
                                "incident",
                                "Solution provided",
                                Journal.COMMENTS)),
                        Optional.of(
                                new GitHub(URI.create("https://api.github.com"), secret, Optional.of("owner/name"))),
                        Optional.of(new AzureBoards(
                                URI.create("https://dev.azure.com/org"), "Platform", "Issue", Optional.of(secret))),
                        Optional.of(new Webhook(
                                new Secret("https://example.com/hook?key=" + SECRET),
                                List.of(new Secret(WHSEC), new Secret(WHSEC)),
                                "/entra-guard"))));
        assertThat(settings.toString()).doesNotContain(SECRET, WHSEC, "example.com/hook");
    }

    @Test
    void a_tracker_is_configured_by_whatever_has_no_default() {
        assertThat(settings("GUARD_JIRA_ISSUE_TYPE", "Bug", "GUARD_GITHUB_URL", "https://ghe.example.com/api/v3")
                        .has(Tracker.GITHUB))
                .isFalse();
        assertThat(settings("GUARD_TRACKER", "none").main()).isEmpty();
    }

    @Test
    void azure_boards_does_without_a_token_and_servicenow_takes_an_application() {
        var all = new HashMap<>(ALL);
        all.remove("GUARD_AZURE_BOARDS_TOKEN");
        all.remove("GUARD_SERVICENOW_USER");
        all.remove("GUARD_SERVICENOW_PASSWORD");
        all.put("GUARD_SERVICENOW_CLIENT_ID", "id");
        all.put("GUARD_SERVICENOW_CLIENT_SECRET", SECRET);
        TrackerSettings settings = settings(all);
        assertThat(settings.azureBoards().orElseThrow().token()).isEmpty();
        assertThat(settings.serviceNow().orElseThrow().oauth()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GUARD_JIRA_URL",
        "GUARD_JIRA_EMAIL",
        "GUARD_JIRA_TOKEN",
        "GUARD_SERVICENOW_URL",
        "GUARD_SERVICENOW_USER",
        "GUARD_SERVICENOW_PASSWORD",
        "GUARD_GITHUB_TOKEN",
        "GUARD_AZURE_BOARDS_URL",
        "GUARD_AZURE_BOARDS_PROJECT",
        "GUARD_WEBHOOK_URL",
        "GUARD_WEBHOOK_SECRET"
    })
    void a_tracker_that_lacks_something_is_refused_naming_it(String name) {
        var all = new HashMap<>(ALL);
        all.remove(name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(all))
                .withMessage(name + " is missing: this tracker cannot be used without it; give it, or none of the"
                        + " tracker's settings.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GUARD_TRACKER | trello | GUARD_TRACKER is \"trello\": allowed are none, jira, servicenow, github,"
                        + " azure-boards, webhook.",
                "GUARD_TRACKER | jira | GUARD_TRACKER is jira, which is not configured: give the settings GUARD_JIRA_…,"
                        + " or leave it at none.",
                "GUARD_JIRA_URL | http://jira.example.com | GUARD_JIRA_URL is not a usable endpoint: give an https URL"
                        + " without user, query or fragment, or an http one on localhost.",
                "GUARD_GITHUB_REPO | https://github.com/o/n | GUARD_GITHUB_REPO is \"https://github.com/o/n\": give"
                        + " owner/name of a repository.",
                "GUARD_JIRA_TOKEN | @Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s3cr3t) |"
                        + " GUARD_JIRA_TOKEN is a Key Vault reference that could not be resolved: see whether the vault"
                        + " holds that secret and the app's identity has the role Key Vault Secrets User.",
            })
    void a_wrong_value_is_refused_in_one_sentence(String name, String value, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(name, value))
                .withMessage(sentence);
    }

    @Test
    void a_signing_secret_that_is_none_is_refused_without_being_shown() {
        for (String wrong : List.of("s3cr3t", WHSEC + " s3cr3t", WHSEC + " " + WHSEC + " " + WHSEC)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings("GUARD_WEBHOOK_URL", "https://a.example", "GUARD_WEBHOOK_SECRET", wrong))
                    .withMessageStartingWith("GUARD_WEBHOOK_SECRET is no signing secret: give whsec_")
                    .withMessageNotContaining(SECRET);
        }
    }
}

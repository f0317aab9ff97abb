package io.entraguard.functions;

import io.entraguard.policy.TicketRouting.Tracker;
import io.entraguard.tickets.ServiceNowPlace.Journal;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which trackers there are and how they are reached. A tracker is configured where any of its settings is given that has
 * no default; then all that it cannot do without must be.
 *
 * @param main {@code GUARD_TRACKER}, for clusters whose policy names none; empty for the guard's own table
 */
record TrackerSettings(
        Optional<Tracker> main,
        Optional<Jira> jira,
        Optional<ServiceNow> serviceNow,
        Optional<GitHub> gitHub,
        Optional<AzureBoards> azureBoards,
        Optional<Webhook> webhook) {
    private static final Pattern EMAIL = Pattern.compile("[^\\s:]{1,120}@[^\\s:]{1,120}");
    private static final Pattern PROJECT_KEY = Pattern.compile("[A-Z][A-Z0-9_]{1,254}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/\\\\]{1,128}");
    private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}:]{1,128}");
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}");
    private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,79}");
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9._~:/-]{1,200}");
    private static final Pattern SIGNING = Pattern.compile("whsec_[A-Za-z0-9+/=]{32,90}");

    /** The words of {@code GUARD_TRACKER}. */
    private enum Word {
        NONE,
        JIRA,
        SERVICENOW,
        GITHUB,
        AZURE_BOARDS,
        WEBHOOK;

        private Optional<Tracker> tracker() {
            return switch (this) {
                case NONE -> Optional.empty();
                case JIRA -> Optional.of(Tracker.JIRA);
                case SERVICENOW -> Optional.of(Tracker.SERVICENOW);
                case GITHUB -> Optional.of(Tracker.GITHUB);
                case AZURE_BOARDS -> Optional.of(Tracker.AZURE_BOARDS);
                case WEBHOOK -> Optional.of(Tracker.WEBHOOK);
            };
        }
    }

    /**
     * Jira Cloud.
     *
     * @param url of its API
     * @param site where people see it
     */
    record Jira(URI url, URI site, String email, Secret token, Optional<String> project, String issueType) {}

    /**
     * ServiceNow.
     *
     * @param client an OAuth application's id, or a user's name
     * @param oauth which of the two
     */
    record ServiceNow(
            URI url, String client, boolean oauth, Secret secret, String table, String closeCode, Journal journal) {}

    /** GitHub, or an Enterprise Server of one's own. */
    record GitHub(URI url, Secret token, Optional<String> repo) {}

    /**
     * Azure Boards.
     *
     * @param token a personal access token; empty for the guard's identity
     */
    record AzureBoards(URI url, String project, String type, Optional<Secret> token) {}

    /**
     * A webhook.
     *
     * @param url may hold a secret itself
     * @param secrets the newest first
     */
    record Webhook(Secret url, List<Secret> secrets, String source) {}

    static TrackerSettings of(Variables variables) {
        var settings = new TrackerSettings(
                variables.word("GUARD_TRACKER", Word.NONE).tracker(),
                jira(variables),
                serviceNow(variables),
                gitHub(variables),
                azureBoards(variables),
                webhook(variables));
        settings.main.filter(tracker -> !settings.has(tracker)).ifPresent(tracker -> {
            String word = tracker.name().toLowerCase(Locale.ROOT);
            throw Variables.invalid(
                    "GUARD_TRACKER",
                    "is " + word.replace('_', '-') + ", which is not configured",
                    "give the settings GUARD_" + tracker.name() + "_…, or leave it at none");
        });
        return settings;
    }

    /** Whether that one is configured. */
    boolean has(Tracker tracker) {
        return switch (tracker) {
            case JIRA -> jira.isPresent();
            case SERVICENOW -> serviceNow.isPresent();
            case GITHUB -> gitHub.isPresent();
            case AZURE_BOARDS -> azureBoards.isPresent();
            case WEBHOOK -> webhook.isPresent();
        };
    }

    private static Optional<Jira> jira(Variables variables) {
        Optional<URI> url = variables.url("GUARD_JIRA_URL");
        Optional<URI> site = variables.url("GUARD_JIRA_SITE");
        Optional<String> email =
                variables.matching("GUARD_JIRA_EMAIL", EMAIL, "the e-mail address of the guard's user");
        Optional<Secret> token = variables.secret("GUARD_JIRA_TOKEN");
        Optional<String> project = variables.matching("GUARD_JIRA_PROJECT", PROJECT_KEY, "a project's key such as SEC");
        String type = variables
                .matching("GUARD_JIRA_ISSUE_TYPE", NAME, "the name of an issue type")
                .orElse("Task");
        if (none(url, site, email, token, project)) {
            return Optional.empty();
        }
        URI api = given("GUARD_JIRA_URL", url);
        return Optional.of(new Jira(
                api,
                site.orElse(api),
                given("GUARD_JIRA_EMAIL", email),
                given("GUARD_JIRA_TOKEN", token),
                project,
                type));
    }

    private static Optional<ServiceNow> serviceNow(Variables variables) {
        Optional<URI> url = variables.url("GUARD_SERVICENOW_URL");
        Optional<String> client = variables.matching("GUARD_SERVICENOW_CLIENT_ID", USER, "an OAuth application's id");
        Optional<Secret> clientSecret = variables.secret("GUARD_SERVICENOW_CLIENT_SECRET");
        Optional<String> user = variables.matching("GUARD_SERVICENOW_USER", USER, "a user's name");
        Optional<Secret> password = variables.secret("GUARD_SERVICENOW_PASSWORD");
        String table = variables
                .matching("GUARD_SERVICENOW_TABLE", TABLE, "a table's name such as incident")
                .orElse("incident");
        String closeCode = variables
                .matching("GUARD_SERVICENOW_CLOSE_CODE", NAME, "a resolution code of the instance")
                .orElse("Solution provided");
        Journal journal = variables.word("GUARD_SERVICENOW_JOURNAL", Journal.WORK_NOTES);
        if (none(url, client, clientSecret, user, password)) {
            return Optional.empty();
        }
        boolean oauth = user.isEmpty() && password.isEmpty();
        String prefix = "GUARD_SERVICENOW_";
        return Optional.of(new ServiceNow(
                given(prefix + "URL", url),
                oauth ? given(prefix + "CLIENT_ID", client) : given(prefix + "USER", user),
                oauth,
                oauth ? given(prefix + "CLIENT_SECRET", clientSecret) : given(prefix + "PASSWORD", password),
                table,
                closeCode,
                journal));
    }

    private static Optional<GitHub> gitHub(Variables variables) {
        URI url = variables.endpoint("GUARD_GITHUB_URL", "https://api.github.com");
        Optional<Secret> token = variables.secret("GUARD_GITHUB_TOKEN");
        Optional<String> repo = variables.matching("GUARD_GITHUB_REPO", REPOSITORY, "owner/name of a repository");
        if (none(token, repo)) {
            return Optional.empty();
        }
        return Optional.of(new GitHub(url, given("GUARD_GITHUB_TOKEN", token), repo));
    }

    private static Optional<AzureBoards> azureBoards(Variables variables) {
        Optional<URI> url = variables.url("GUARD_AZURE_BOARDS_URL");
        Optional<String> project = variables.matching("GUARD_AZURE_BOARDS_PROJECT", NAME, "a project's name");
        String type = variables
                .matching("GUARD_AZURE_BOARDS_TYPE", NAME, "the name of a work item type")
                .orElse("Issue");
        Optional<Secret> token = variables.secret("GUARD_AZURE_BOARDS_TOKEN");
        if (none(url, project, token)) {
            return Optional.empty();
        }
        return Optional.of(new AzureBoards(
                given("GUARD_AZURE_BOARDS_URL", url), given("GUARD_AZURE_BOARDS_PROJECT", project), type, token));
    }

    private static Optional<Webhook> webhook(Variables variables) {
        Optional<Secret> url = variables.secret("GUARD_WEBHOOK_URL");
        Optional<Secret> secrets = variables.secret("GUARD_WEBHOOK_SECRET");
        String source = variables
                .matching("GUARD_WEBHOOK_SOURCE", SOURCE, "a URI reference such as /entra-guard/production")
                .orElse("/entra-guard");
        if (none(url, secrets)) {
            return Optional.empty();
        }
        List<Secret> signing = Pattern.compile("\\s+")
                .splitAsStream(given("GUARD_WEBHOOK_SECRET", secrets).text())
                .map(Secret::new)
                .toList();
        if (signing.size() > 2
                || signing.stream()
                        .anyMatch(secret -> !SIGNING.matcher(secret.text()).matches())) {
            throw Variables.invalid(
                    "GUARD_WEBHOOK_SECRET",
                    "is no signing secret",
                    "give whsec_ and base64 of 24 to 64 random bytes, or the new and the old one with a blank between");
        }
        return Optional.of(new Webhook(given("GUARD_WEBHOOK_URL", url), signing, source));
    }

    private static boolean none(Optional<?>... settings) {
        return Stream.of(settings).allMatch(Optional::isEmpty);
    }

    private static <T> T given(String name, Optional<T> value) {
        return value.orElseThrow(() -> Variables.invalid(
                name,
                "is missing",
                "this tracker cannot be used without it; give it, or none of the tracker's settings"));
    }
}

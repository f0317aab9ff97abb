package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An issue as GitHub tells it.
 *
 * @param comments how many comments it has
 */
record GitHubIssue(
        long number,
        boolean open,
        String body,
        List<String> labels,
        List<String> assignees,
        int comments,
        Optional<URI> url,
        Optional<Instant> created) {

    /** The issue that this object is; empty where it is a pull request, which GitHub lists among them, or no issue. */
    static Optional<GitHubIssue> of(JsonNode json) {
        String state = json.path("state").asText();
        boolean known = state.equals("open") || state.equals("closed");
        if (!json.path("number").isIntegralNumber() || !known || json.hasNonNull("pull_request")) {
            return Optional.empty();
        }
        return Optional.of(new GitHubIssue(
                json.path("number").asLong(),
                state.equals("open"),
                json.path("body").asText(""),
                all(json.path("labels"), label -> label.isTextual() ? label : label.path("name")),
                all(json.path("assignees"), assignee -> assignee.path("login")),
                json.path("comments").asInt(),
                parsed(json.path("html_url").asText(), URI::create).filter(URI::isAbsolute),
                parsed(json.path("created_at").asText(), Instant::parse)));
    }

    private static List<String> all(JsonNode array, Function<JsonNode, JsonNode> name) {
        var names = new ArrayList<String>();
        array.forEach(entry -> names.add(name.apply(entry).asText()));
        return names;
    }

    private static <T> Optional<T> parsed(String text, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether it is the ticket of that key: by its label, which only who may triage can set, or, since GitHub drops labels
     * of those who may not, by what stands hidden in its body.
     */
    boolean bears(String key) {
        return labels.stream().anyMatch(key::equalsIgnoreCase)
                || GitHubText.key(body).filter(key::equals).isPresent();
    }

    boolean isAssigned(String login) {
        return assignees.stream().anyMatch(login::equalsIgnoreCase);
    }

    List<String> labels(Predicate<String> which) {
        return labels.stream().filter(which).toList();
    }

    Found found() {
        return new Found(Long.toString(number), open ? State.OPEN : State.RESOLVED, url, created);
    }
}

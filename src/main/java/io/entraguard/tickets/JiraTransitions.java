package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.reconcile.Failure;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Moves issues through workflows that everybody builds for themselves: by the category of the status that a transition
 * leads to, never by its name.
 */
final class JiraTransitions {
    private static final String RESOLUTION = "resolution";

    /** Resolutions that tell no lie about a cluster that was put right, in Jira's own English; else Jira's first. */
    private static final Set<String> FIXED = Set.of("Done", "Fixed", "Resolved");

    private final TrackerHttp http;

    JiraTransitions(TrackerHttp http) {
        this.http = http;
    }

    /**
     * Moves the issue to a status that is done or to one that is not.
     *
     * @throws Failure.Terminal where its workflow has no such transition for the guard
     */
    void move(JiraIssue issue, boolean toDone) {
        JsonNode transition = transitions(issue.id()).stream()
                .filter(candidate -> category(candidate).equals("done") == toDone)
                .filter(candidate -> asksForNothingElse(candidate, toDone))
                .min(Comparator.comparing(candidate -> !category(candidate).equals("new")))
                .orElseThrow(
                        () -> new Failure.Terminal(
                                "NoTransition",
                                "Jira issue " + issue.key()
                                        + ": no transition leads the guard's user to a status of the category "
                                        + (toDone ? "done" : "to do or in progress")
                                        + " without asking for more fields; add one to the workflow or grant Transition issues"));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("transition").put("id", transition.path("id").asText());
        if (toDone) {
            resolution(transition)
                    .ifPresent(
                            id -> body.putObject("fields").putObject(RESOLUTION).put("id", id));
        }
        http.send(JiraTickets.post(body, "issue", issue.id(), "transitions"));
    }

    private List<JsonNode> transitions(String id) {
        JsonNode all = http.send(JiraTickets.get("issue", id, "transitions").query("expand", "transitions.fields"))
                .json()
                .path("transitions");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(transition -> transition.path("isAvailable").asBoolean(true))
                .toList();
    }

    private static String category(JsonNode transition) {
        return transition.path("to").path("statusCategory").path("key").asText();
    }

    private static boolean asksForNothingElse(JsonNode transition, boolean toDone) {
        return transition.path("fields").properties().stream()
                .filter(field -> !(toDone && field.getKey().equals(RESOLUTION)))
                .noneMatch(field -> field.getValue().path("required").asBoolean()
                        && !field.getValue().path("hasDefaultValue").asBoolean());
    }

    /** The resolution to give, where the transition's screen has that field; Jira refuses it where the screen has not. */
    private static Optional<String> resolution(JsonNode transition) {
        JsonNode allowed = transition.path("fields").path(RESOLUTION).path("allowedValues");
        return StreamSupport.stream(allowed.spliterator(), false)
                .min(Comparator.comparing(
                        value -> !FIXED.contains(value.path("name").asText())))
                .map(value -> value.path("id").asText());
    }
}

package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The simulated Jira's workflow: from each status to each other one, under names that nobody can guess. One of the two
 * statuses that are done asks for a field more. Not thread-safe.
 */
final class JiraWorkflow {
    private static final String DONE = "done";

    private final List<Status> statuses = new ArrayList<>(List.of(
            new Status("41", "Abgelehnt", DONE, true),
            new Status("31", "Erledigt", DONE, false),
            new Status("21", "In Arbeit", "indeterminate", false),
            new Status("11", "Zu erledigen", "new", false)));

    /** A status, with the id of the transition that leads to it. */
    private record Status(String id, String name, String category, boolean asksForMore) {
        ObjectNode tree() {
            ObjectNode tree = LoopbackTracker.JSON.objectNode().put("name", name);
            tree.putObject("statusCategory").put("key", category);
            return tree;
        }
    }

    /** From now on nothing leads to a status that is done. */
    void leadsNowhere() {
        statuses.removeIf(status -> status.category().equals(DONE));
    }

    static ObjectNode first() {
        return new Status("11", "Zu erledigen", "new", false).tree();
    }

    static ObjectNode last() {
        return new Status("31", "Erledigt", DONE, false).tree();
    }

    ObjectNode transitions(JiraIssueState issue) {
        ObjectNode answer = LoopbackTracker.JSON.objectNode();
        ArrayNode all = answer.putArray("transitions");
        for (Status status : from(issue)) {
            ObjectNode transition = all.addObject().put("id", status.id()).put("name", "nach " + status.name());
            transition.set("to", status.tree());
            ObjectNode fields = transition.putObject("fields");
            if (status.category().equals(DONE)) {
                ArrayNode allowed =
                        fields.putObject("resolution").put("required", true).putArray("allowedValues");
                allowed.addObject().put("id", "10001").put("name", "Won't Do");
                allowed.addObject().put("id", "10000").put("name", "Done");
            }
            if (status.asksForMore()) {
                fields.putObject("customfield_10010").put("required", true).put("hasDefaultValue", false);
            }
        }
        return answer;
    }

    private List<Status> from(JiraIssueState issue) {
        String now = issue.fields.path("status").path("name").asText();
        return statuses.stream().filter(status -> !status.name().equals(now)).toList();
    }

    void move(JiraIssueState issue, JsonNode body) {
        String id = body.path("transition").path("id").asText();
        Status to = from(issue).stream()
                .filter(status -> status.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        JiraRefusal.of(400, "It seems that you have tried to perform an illegal workflow operation."));
        JsonNode resolution = body.path("fields").path("resolution").path("id");
        if (to.asksForMore()) {
            throw JiraRefusal.fields(Map.of("customfield_10010", "Reason is required."));
        }
        if (to.category().equals(DONE) == resolution.isMissingNode()) {
            throw JiraRefusal.fields(Map.of(
                    "resolution",
                    to.category().equals(DONE)
                            ? "Resolution is required."
                            : "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown."));
        }
        issue.fields.set("status", to.tree());
        issue.fields.set("resolution", body.path("fields").path("resolution"));
    }
}

package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a project of the simulated Jira lets be set, and in which form. Not thread-safe. */
final class JiraScreen {
    private static final Set<String> KNOWN = Set.of(
            "project",
            "issuetype",
            "summary",
            "description",
            "labels",
            "priority",
            "duedate",
            "assignee",
            "resolution");

    final Set<String> priorities = new TreeSet<>(Set.of("Highest", "High", "Medium", "Low", "Lowest"));
    final Set<String> offScreen = new TreeSet<>();
    final Set<String> accounts = new TreeSet<>();

    /** Checks the fields of a new or an edited issue. */
    void check(JsonNode fields) {
        var errors = new LinkedHashMap<String, String>();
        fields.properties()
                .forEach(field ->
                        fault(field.getKey(), field.getValue()).ifPresent(fault -> errors.put(field.getKey(), fault)));
        refuse(errors);
    }

    /** Checks that a new issue has what it must have. */
    void checkNew(JsonNode fields, Set<String> projects) {
        check(fields);
        var errors = new LinkedHashMap<String, String>();
        if (!projects.contains(fields.path("project").path("key").asText())) {
            errors.put("project", "valid project is required");
        }
        if (!fields.path("issuetype").path("name").asText().equals("Task")) {
            errors.put("issuetype", "Specify a valid issue type");
        }
        if (fields.path("summary").asText().isBlank()) {
            errors.put("summary", "You must specify a summary of the issue.");
        }
        refuse(errors);
    }

    private static void refuse(Map<String, String> errors) {
        if (!errors.isEmpty()) {
            throw JiraRefusal.fields(errors);
        }
    }

    private Optional<String> fault(String name, JsonNode value) {
        if (!KNOWN.contains(name) || offScreen.contains(name)) {
            return Optional.of("Field '" + name + "' cannot be set. It is not on the appropriate screen, or unknown.");
        }
        return switch (name) {
            case "summary" -> summary(value.asText());
            case "description" -> document(value);
            case "labels" -> labels(value);
            case "priority" ->
                unless(priorities.contains(value.path("name").asText()), "The priority selected is invalid.");
            case "duedate" -> unless(value.asText().matches("\\d{4}-\\d{2}-\\d{2}"), "Error parsing date string");
            case "assignee" ->
                unless(
                        accounts.contains(value.path("id").asText()),
                        "User '" + value.path("id").asText() + "' cannot be assigned issues.");
            default -> Optional.empty();
        };
    }

    private static Optional<String> unless(boolean fine, String fault) {
        return fine ? Optional.empty() : Optional.of(fault);
    }

    private static Optional<String> summary(String text) {
        if (text.length() > 255) {
            return Optional.of("Summary must be less than 255 characters.");
        }
        return unless(
                !text.contains("\n") && !text.contains("\r"),
                "The summary is invalid because it contains newline" + " characters.");
    }

    static Optional<String> document(JsonNode value) {
        boolean adf = value.path("type").asText().equals("doc")
                && value.path("version").asInt() == 1;
        if (!adf) {
            return Optional.of("Operation value must be an Atlassian Document (see the Atlassian Document Format)");
        }
        if (value.findValues("text").stream().anyMatch(text -> text.asText().isEmpty())) {
            return Optional.of("INVALID_INPUT");
        }
        return unless(value.toString().length() <= 32_767, "CONTENT_LIMIT_EXCEEDED");
    }

    private static Optional<String> labels(JsonNode value) {
        for (JsonNode label : value) {
            if (label.asText().matches("(?s).*\\s.*")) {
                return Optional.of("The label '" + label.asText() + "' contains spaces which is invalid.");
            }
            if (label.asText().length() > 255) {
                return Optional.of("The label '" + label.asText() + "' exceeds the maximum length of 255 characters.");
            }
        }
        return Optional.empty();
    }
}

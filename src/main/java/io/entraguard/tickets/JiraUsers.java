package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The users of Jira, asked for by what a cluster's owner tag says. */
final class JiraUsers {
    private final TrackerHttp http;

    JiraUsers(TrackerHttp http) {
        this.http = http;
    }

    /**
     * The account of the one active user who may be assigned in that project and whom the words name by e-mail address
     * or whole display name. Jira's own search goes by beginnings of words and is not enough; where a user hides the
     * address, Jira's search for a whole address that gives nobody else is taken for it.
     */
    Optional<String> assignable(String project, String owner) {
        String words = owner.strip();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        TrackerAnswer answer = http.send(
                JiraTickets.get("user", "assignable", "search")
                        .query("project", project)
                        .query("query", words)
                        .query("maxResults", "50"),
                400,
                403,
                404);
        if (!answer.successful()) {
            return Optional.empty(); // the guard may not look users up there, or Jira finds the words unusable
        }
        List<JsonNode> users = StreamSupport.stream(answer.json().spliterator(), false)
                .filter(user -> user.path("active").asBoolean(true))
                .filter(user -> !user.path("accountId").asText().isEmpty())
                .toList();
        return one(users, user -> is(user, "emailAddress", words))
                .or(() -> one(users, user -> is(user, "displayName", words)))
                .or(() -> words.contains("@") && users.size() == 1
                        ? one(users, user -> user.path("emailAddress").asText().isEmpty())
                        : Optional.empty());
    }

    private static boolean is(JsonNode user, String field, String words) {
        return user.path(field).asText().equalsIgnoreCase(words);
    }

    private static Optional<String> one(List<JsonNode> users, Predicate<JsonNode> which) {
        List<JsonNode> matching = users.stream().filter(which).toList();
        return matching.size() == 1
                ? Optional.of(matching.get(0).path("accountId").asText())
                : Optional.empty();
    }
}

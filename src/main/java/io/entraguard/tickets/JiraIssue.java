package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An issue as Jira tells it.
 *
 * @param id Jira's number for it, which stays when it moves to another project
 * @param key what people call it
 * @param done whether its status is of the category done: names of statuses are everybody's own
 * @param keys the labels, and the key that the guard left in the issue's property
 */
record JiraIssue(String id, String key, boolean done, Set<String> keys, Optional<Instant> created) {
    /** The fields that must be asked for, since Jira gives only the id by itself. */
    static final String FIELDS = "status,labels,created";

    /** The name of the property in which the guard leaves its key. */
    static final String PROPERTY = "entra-guard";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXX");

    /** Reads an issue; empty where the node is none. */
    static Optional<JiraIssue> of(JsonNode issue) {
        String id = issue.path("id").asText();
        JsonNode fields = issue.path("fields");
        if (id.isEmpty() || !fields.isObject()) {
            return Optional.empty();
        }
        var keys = new HashSet<String>();
        fields.path("labels").forEach(label -> keys.add(label.asText()));
        keys.add(issue.path("properties").path(PROPERTY).path("key").asText());
        boolean done = fields.path("status")
                .path("statusCategory")
                .path("key")
                .asText()
                .equals("done");
        return Optional.of(new JiraIssue(
                id,
                issue.path("key").asText(),
                done,
                keys,
                time(fields.path("created").asText())));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    boolean bears(String guardKey) {
        return keys.contains(guardKey);
    }

    /** Whether Jira takes the id where it wants numbers. */
    static boolean number(String id) {
        return !id.isEmpty() && id.length() <= 18 && id.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    Found found(URI site) {
        return new Found(id, done ? State.RESOLVED : State.OPEN, seenAt(site, key), created);
    }

    /** Where people see an issue of that key. */
    static Optional<URI> seenAt(URI site, String key) {
        return key.matches("[A-Za-z][A-Za-z0-9_]*-\\d+")
                ? Optional.of(site.resolve("/browse/" + key))
                : Optional.empty();
    }
}

package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A work item as Azure Boards tells it.
 *
 * @param rev counts its changes: a write says which it has seen
 * @param project where it is now
 * @param state its state's name, which each process has its own of
 */
record AzureWorkItem(
        long id,
        long rev,
        String project,
        String type,
        String state,
        List<String> tags,
        boolean assigned,
        Optional<Instant> created) {
    /** The fields that must be asked for. */
    static final String FIELDS = "System.TeamProject,System.WorkItemType,System.State,System.Tags,System.AssignedTo,"
            + "System.CreatedDate,System.IsDeleted";

    /** Reads a work item; empty where the node is none, or one in the bin. */
    static Optional<AzureWorkItem> of(JsonNode item) {
        JsonNode fields = item.path("fields");
        boolean deleted = item.path("isDeleted").asBoolean()
                || fields.path("System.IsDeleted").asBoolean();
        if (!item.path("id").canConvertToLong() || !item.path("rev").canConvertToLong() || deleted) {
            return Optional.empty();
        }
        return Optional.of(new AzureWorkItem(
                item.path("id").asLong(),
                item.path("rev").asLong(),
                text(fields, "System.TeamProject"),
                text(fields, "System.WorkItemType"),
                text(fields, "System.State"),
                Arrays.stream(text(fields, "System.Tags").split(";"))
                        .map(String::strip)
                        .toList(),
                fields.hasNonNull("System.AssignedTo"),
                time(text(fields, "System.CreatedDate"))));
    }

    private static String text(JsonNode fields, String name) {
        return fields.path(name).asText();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether that is one of its tags, whose case Azure Boards does not keep apart. */
    boolean bears(String key) {
        return tags.stream().anyMatch(key::equalsIgnoreCase);
    }

    /** Whether Azure Boards takes the id where it wants numbers. */
    static boolean number(String id) {
        return !id.isEmpty() && id.length() <= 10 && id.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    Found found(URI organization, boolean done) {
        return new Found(
                String.valueOf(id), done ? State.RESOLVED : State.OPEN, Optional.of(seenAt(organization)), created);
    }

    private URI seenAt(URI organization) {
        String place = URLEncoder.encode(project, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(organization + "/" + place + "/_workitems/edit/" + id);
    }
}

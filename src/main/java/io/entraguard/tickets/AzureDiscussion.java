package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What was said in a work item: its description and the comments, of people as well. */
final class AzureDiscussion {
    /** The comments are a preview in every version so far. */
    private static final String VERSION = "7.1-preview.4";

    private static final int LATEST = 100;

    private final AzureBoardsDoor door;
    private final AzureWorkItem item;

    AzureDiscussion(AzureBoardsDoor door, AzureWorkItem item) {
        this.door = door;
        this.item = item;
    }

    /** The mark of what the guard said last; empty where it is not known. */
    Optional<String> lastMark() {
        JsonNode latest = door.ask(TrackerRequest.get(item.project(), "_apis", "wit", "workItems", id(), "comments")
                        .query("$top", String.valueOf(LATEST))
                        .query("order", "desc")
                        .query("api-version", VERSION))
                .json();
        for (JsonNode comment : latest.path("comments")) {
            Optional<String> mark = mark(comment.path("text").asText());
            if (mark.isPresent()) {
                return mark;
            }
        }
        boolean all = latest.path("continuationToken").asText("").isEmpty();
        return all ? mark(description()) : Optional.empty();
    }

    private String description() {
        return door.ask(TrackerRequest.get("_apis", "wit", "workitems", id()).query("fields", "System.Description"))
                .json()
                .path("fields")
                .path("System.Description")
                .asText();
    }

    private String id() {
        return String.valueOf(item.id());
    }

    /** The mark in the last line that is not empty, whatever elements Azure Boards puts around lines. */
    private static Optional<String> mark(String html) {
        return html.replaceAll("<[^>]{0,1000}>", "\n")
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((earlier, later) -> later)
                .flatMap(Signature::mark);
    }
}

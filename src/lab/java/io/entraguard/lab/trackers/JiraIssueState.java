package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One issue of the simulated Jira as it is, with what its search index knew of it at each time. Not thread-safe. */
final class JiraIssueState {
    final String id;
    String key;
    final ObjectNode fields;
    final Map<String, JsonNode> properties = new LinkedHashMap<>();
    final List<JsonNode> comments = new ArrayList<>();
    boolean deleted;

    private final List<Instant> writes = new ArrayList<>();
    private final List<Version> versions = new ArrayList<>();

    /** As it stood from then on; empty after its deletion. */
    private record Version(Instant from, Optional<ObjectNode> issue) {}

    JiraIssueState(String id, String key, ObjectNode fields) {
        this.id = id;
        this.key = key;
        this.fields = fields;
    }

    /** Remembers how it stands, for the index. */
    void changed(Instant now) {
        versions.add(new Version(now, deleted ? Optional.empty() : Optional.of(tree())));
    }

    /** As the index knows it, which is so far behind. */
    Optional<ObjectNode> indexed(Instant now, Duration lag) {
        return versions.stream()
                .filter(version -> !version.from().isAfter(now.minus(lag)))
                .reduce((earlier, later) -> later)
                .flatMap(Version::issue);
    }

    /** Counts a write; false where there were 20 within 2 s or 100 within 30 s. */
    boolean mayWrite(Instant now) {
        if (since(now.minusSeconds(2)) >= 20 || since(now.minusSeconds(30)) >= 100) {
            return false;
        }
        writes.add(now);
        return true;
    }

    private long since(Instant from) {
        return writes.stream().filter(write -> write.isAfter(from)).count();
    }

    ObjectNode tree() {
        ObjectNode tree = LoopbackTracker.JSON.objectNode().put("id", id).put("key", key);
        tree.set("fields", fields.deepCopy());
        properties.forEach(tree.putObject("properties")::set);
        return tree;
    }

    /** All texts of the description and of each comment, oldest first. */
    List<String> texts() {
        var texts = new ArrayList<String>();
        texts.add(text(fields.path("description")));
        comments.forEach(comment -> texts.add(text(comment.path("body"))));
        return texts;
    }

    private static String text(JsonNode document) {
        return String.join(
                "\n", document.findValues("text").stream().map(JsonNode::asText).toList());
    }

    boolean labelled(String label) {
        for (JsonNode has : fields.path("labels")) {
            if (has.asText().equals(label)) {
                return true;
            }
        }
        return false;
    }
}

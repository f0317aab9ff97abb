package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.lab.trackers.LoopbackTracker.Reply;
import java.util.Map;

/** Jira's answer to what it does not do, in its own form. */
final class JiraRefusal extends RuntimeException {
    private final int status;
    private final transient Map<String, String> errors;

    private JiraRefusal(int status, String message, Map<String, String> errors) {
        super(message, null, false, false);
        this.status = status;
        this.errors = errors;
    }

    static JiraRefusal of(int status, String message) {
        return new JiraRefusal(status, message, Map.of());
    }

    /** A 400 about some fields. */
    static JiraRefusal fields(Map<String, String> errors) {
        return new JiraRefusal(400, "", Map.copyOf(errors));
    }

    static JiraRefusal notThere() {
        return of(404, "Issue does not exist or you do not have permission to see it.");
    }

    Reply reply() {
        ObjectNode body = LoopbackTracker.JSON.objectNode();
        var messages = body.putArray("errorMessages");
        if (errors.isEmpty()) {
            messages.add(getMessage());
        }
        ObjectNode fields = body.putObject("errors");
        errors.forEach(fields::put);
        return Reply.of(status, body);
    }
}

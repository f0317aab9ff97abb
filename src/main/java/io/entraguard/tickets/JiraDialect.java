package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Jira's way to say what is wrong, and its limits. */
final class JiraDialect implements TrackerDialect {
    /** One issue is written to too often; all others may be written to. */
    private static final String PER_ISSUE = "jira-per-issue-on-write";

    @Override
    public Duration silence(TrackerAnswer answer) {
        return answer.header("RateLimit-Reason").filter(PER_ISSUE::equals).isPresent()
                ? Duration.ZERO
                : TrackerDialect.super.silence(answer);
    }

    @Override
    public String complaint(TrackerAnswer answer) {
        JsonNode words = answer.words();
        Stream<String> general = StreamSupport.stream(
                        words.path("errorMessages").spliterator(), false)
                .map(JsonNode::asText);
        Stream<String> fields = words.path("errors").properties().stream()
                .map(field -> field.getKey() + ": " + field.getValue().asText());
        return Stream.concat(general, fields).collect(Collectors.joining("; "));
    }
}

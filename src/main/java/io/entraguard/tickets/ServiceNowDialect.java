package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** ServiceNow's way to say what is wrong. */
final class ServiceNowDialect implements TrackerDialect {
    @Override
    public String complaint(TrackerAnswer answer) {
        JsonNode error = answer.words().path("error");
        return Stream.of("message", "detail")
                .map(name -> error.path(name).asText(""))
                .filter(words -> !words.isBlank() && !words.equals("null"))
                .collect(Collectors.joining(": "));
    }
}

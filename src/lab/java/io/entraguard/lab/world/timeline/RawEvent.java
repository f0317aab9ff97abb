package io.entraguard.lab.world.timeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Optional;

/**
 * Cuts the value out of an {@code {"event":…}} line without reading it: the program must meet it byte for byte, however
 * large, deep or odd it is.
 */
final class RawEvent {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private RawEvent() {}

    /** The value's text; empty where the line is not one JSON object with just the key {@code event}. */
    static Optional<String> of(String line) {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT || !"event".equals(parser.nextFieldName())) {
                return Optional.empty();
            }
            parser.nextToken();
            int from = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            int to = (int) parser.currentLocation().getCharOffset();
            boolean alone = parser.nextToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
            return alone ? Optional.of(line.substring(from, to).strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

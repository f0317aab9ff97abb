package io.entraguard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.entraguard.reconcile.Json;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into trees of {@code java.util} collections, numbers without loss. UTF-8 with or without a byte order mark
 * is read, and UTF-16, which PowerShell writes. A doubled key, or anything behind the document, is refused.
 */
final class JsonDocument {
    private static final ObjectReader STRICT = Json.Mappers.PLAIN
            .readerFor(Object.class)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private static final String EXPECTED = "what 'az aks show', 'az aks list' or an ARM GET prints";

    private JsonDocument() {}

    /**
     * The document in these bytes.
     *
     * @param name the file's name for people
     * @throws Unusable where they are not one JSON document; the message names line and column
     */
    static @Nullable Object read(String name, byte[] bytes) {
        if (blank(bytes)) {
            throw new Unusable(name + ": the file is empty; give it " + EXPECTED);
        }
        try {
            return STRICT.readValue(bytes);
        } catch (JsonProcessingException e) {
            throw new Unusable(name + place(e) + ": " + fault(e), e);
        } catch (IOException e) {
            throw new Unusable(name + ": this is not text in UTF-8 or UTF-16; give it " + EXPECTED, e);
        }
    }

    private static boolean blank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private static String place(JsonProcessingException e) {
        return Optional.ofNullable(e.getLocation())
                .filter(location -> location.getLineNr() > 0)
                .map(location -> ":" + location.getLineNr() + ":" + location.getColumnNr())
                .orElse("");
    }

    private static String fault(JsonProcessingException e) {
        String message = Optional.ofNullable(e.getOriginalMessage()).orElse("");
        if (e instanceof JsonEOFException || message.startsWith("Unexpected end-of-input")) {
            return "the JSON is cut off here; fetch the file again";
        }
        if (e instanceof StreamConstraintsException) {
            return message.contains("nesting depth")
                    ? "the JSON is nested deeper than any cluster; give the file " + EXPECTED
                    : "the JSON holds a number or text longer than any cluster does; give the file " + EXPECTED;
        }
        if (message.startsWith("Duplicate field")) {
            return "the key "
                    + Printable.line(message.substring("Duplicate field ".length()))
                    + " is given twice in one object; keep one of them";
        }
        if (e instanceof MismatchedInputException) {
            return "something follows the end of the document; put several documents into one array";
        }
        return "this is not JSON; give the file " + EXPECTED + " with '--output json'";
    }
}

package io.entraguard.azure.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * JSON objects as trees of {@code java.util} collections in document order. Integers and decimals are kept exactly; a
 * name given twice makes the text unreadable, since neither value can be trusted then.
 */
final class JsonTree {
    private static final ObjectReader STRICT = Json.Mappers.PLAIN
            .readerFor(new TypeReference<Map<String, Object>>() {})
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonTree() {}

    /** The object that the text is; empty where it is anything else or breaks off. */
    static Optional<Map<String, Object>> read(byte[] text) {
        try {
            return Optional.ofNullable(STRICT.<Map<String, Object>>readValue(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A property that is a text which says something; one of another kind is absent. */
    static Optional<String> text(Map<String, Object> object, String name) {
        return object.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    /** A property that is an object; an empty one where there is none. */
    static Map<String, Object> object(Map<String, Object> object, String name) {
        return Tree.object(object.get(name)).orElse(Map.of());
    }

    static byte[] write(Map<String, Object> tree) {
        try {
            return Json.Mappers.PLAIN.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of java.util collections has a JSON form", e);
        }
    }
}

package io.entraguard.lab.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.model.Tree;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lab's JSON: objects as {@code Map<String, Object>} in the order they were written, arrays as lists, decimals kept
 * digit by digit. A name that is given twice is an error. Any thread may use it.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonMapper PRETTY =
            MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /**
     * The value that the text is.
     *
     * @throws JsonProcessingException where it is not one JSON value
     */
    public static @Nullable Object parse(String text) throws JsonProcessingException {
        return MAPPER.readValue(text, Object.class);
    }

    /** The object that the text is; empty where it is something else or not JSON at all. */
    public static Optional<Map<String, Object>> object(String text) {
        try {
            return Tree.object(parse(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The value on one line. */
    public static String write(@Nullable Object value) {
        return write(MAPPER, value);
    }

    /** The value indented, for files that people read. */
    public static String pretty(@Nullable Object value) {
        return write(PRETTY, value);
    }

    private static String write(JsonMapper mapper, @Nullable Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

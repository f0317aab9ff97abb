package io.entraguard.functions.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.entraguard.reconcile.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON that may stand inside an HTML {@code script} element, whatever its texts hold. */
final class PageJson {
    private static final JsonMapper JSON = JsonMapper.builder(Json.FACTORY)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private static final JsonNodeFactory NODES = JSON.getNodeFactory();
    private static final CharacterEscapes ESCAPES = new ForHtml();

    private PageJson() {}

    /**
     * The same tree as nodes. Made straight from the maps, since a page holds 10,000 of them and Jackson's own way takes a
     * copy more of each.
     */
    static JsonNode tree(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode node = NODES.objectNode();
            map.forEach((key, member) -> node.set(String.valueOf(key), tree(member)));
            return node;
        }
        if (value instanceof Iterable<?> items && !(value instanceof JsonNode)) {
            ArrayNode node = NODES.arrayNode();
            items.forEach(item -> node.add(tree(item)));
            return node;
        }
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        return JSON.valueToTree(value);
    }

    /** Writes it as UTF-8. No {@code <}, {@code >} or {@code &} is in it, so no tag, comment or entity can end the element. */
    static void write(Map<String, ?> tree, OutputStream out) throws IOException {
        JSON.writer()
                .with(ESCAPES)
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValue(out, tree);
    }

    private static final class ForHtml extends CharacterEscapes {
        private static final long serialVersionUID = 1;
        private static final SerializableString LINE = new SerializedString("\\u2028");
        private static final SerializableString PARAGRAPH = new SerializedString("\\u2029");

        private final int[] ascii = standardAsciiEscapesForJSON();

        ForHtml() {
            for (char c : new char[] {'<', '>', '&'}) {
                ascii[c] = ESCAPE_STANDARD;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return switch (character) {
                case 0x2028 -> LINE;
                case 0x2029 -> PARAGRAPH;
                default -> null;
            };
        }
    }
}

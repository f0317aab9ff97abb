package io.entraguard.functions.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.jspecify.annotations.Nullable;

/** JSON that may stand inside an HTML {@code script} element, whatever its texts hold. */
final class PageJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private static final CharacterEscapes ESCAPES = new ForHtml();

    private PageJson() {}

    static JsonNode tree(Object value) {
        return JSON.valueToTree(value);
    }

    /** No {@code <}, {@code >} or {@code &} is in it, so no tag, comment or entity can end the element. */
    static String text(JsonNode tree) {
        try {
            return JSON.writer().with(ESCAPES).writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON values can be written", e);
        }
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

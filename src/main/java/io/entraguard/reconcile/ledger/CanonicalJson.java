package io.entraguard.reconcile.ledger;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one spelling of a JSON tree that a hash can be taken of: RFC 8785, for trees of {@code java.util} collections.
 *
 * <p>Properties are sorted by UTF-16 code units and strings escaped as the RFC says. Of numbers only integers within
 * ±(2<sup>53</sup> − 1) are written, since those are spelled alike everywhere; whatever has no single spelling (other
 * numbers, lone surrogates, other Java types, property names that are no strings) is refused by an
 * {@link IllegalArgumentException}.
 */
public final class CanonicalJson {
    /** ECMAScript's largest safe integer. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf((1L << 53) - 1);

    private CanonicalJson() {}

    /** The tree's canonical form, without a line break at its end. */
    public static String write(@Nullable Object tree) {
        var text = new StringBuilder();
        value(text, tree);
        return text.toString();
    }

    private static void value(StringBuilder text, @Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof String string) {
            string(text, string);
        } else if (value instanceof Number number) {
            text.append(integer(number));
        } else if (value instanceof Map<?, ?> map) {
            object(text, map);
        } else if (value instanceof List<?> list) {
            array(text, list);
        } else {
            throw new IllegalArgumentException(
                    "JSON has no value of type " + value.getClass().getSimpleName());
        }
    }

    private static void object(StringBuilder text, Map<?, ?> map) {
        var sorted = new TreeMap<String, @Nullable Object>(); // String's own order is by UTF-16 code units
        map.forEach((name, value) -> {
            if (!(name instanceof String string)) {
                throw new IllegalArgumentException("a property name is no string");
            }
            sorted.put(string, value);
        });
        char before = '{';
        for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
            text.append(before);
            string(text, entry.getKey());
            text.append(':');
            value(text, entry.getValue());
            before = ',';
        }
        text.append(sorted.isEmpty() ? "{}" : "}");
    }

    private static void array(StringBuilder text, List<?> list) {
        char before = '[';
        for (Object item : list) {
            text.append(before);
            value(text, item);
            before = ',';
        }
        text.append(list.isEmpty() ? "[]" : "]");
    }

    private static String integer(Number number) {
        try {
            var exact = new BigDecimal(number.toString());
            if (exact.abs().compareTo(LARGEST) <= 0) {
                return exact.toBigIntegerExact().toString();
            }
        } catch (NumberFormatException notFinite) {
            throw new IllegalArgumentException("JSON has no such number", notFinite);
        } catch (ArithmeticException fraction) {
            throw new IllegalArgumentException("a fraction has no spelling of its own here", fraction);
        }
        throw new IllegalArgumentException("an integer beyond 2^53 has no spelling of its own");
    }

    private static void string(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isSurrogate(c)) {
                int point = string.codePointAt(i);
                if (!Character.isSupplementaryCodePoint(point)) {
                    throw new IllegalArgumentException("half a character has no spelling");
                }
                text.appendCodePoint(point);
                i++;
            } else {
                character(text, c);
            }
        }
        text.append('"');
    }

    private static void character(StringBuilder text, char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\f' -> text.append("\\f");
            case '\r' -> text.append("\\r");
            default -> {
                if (c < ' ') {
                    text.append(String.format("\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
            }
        }
    }
}

package io.entraguard.reconcile.ledger;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    private static final long LARGEST = (1L << 53) - 1;

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
        char before = '{';
        for (String name : sorted(map)) {
            text.append(before);
            string(text, name);
            text.append(':');
            value(text, map.get(name));
            before = ',';
        }
        text.append(map.isEmpty() ? "{}" : "}");
    }

    /** The names by String's own order, which is by UTF-16 code units; what was canonical before is in order already. */
    private static String[] sorted(Map<?, ?> map) {
        var names = new String[map.size()];
        int i = 0;
        for (Object name : map.keySet()) {
            if (!(name instanceof String string)) {
                throw new IllegalArgumentException("a property name is no string");
            }
            names[i++] = string;
        }
        Arrays.sort(names);
        return names;
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
        if (number instanceof Integer || number instanceof Long) {
            long exact = number.longValue();
            if (-LARGEST <= exact && exact <= LARGEST) {
                return Long.toString(exact);
            }
        }
        try {
            var exact = new BigDecimal(number.toString());
            if (exact.abs().compareTo(BigDecimal.valueOf(LARGEST)) <= 0) {
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
        int written = 0;
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isSupplementaryCodePoint(string.codePointAt(i))) {
                    throw new IllegalArgumentException("half a character has no spelling");
                }
                i++;
            } else if (c < ' ' || c == '"' || c == '\\') {
                text.append(string, written, i).append(escaped(c));
                written = i + 1;
            }
        }
        text.append(written == 0 ? string : string.substring(written)).append('"');
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> String.format("\\u%04x", (int) c);
        };
    }
}

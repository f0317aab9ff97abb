package io.entraguard.lab.world.timeline;

import io.entraguard.lab.world.Caller;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The object that a timeline line gives for its one key, read field by field; whatever is odd is a {@link MalformedTimeline}. */
final class Fields {
    /** Longer waits than ten years are slips of the pen, and dates with five-digit years help nobody. */
    private static final Duration LONGEST = Duration.ofDays(3660);

    private final int line;
    private final String key;
    private final Map<String, Object> object;

    private Fields(int line, String key, Map<String, Object> object) {
        this.line = line;
        this.key = key;
        this.object = object;
    }

    /** The fields of a value that must be an object with no other fields than these. */
    static Fields of(int line, String key, @Nullable Object value, String... allowed) {
        Map<String, Object> object = Tree.object(value)
                .orElseThrow(() -> new MalformedTimeline(
                        line, quoted(key) + " is " + kind(value) + "; expected an object with " + listed(allowed)));
        var known = List.of(allowed);
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                throw new MalformedTimeline(
                        line, quoted(key) + " does not know " + quoted(name) + "; allowed are " + listed(allowed));
            }
        }
        return new Fields(line, key, object);
    }

    static String listed(String... names) {
        return Stream.of(names).collect(Collectors.joining(", "));
    }

    /** A word of the file, made fit for one line of a message. */
    static String quoted(String word) {
        String plain = word.codePoints()
                .limit(60)
                .mapToObj(point -> Character.isISOControl(point) ? "?" : Character.toString(point))
                .collect(Collectors.joining());
        return "\"" + plain + (word.codePointCount(0, word.length()) > 60 ? "…" : "") + "\"";
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name, "a text"));
    }

    Optional<String> optionalText(String name) {
        return value(name).map(value -> {
            if (value instanceof String text && !text.isBlank()) {
                return text;
            }
            throw wrong(name, value, "a text that is not blank");
        });
    }

    /** A whole number within bounds. */
    Optional<Integer> number(String name, int least, int most) {
        String expected = "a whole number from " + least + (most < Integer.MAX_VALUE ? " to " + most : " up");
        return value(name).map(value -> {
            if (value instanceof Integer number && number >= least && number <= most) {
                return number;
            }
            throw wrong(name, value, expected);
        });
    }

    Map<String, Object> object(String name) {
        Object value = value(name).orElseThrow(() -> missing(name, "an object"));
        return Tree.object(value).orElseThrow(() -> wrong(name, value, "an object"));
    }

    /** A cluster by its ARM id. */
    ClusterRef cluster() {
        String id = text("cluster");
        return ClusterRef.parse(id)
                .filter(ref -> !id.toLowerCase(Locale.ROOT).endsWith("/tags/default"))
                .orElseThrow(() -> new MalformedTimeline(
                        line, at("cluster") + " " + quoted(id) + " is not the ARM id of a managed cluster"));
    }

    /** Who does it: an object id, or an object with oid, app and mfa. */
    Caller by() {
        Object value = value("by").orElseThrow(() -> missing("by", "an object id or {\"oid\":…,\"app\":…,\"mfa\":…}"));
        if (value instanceof String) {
            return Caller.user(text("by"));
        }
        Fields fields = of(line, key + ".by", value, "oid", "app", "mfa");
        String oid = fields.text("oid");
        boolean app = fields.flag("app").orElse(false);
        return new Caller(oid, app, fields.flag("mfa").orElse(!app));
    }

    private Optional<Boolean> flag(String name) {
        return value(name).map(value -> {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw wrong(name, value, "true or false");
        });
    }

    /** One of some words, mapped to what it means. */
    <T> Optional<T> word(String name, Function<String, Optional<T>> meaning, String... allowed) {
        return value(name).map(value -> {
            if (value instanceof String word) {
                return meaning.apply(word)
                        .orElseThrow(() -> new MalformedTimeline(
                                line, at(name) + " is " + quoted(word) + "; allowed are " + listed(allowed)));
            }
            throw wrong(name, value, "one of " + listed(allowed));
        });
    }

    MalformedTimeline missing(String name, String expected) {
        return new MalformedTimeline(line, at(name) + " is missing; expected " + expected);
    }

    private Optional<Object> value(String name) {
        Object value = object.get(name);
        if (value == null && object.containsKey(name)) {
            throw new MalformedTimeline(line, at(name) + " is null; leave it out or give a value");
        }
        return Optional.ofNullable(value);
    }

    private String at(String name) {
        return key + "." + name;
    }

    private MalformedTimeline wrong(String name, Object value, String expected) {
        return new MalformedTimeline(line, at(name) + " is " + kind(value) + "; expected " + expected);
    }

    /** A line's value that is a duration. */
    static Duration duration(int line, String key, @Nullable Object value) {
        try {
            if (value instanceof String text) {
                Duration duration = Duration.parse(text);
                if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
                    return duration;
                }
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Refused below, like a duration out of range.
        }
        throw new MalformedTimeline(
                line,
                quoted(key) + " is " + kind(value)
                        + "; expected an ISO 8601 duration such as \"PT10M\" or \"P1D\", at most \"P3660D\"");
    }

    static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return "the text " + quoted(text);
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString().length() > 40 ? "a long number" : value.toString();
        }
        return value instanceof List ? "a list" : "an object";
    }
}

package io.entraguard.reconcile.ocsf;

import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what came from outside fit to stand in an event: short, without control characters, with integers only. */
final class OcsfText {
    private static final int LONGEST = 1_000;

    /** More members than any list or object that the guard writes down has. */
    private static final int MOST = 100;

    /** Deeper than any value that the guard writes down is. */
    private static final int DEEPEST = 4;

    private OcsfText() {}

    /** The text, cut to 1,000 characters, without control characters and halves of characters. */
    static String of(String text) {
        var kept = new StringBuilder(Math.min(text.length(), LONGEST));
        text.codePoints()
                .filter(point -> !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE)
                .takeWhile(point -> kept.length() + Character.charCount(point) <= LONGEST)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** A JSON value of that kind; what is too much of it is left out. */
    static @Nullable Object value(@Nullable Object value) {
        return value(value, 0);
    }

    private static @Nullable Object value(@Nullable Object value, int depth) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Integer || value instanceof Long number && Math.abs(number) < 1L << 53) {
            return value;
        }
        if (depth == DEEPEST) {
            return "…";
        }
        if (value instanceof List<?> list) {
            var items = new ArrayList<@Nullable Object>();
            list.stream().limit(MOST).forEach(item -> items.add(value(item, depth + 1)));
            return items;
        }
        Optional<Map<String, Object>> object = Tree.object(value);
        return object.isPresent() ? object(object.get(), depth + 1) : of(value.toString());
    }

    private static Map<String, Object> object(Map<String, Object> object, int depth) {
        var members = new LinkedHashMap<String, Object>();
        object.entrySet().stream()
                .limit(MOST)
                .forEach(member -> members.put(of(member.getKey()), value(member.getValue(), depth)));
        return members;
    }
}

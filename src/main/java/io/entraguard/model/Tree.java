package io.entraguard.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON documents held as {@code java.util} trees (objects as {@code Map<String, Object>}, arrays as
 * {@code List<Object>}, null as null) by property names without regard to case, since ARM, {@code az} and Resource
 * Graph spell the same property differently.
 */
public final class Tree {
    private Tree() {}

    /** A property as the document spells it. */
    public record Property(String name, @Nullable Object value) {}

    /**
     * The property of that name in any case; empty where there is none.
     *
     * @throws Unreadable where the object spells the name twice, since neither can be trusted then
     */
    public static Optional<Property> property(Map<String, Object> object, String name) {
        Property found = null;
        for (Map.Entry<String, Object> entry : object.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                if (found != null) {
                    throw new Unreadable(name + " is given twice, as " + found.name() + " and " + entry.getKey());
                }
                found = new Property(entry.getKey(), entry.getValue());
            }
        }
        return Optional.ofNullable(found);
    }

    /** The object as a map of properties; empty where the value is something else. */
    @SuppressWarnings("unchecked")
    public static Optional<Map<String, Object>> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? Optional.of((Map<String, Object>) map) : Optional.empty();
    }

    /** A copy that shares no container with the original and keeps the order of its properties. */
    public static Map<String, Object> copy(Map<String, Object> object) {
        var copy = new LinkedHashMap<String, Object>();
        object.forEach((name, value) -> copy.put(name, copyValue(value)));
        return copy;
    }

    @SuppressWarnings("NullAway") // lists of a JSON tree may hold null, which List.of and streams do not allow
    private static @Nullable Object copyValue(@Nullable Object value) {
        if (value instanceof List<?> list) {
            var copy = new java.util.ArrayList<@Nullable Object>(list.size());
            list.forEach(item -> copy.add(copyValue(item)));
            return copy;
        }
        Optional<Map<String, Object>> object = object(value);
        return object.isPresent() ? copy(object.get()) : value;
    }

    /** A document that cannot be judged: the message names the place and what is wrong with it. */
    public static final class Unreadable extends RuntimeException {
        public Unreadable(String message) {
            super(message);
        }
    }
}

package io.entraguard.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A resource's tags. Names are compared without regard to case and values exactly, as ARM does. Values are input from
 * strangers. Immutable.
 */
public final class Tags {
    /** No tags. */
    public static final Tags NONE = new Tags(Map.of());

    private final Map<String, String> values;

    private Tags(Map<String, String> values) {
        var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(values);
        this.values = Collections.unmodifiableMap(sorted);
    }

    public static Tags of(Map<String, String> values) {
        return values.isEmpty() ? NONE : new Tags(values);
    }

    /** The value of the tag of that name in any case; empty where there is none. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether that tag is missing or says nothing. */
    public boolean blank(String name) {
        return value(name).map(String::isBlank).orElse(true);
    }

    /** These laid over others: where both have a tag, in whatever case, this one's value stands. */
    public Tags over(Tags below) {
        if (below.values.isEmpty()) {
            return this;
        }
        var laid = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        laid.putAll(below.values);
        laid.putAll(values);
        return new Tags(laid);
    }

    /** All of them, sorted by name. */
    public Map<String, String> all() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        // Of the values alone: names that differ in case are equal, and a map's own hash is not.
        return values.values().stream().mapToInt(String::hashCode).sum();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}

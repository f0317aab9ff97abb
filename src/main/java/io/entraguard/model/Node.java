package io.entraguard.model;

import io.entraguard.model.IdentityProfile.Presence;
import io.entraguard.model.Tree.Unreadable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object of a document together with where it stands, for the message of what is wrong with it. Names are matched
 * without regard to case; null counts as absent; a value of the wrong kind is {@link Unreadable}, never guessed at.
 *
 * @param path what stands before the names of its properties in messages: empty, or ending in a dot
 */
public record Node(String path, Map<String, Object> object) {

    public Presence presence(String name) {
        Optional<Tree.Property> property = Tree.property(object, name);
        if (property.isEmpty()) {
            return Presence.ABSENT;
        }
        Object value = property.get().value();
        if (value == null) {
            return Presence.NULL;
        }
        return value instanceof Map<?, ?> map && map.isEmpty() ? Presence.EMPTY : Presence.PRESENT;
    }

    public Node objectOrFail(String name) {
        return object(name).orElseThrow(() -> wrong(name, null, "an object"));
    }

    public Optional<Node> object(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Node(at(name) + ".", Tree.object(value).orElseThrow(() -> wrong(name, value, "an object"))));
    }

    public List<Node> objects(String name) {
        var nodes = new ArrayList<Node>();
        for (Object item : list(name)) {
            nodes.add(new Node(
                    at(name) + "[].", Tree.object(item).orElseThrow(() -> wrong(name, item, "a list of objects"))));
        }
        return nodes;
    }

    public List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (Object item : list(name)) {
            if (!(item instanceof String text)) {
                throw wrong(name, item, "a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    public List<?> list(String name) {
        Object value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, value, "a list");
        }
        return list;
    }

    public Optional<String> text(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw wrong(name, value, "a string");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    public Optional<Boolean> bool(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Boolean bool)) {
            throw wrong(name, value, "true or false");
        }
        return Optional.of(bool);
    }

    public Optional<Instant> instant(String name) {
        return parsed(name, text -> OffsetDateTime.parse(text).toInstant(), "an instant such as 2026-01-05T09:00:00Z");
    }

    /**
     * What a text says.
     *
     * @param parse throws {@link DateTimeException} for a text that says nothing
     * @param expected what the text ought to be, for the message
     */
    public <T> Optional<T> parsed(String name, Function<String, T> parse, String expected) {
        return text(name).map(text -> {
            try {
                return parse.apply(text);
            } catch (DateTimeException e) {
                throw wrong(name, text, expected);
            }
        });
    }

    /** A whole number, given as such, within these bounds. */
    public Optional<Integer> whole(String name, int least, int most) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Integer number) || number < least || number > most) {
            throw wrong(name, value, "a whole number from " + least + " to " + most);
        }
        return Optional.of(number);
    }

    /** For a property that has to be there and is not. */
    public Unreadable missing(String name) {
        return new Unreadable(at(name) + " is missing");
    }

    private @Nullable Object value(String name) {
        return Tree.property(object, name).map(Tree.Property::value).orElse(null);
    }

    private String at(String name) {
        return path + name;
    }

    /** For a property whose value cannot be used; the message names its kind only. */
    public Unreadable wrong(String name, @Nullable Object value, String expected) {
        return new Unreadable(at(name) + " is " + kind(value) + ", expected " + expected);
    }

    private static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        return value instanceof List ? "a list" : "an object";
    }
}

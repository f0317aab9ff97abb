package io.entraguard.azure.rest;

import io.entraguard.model.Tree;
import java.util.Map;
import java.util.Optional;

/** Reads answers whose property names have one documented spelling, tolerantly: what is of another kind is absent. */
final class Json {
    private Json() {}

    /** A text that says something. */
    static Optional<String> text(Map<String, Object> object, String name) {
        return object.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    /** An object; an empty one where there is none. */
    static Map<String, Object> object(Map<String, Object> object, String name) {
        return Tree.object(object.get(name)).orElse(Map.of());
    }
}

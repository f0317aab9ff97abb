package io.entraguard.azure.siem;

import io.entraguard.model.Tree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One OCSF event as a tree, read by paths such as {@code resources.0.uid}. Immutable as far as its tree is. */
record OcsfEvent(Map<String, Object> tree) {
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final Pattern INDEX = Pattern.compile("\\d{1,4}");

    /** What stands at a path; empty where nothing does. */
    Optional<Object> at(String path) {
        @Nullable Object here = tree;
        for (String step : DOT.split(path)) {
            if (here instanceof List<?> list && INDEX.matcher(step).matches()) {
                int index = Integer.parseInt(step);
                here = index < list.size() ? list.get(index) : null;
            } else {
                here = Tree.object(here).map(object -> object.get(step)).orElse(null);
            }
        }
        return Optional.ofNullable(here);
    }

    /** The string at a path, or the number as one. */
    Optional<String> text(String path) {
        return at(path).filter(value -> value instanceof String || value instanceof Number)
                .map(String::valueOf)
                .filter(text -> !text.isBlank());
    }

    /** The integer at a path, 0 where there is none. */
    int number(String path) {
        return at(path).filter(Number.class::isInstance)
                .map(value -> ((Number) value).intValue())
                .orElse(0);
    }

    /** When it happened. */
    Instant time() {
        return at("time")
                .filter(Number.class::isInstance)
                .map(value -> Instant.ofEpochMilli(((Number) value).longValue()))
                .orElse(Instant.EPOCH);
    }

    String code() {
        return text("metadata.event_code").orElse("");
    }
}

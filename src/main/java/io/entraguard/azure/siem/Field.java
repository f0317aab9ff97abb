package io.entraguard.azure.siem;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One field of a flat row.
 *
 * @param name the SIEM's name of it
 * @param source where its value comes from, in the words of {@code docs/siem.md}
 * @param value the value, of a type that JSON has; empty where the event says nothing of it
 */
record Field(String name, String source, Function<OcsfEvent, Optional<Object>> value) {

    /** The same for every event. */
    static Field fixed(String name, Object value) {
        return new Field(name, "always `" + value + "`", event -> Optional.of(value));
    }

    /** A number, 0 where the event has none. */
    static Field number(String name, String path) {
        return new Field(name, "`" + path + "`", event -> Optional.of(event.number(path)));
    }

    /** The text at the first path where one stands. */
    static Field text(String name, String... paths) {
        String source = Arrays.stream(paths).map(path -> "`" + path + "`").collect(Collectors.joining(", else "));
        return new Field(name, source, event -> first(event, paths).map(Object.class::cast));
    }

    /** Worked out of the event. */
    static Field computed(String name, String source, Function<OcsfEvent, Object> value) {
        return new Field(name, source, event -> Optional.of(value.apply(event)));
    }

    /** Worked out of the event, where it says something of it. */
    static Field found(String name, String source, Function<OcsfEvent, Optional<Object>> value) {
        return new Field(name, source, value);
    }

    static Optional<String> first(OcsfEvent event, String... paths) {
        return Stream.of(paths).flatMap(path -> event.text(path).stream()).findFirst();
    }
}

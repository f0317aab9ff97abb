package io.entraguard.reconcile;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;

/**
 * The one JSON factory of the program, whose table of names and whose buffers all that reads and writes JSON by Jackson
 * shares. It is not configured any further: who needs a parser that is stricter, or text of another form, says so of its
 * own reader or writer. Thread-safe.
 */
public final class Json {
    /** Nothing that the guard is given is nested deeper; what is, wants to exhaust the stack. */
    private static final int DEEPEST = 128;

    /** The factory. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private Json() {}

    /** Apart from the factory, so that who reads or writes by tokens alone loads no data binding. */
    public static final class Mappers {
        /** A mapper without any module or feature of its own. */
        public static final JsonMapper PLAIN = new JsonMapper(FACTORY);

        /** Reads and writes rows of the memory store: each field of what it is given, instants as text. */
        public static final JsonMapper ROWS = JsonMapper.builder(FACTORY)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule("row instants").addDeserializer(Instant.class, new RowInstants()))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                .visibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
                .build();

        private Mappers() {}
    }
}

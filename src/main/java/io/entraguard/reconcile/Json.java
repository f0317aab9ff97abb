package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

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

    /** A mapper without any module or feature of its own. */
    public static final JsonMapper MAPPER = new JsonMapper(FACTORY);

    private Json() {}
}

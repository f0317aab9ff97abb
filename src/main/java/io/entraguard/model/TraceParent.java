package io.entraguard.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place in a trace that something was caused from: the header {@code traceparent} of W3C Trace Context, version 00,
 * and nothing else, since it comes in with events and messages of strangers and goes out with requests. Immutable.
 *
 * @param text 55 characters: version, trace id, span id and flags in lower-case hex digits
 */
public record TraceParent(String text) {
    private static final Pattern FORM = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    public TraceParent {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a traceparent of version 00");
        }
    }

    /** The header of that text; empty where it is none. */
    public static Optional<TraceParent> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TraceParent(text)) : Optional.empty();
    }

    /** The trace's own id, 32 hex digits. */
    public String traceId() {
        return text.substring(3, 35);
    }

    /** The id of the span that caused this, 16 hex digits. */
    public String spanId() {
        return text.substring(36, 52);
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.entraguard.azure;

/**
 * The text of one event, measured in one linear pass before anything parses it: that it is small, shallow, one event and
 * closed, and where its {@code data} lies. Everything that costs a parser more than linear time is refused here.
 */
final class EventText {
    /** Event Grid's own limit on an event; anything that long is no event of ARM, which are a few KB. */
    static final int TOO_LARGE = 1_000_000;

    /** Far above what lies beside the {@code data}, a few ids; the SDK keeps whatever it finds there. */
    private static final int LARGEST_ENVELOPE = 16_384;

    /** ARM's events nest five deep. */
    static final int DEEPEST = 64;

    /** Longer than any number of a JSON document that means anything; parsing numbers takes quadratic time. */
    private static final int LONGEST_LITERAL = 64;

    private final String text;
    private int at;
    private int depth;
    /** How deep the properties of the event itself are: 1, or 2 inside an array. */
    private int level = 1;

    private int eventStart = -1;
    private int eventEnd = -1;
    private int dataStart = -1;
    private int dataEnd = -1;
    private boolean cloudEvent;
    private boolean atData;

    private EventText(String text) {
        this.text = text;
    }

    /**
     * Measures a text.
     *
     * @throws Unreadable naming what is wrong with it
     */
    static EventText of(String text) {
        if (text.length() >= TOO_LARGE) {
            throw new Unreadable("too-large");
        }
        var measured = new EventText(text);
        measured.walk();
        return measured;
    }

    /** Whether it is a CloudEvent, told by {@code specversion}; else it is an event of Event Grid's own schema. */
    boolean cloudEvent() {
        return cloudEvent;
    }

    /** Whether the event has an object as its {@code data}. */
    boolean hasData() {
        return dataEnd >= 0;
    }

    /** The event's {@code data}, a JSON object. */
    String data() {
        return text.substring(dataStart, dataEnd);
    }

    /** The event with an empty object as its data, and with those properties in front, which its own ones override. */
    String envelope(String defaults) {
        return "{" + defaults + text.substring(eventStart + 1, dataStart) + "{}" + text.substring(dataEnd, eventEnd);
    }

    private void walk() {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == '[') {
            level = 2;
        }
        do {
            step();
            skipBlanks();
        } while (depth > 0 && at < text.length());
        if (depth > 0 || at < text.length() || eventStart < 0) {
            throw new Unreadable("not-json");
        }
        if (eventEnd - eventStart - Math.max(0, dataEnd - dataStart) > LARGEST_ENVELOPE) {
            throw new Unreadable("too-large");
        }
    }

    private void step() {
        char c = at < text.length() ? text.charAt(at) : '\0';
        switch (c) {
            case '{', '[' -> open(c);
            case '}', ']' -> close();
            case '"' -> string();
            case ',', ':' -> at++;
            default -> literal();
        }
    }

    private void open(char bracket) {
        if (depth == level - 1 && bracket == '{') {
            if (eventStart >= 0) {
                throw new Unreadable("several-events");
            }
            eventStart = at;
        } else if (depth == level && atData && bracket == '{') {
            if (dataStart >= 0) {
                throw new Unreadable("data-twice");
            }
            dataStart = at;
        }
        atData = false;
        at++;
        if (++depth > DEEPEST) {
            throw new Unreadable("too-deep");
        }
    }

    private void close() {
        at++;
        depth--;
        if (depth == level && dataStart >= 0 && dataEnd < 0) {
            dataEnd = at;
        } else if (depth == level - 1 && eventEnd < 0) {
            eventEnd = at;
        }
    }

    private void string() {
        int start = at + 1;
        int end = start;
        int length = text.length();
        char c = '\0';
        while (end < length && (c = text.charAt(end)) != '"') {
            if (c < ' ') {
                // Not allowed by JSON; the parsers let it pass.
                throw new Unreadable("not-json");
            }
            end += c == '\\' ? 2 : 1;
        }
        if (end >= length) {
            throw new Unreadable("not-json");
        }
        at = end + 1;
        if (depth == level) {
            skipBlanks();
            if (at < text.length() && text.charAt(at) == ':') {
                property(start, end - start);
            }
        }
    }

    private void property(int start, int length) {
        atData = length == 4 && text.startsWith("data", start);
        cloudEvent |= length == 11 && text.startsWith("specversion", start);
    }

    private void literal() {
        int start = at;
        while (at < text.length() && !endsLiteral(text.charAt(at))) {
            at++;
        }
        if (at == start || at - start > LONGEST_LITERAL) {
            throw new Unreadable("not-json");
        }
        atData = false;
    }

    private static boolean endsLiteral(char c) {
        return c == ',' || c == '}' || c == ']' || blank(c) || c == '"' || c == ':' || c == '{' || c == '[';
    }

    private void skipBlanks() {
        while (at < text.length() && blank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** An event that cannot be read; the reason is a fixed word. */
    static final class Unreadable extends RuntimeException {
        private final String reason;

        Unreadable(String reason) {
            // No stack trace: this is an answer to hostile input and must stay cheap.
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}

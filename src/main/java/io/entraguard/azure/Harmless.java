package io.entraguard.azure;

import java.util.Optional;
import java.util.regex.Pattern;

/** Words of strangers that are safe to store, show and log: ids that look like ids, and short printable text. */
final class Harmless {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** IPv4 or IPv6, where ARM may add a port. */
    private static final Pattern IP = Pattern.compile("[0-9A-Fa-f.:\\[\\]]{2,54}");

    /** The longest user principal name is 113 characters; more is nobody's. */
    private static final int LONGEST_TEXT = 256;

    private Harmless() {}

    /** The text, if it looks like an id. */
    static Optional<String> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** The text, if it looks like an IP address. */
    static Optional<String> ip(String text) {
        return IP.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** The text cut short, without control, format (text direction) and unassigned characters; empty if nothing is left. */
    static Optional<String> text(String text) {
        var kept = new StringBuilder();
        text.codePoints().limit(LONGEST_TEXT).filter(Harmless::printable).forEach(kept::appendCodePoint);
        String stripped = kept.toString().strip();
        return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
    }

    private static boolean printable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

package io.entraguard.azure;

import java.util.Optional;

/** Words of strangers that are safe to store, show and log: ids that look like ids, and short printable text. */
final class Harmless {
    private static final int LONGEST_ID = 64;

    /** IPv6 in brackets with an IPv4 tail, and the port that ARM may add. */
    private static final int LONGEST_IP = 54;

    /** The longest user principal name is 113 characters; more is nobody's. */
    private static final int LONGEST_TEXT = 256;

    private Harmless() {}

    /** The text, if it looks like an id. */
    static Optional<String> id(String text) {
        boolean harmless = !text.isEmpty() && text.length() <= LONGEST_ID;
        for (int i = 0; harmless && i < text.length(); i++) {
            char c = text.charAt(i);
            harmless = isLetter(c, 'z') || isDigit(c) || c == '.' || c == '_' || c == '-';
        }
        return harmless ? Optional.of(text) : Optional.empty();
    }

    /** The text, if it looks like an IP address. */
    static Optional<String> ip(String text) {
        boolean harmless = text.length() >= 2 && text.length() <= LONGEST_IP;
        for (int i = 0; harmless && i < text.length(); i++) {
            char c = text.charAt(i);
            harmless = isLetter(c, 'f') || isDigit(c) || c == '.' || c == ':' || c == '[' || c == ']';
        }
        return harmless ? Optional.of(text) : Optional.empty();
    }

    /** Whether it is one of ASCII's letters up to that one, in either case. */
    private static boolean isLetter(char c, char last) {
        char small = (char) (c | 0x20);
        return small >= 'a' && small <= last && c < 0x80;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The text cut short, without control, format (text direction) and unassigned characters; empty if nothing is left. */
    static Optional<String> text(String text) {
        if (isPlain(text)) {
            return Optional.of(text);
        }
        var kept = new StringBuilder();
        text.codePoints().limit(LONGEST_TEXT).filter(Harmless::printable).forEach(kept::appendCodePoint);
        String stripped = kept.toString().strip();
        return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
    }

    /** Whether it is short and of ASCII's visible characters alone, of which nothing is ever taken off. */
    private static boolean isPlain(String text) {
        boolean plain = !text.isEmpty() && text.length() <= LONGEST_TEXT;
        for (int i = 0; plain && i < text.length(); i++) {
            plain = text.charAt(i) > ' ' && text.charAt(i) <= '~';
        }
        return plain;
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

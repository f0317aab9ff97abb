package io.entraguard.reconcile.ticket;

/**
 * Makes visible what would hide in a text or disguise it: control characters, bidirectional marks and others that show
 * nothing become their code, such as {@code [U+202E]}; what is too long is cut and says so. Every renderer takes each
 * value through it before it escapes.
 */
public final class Visible {
    /** The longest text of one span: a refusal that names permission, scope and the command that cures it is about 900. */
    private static final int LONGEST_TEXT = 2000;

    /** The longest name or short command: {@code az aks get-credentials} with the longest names that Azure takes is 290. */
    private static final int LONGEST_NAME = 400;

    private Visible() {}

    /** Text on one line. */
    public static String text(String raw) {
        return cut(line(raw), LONGEST_TEXT);
    }

    /** A name, an id or a short command on one line. */
    public static String name(String raw) {
        return cut(line(raw), LONGEST_NAME);
    }

    /** Commands: line ends stay, nothing is cut. */
    public static String code(String raw) {
        var shown = new StringBuilder();
        raw.replace("\r\n", "\n").codePoints().forEach(c -> show(shown, c, c == '\n' ? "\n" : c == '\t' ? "\t" : ""));
        return shown.toString();
    }

    /** The text, or its beginning and how many characters are left out, at most so many characters together. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        String note = "… (" + text.length() + " characters)";
        int end = Math.max(0, most - note.length());
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + note;
    }

    private static String line(String raw) {
        if (raw.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return raw;
        }
        var shown = new StringBuilder();
        raw.replace("\r\n", "\n")
                .codePoints()
                .forEach(c -> show(shown, c, c == '\n' || c == '\t' || c == '\r' ? " " : ""));
        return shown.toString();
    }

    private static void show(StringBuilder shown, int c, String instead) {
        if (!instead.isEmpty()) {
            shown.append(instead);
        } else if (hides(c)) {
            shown.append(String.format("[U+%04X]", c));
        } else {
            shown.appendCodePoint(c);
        }
    }

    private static boolean hides(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}

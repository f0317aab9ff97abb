package io.entraguard.tickets;

/** Jira's query language, as far as it is needed. */
final class Jql {
    private Jql() {}

    /** The query for all issues with that label, whatever project they were moved to, oldest first. */
    static String labelled(String label) {
        return "labels = " + quoted(label) + " ORDER BY created ASC";
    }

    /** A value between quotes, out of which it cannot get. */
    static String quoted(String value) {
        var quoted = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}

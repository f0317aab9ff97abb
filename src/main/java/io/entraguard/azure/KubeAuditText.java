package io.entraguard.azure;

/**
 * One message of the Event Hub, taken apart into records in one linear pass that copies nothing: {@code {"records":[…]}}
 * as Azure Monitor sends it, an array of records, or records one after the other. Each record is handed on as soon as it
 * is closed, so that a message that is cut gives up what is whole.
 */
final class KubeAuditText {
    private static final String RECORDS = "records";

    private final String text;
    private final Records records;
    private int at;
    private int depth;
    /** How deep records lie; -1 where none do. */
    private int level;

    private boolean batch;
    private boolean atRecords;
    private int topStart;
    private int recordStart = -1;

    private KubeAuditText(String text, Records records) {
        this.text = text;
        this.records = records;
    }

    /** Takes a record's place in the text. */
    @FunctionalInterface
    interface Records {
        /** From its opening bracket to behind its closing one. */
        void at(int from, int to);
    }

    /** Whether the text looks like JSON, told by its ends alone. */
    static boolean plausible(String text) {
        int from = 0;
        int to = text.length() - 1;
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to) <= ' ') {
            to--;
        }
        if (from >= to) {
            return false;
        }
        char first = text.charAt(from);
        char last = text.charAt(to);
        return first == '{' && last == '}' || first == '[' && last == ']';
    }

    /** Hands on every record that is whole; false where brackets or quotes do not match up. */
    static boolean walk(String text, Records records) {
        return new KubeAuditText(text, records).walk();
    }

    private boolean walk() {
        boolean sound = true;
        while (sound && at < text.length()) {
            switch (text.charAt(at)) {
                case '{', '[' -> open(text.charAt(at));
                case '}', ']' -> sound = close();
                case '"' -> sound = string();
                default -> at++;
            }
        }
        return sound && depth == 0;
    }

    private void open(char bracket) {
        if (depth == 0) {
            batch = bracket == '[';
            level = batch ? 1 : -1;
            topStart = at;
        } else if (depth == 1 && bracket == '[' && atRecords) {
            batch = true;
            level = 2;
        } else if (depth == level && bracket == '{') {
            recordStart = at;
        }
        atRecords = false;
        depth++;
        at++;
    }

    private boolean close() {
        at++;
        depth--;
        if (depth == level && recordStart >= 0) {
            records.at(recordStart, at);
            recordStart = -1;
        } else if (depth == level - 1) {
            level = -1;
        }
        if (depth == 0 && !batch) {
            records.at(topStart, at);
        }
        return depth >= 0;
    }

    private boolean string() {
        int start = at + 1;
        int end = start;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        at = end + 1;
        atRecords = depth == 1 && end - start == RECORDS.length() && text.startsWith(RECORDS, start);
        return end < text.length();
    }
}

package io.entraguard.cli;

import java.util.regex.Pattern;

/** Text from strangers made fit for a terminal: whatever could steer it is shown as its code instead. */
final class Printable {
    private static final int LONGEST = 1000;

    /** Controls, formats (text direction among them), line and paragraph separators, lone surrogates, private use. */
    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}]");

    private Printable() {}

    /** One line that is safe to print. */
    static String line(String text) {
        String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return STEERING.matcher(start)
                .replaceAll(match -> String.format("<U+%04X>", match.group().codePointAt(0)));
    }
}

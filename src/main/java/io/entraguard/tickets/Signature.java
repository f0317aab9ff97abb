package io.entraguard.tickets;

import io.entraguard.reconcile.ticket.Page;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of what the guard writes into a tracker, by which it knows what it said there last: a name and the
 * page's mark. Anybody can write such a line; the worst that comes of it is a comment too many or too few.
 */
final class Signature {
    private static final Pattern LINE = Pattern.compile("Entra Guard ([0-9a-f]{12})");

    private Signature() {}

    static String of(Page page) {
        return "Entra Guard " + page.mark();
    }

    /** The mark that the line bears, if it is a signature and nothing else. */
    static Optional<String> mark(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The mark of the first line that is a signature. */
    static Optional<String> first(String text) {
        return text.lines().flatMap(line -> mark(line).stream()).findFirst();
    }
}

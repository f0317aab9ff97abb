package io.entraguard.tickets;

import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import io.entraguard.reconcile.ticket.Visible;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What stands in GitHub's issues and comments: a page in Markdown and, hidden in HTML comments behind it, by what the
 * guard knows it again. Of these the last one counts, since a page's own values may imitate them and come first.
 */
final class GitHubText {
    /** GitHub takes 65,536 characters; the rest is for what the guard adds. */
    private static final int LONGEST_PAGE = 64_000;

    /** GitHub takes 256. */
    private static final int LONGEST_TITLE = 250;

    private static final Pattern KEY = Pattern.compile("<!-- (entra-guard-[0-9a-f]{32}) -->");
    private static final Pattern SAID = Pattern.compile("<!-- entra-guard said ([0-9a-f]{12}) -->");
    private static final String FOOTER = "<!-- entra-guard footer -->";
    private static final String FOOTER_END = "<!-- entra-guard footer ends -->";

    private final Function<Page, String> markdown;

    GitHubText(Function<Page, String> markdown) {
        this.markdown = markdown;
    }

    static String title(Page page) {
        return Visible.cut(Visible.text(page.title()), LONGEST_TITLE);
    }

    /** The body of a new issue. */
    String body(Draft draft, boolean assigned) {
        return said(draft.page()) + "\n<!-- " + draft.key() + " -->\n\n" + footer(draft, assigned) + "\n";
    }

    /** The text of a comment, and the beginning of a body. */
    String said(Page page) {
        return Visible.cut(markdown.apply(page), LONGEST_PAGE) + "\n\n<!-- entra-guard said " + page.mark() + " -->";
    }

    /** That body with severity, due date and owner as the draft says; what people wrote around them stays. */
    String rated(String body, Draft draft, boolean assigned) {
        int from = body.lastIndexOf(FOOTER);
        int to = from < 0 ? -1 : body.indexOf(FOOTER_END, from);
        return to < 0
                ? body.stripTrailing() + "\n\n" + footer(draft, assigned) + "\n"
                : body.substring(0, from) + footer(draft, assigned) + body.substring(to + FOOTER_END.length());
    }

    /** GitHub's issues have neither priority nor due date. */
    private String footer(Draft draft, boolean assigned) {
        List<Span> spans = new ArrayList<>();
        spans.add(new Span.Text("Severity "));
        spans.add(new Span.Strong(draft.worst().word()));
        spans.add(new Span.Text(", due " + draft.due().atZone(ZoneOffset.UTC).toLocalDate() + "."));
        draft.owner().filter(owner -> !assigned).ifPresent(owner -> {
            spans.add(new Span.Text(" The cluster's owner tag says "));
            spans.add(new Span.Code(owner));
            spans.add(new Span.Text(", to whom this repository's issues cannot be assigned."));
        });
        String line = markdown.apply(new Page("", List.of(new Block.Paragraph(spans))));
        return FOOTER + "\n\n---\n\n" + line.strip() + "\n\n" + FOOTER_END;
    }

    /** The key that a body bears. */
    static Optional<String> key(String body) {
        return last(KEY, body);
    }

    /** The mark of the page that a body or comment says, if the guard wrote it. */
    static Optional<String> mark(String text) {
        return last(SAID, text);
    }

    private static Optional<String> last(Pattern pattern, String text) {
        return pattern.matcher(text).results().reduce((a, b) -> b).map((MatchResult match) -> match.group(1));
    }
}

package io.entraguard.tickets;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import io.entraguard.reconcile.ticket.Visible;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page as GitHub Flavored Markdown. The title is left out. No value becomes markup, a mention, a reference to an issue,
 * a link or an element: names and commands stand in code, where GitHub looks for none of these, and in words each
 * character that begins one is escaped.
 *
 * <p>A backslash does not do for {@code @}, {@code #1}, {@code www.} and URLs, which GitHub looks for in the rendered
 * text: there a zero-width space, written as its number, breaks them. Commands hold none, so that they can be copied.
 */
public final class Markdown {
    /** GitHub takes 65,536 characters in a body; an adapter adds up to a thousand of its own. */
    static final int LONGEST = 64_000;

    private static final String BREAK = "&#8203;";

    /** What begins markup within a line. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_\\[\\]<>~|!$]");

    /** Behind these GitHub finds a user, an issue, a URL, a mail address or an emoji, in this word or with the next. */
    private static final Pattern REFERENCE =
            Pattern.compile("[@#]|:(?=/|$|(?!\\d\\d:)[\\w+-]+:)|(?i:mailto:|xmpp:|www|gh-)");

    /** What begins a block at the start of a line. */
    private static final Pattern LINE_START = Pattern.compile("^(?<number>\\d{1,9}(?=[.)]))?(?<sign>[-+=#.)])");

    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private Markdown() {}

    /** The page's blocks as Markdown, at most {@value #LONGEST} characters; what is left out is said at the end. */
    public static String of(Page page) {
        return Shortened.within(LONGEST, page, Markdown::blocks);
    }

    /** A title as a heading above the page's own. */
    public static String titled(String title) {
        return "## " + escaped(title).strip();
    }

    private static String blocks(Page page) {
        return page.blocks().stream().map(block -> block.match(BLOCK)).collect(Collectors.joining("\n\n"));
    }

    /** Words of which nothing becomes markup, wherever in a line they stand but at its start. */
    static String escaped(String words) {
        String markup = MARKUP.matcher(words.replace("&", "&amp;")).replaceAll("\\\\$0");
        return REFERENCE.matcher(markup).replaceAll("$0" + BREAK);
    }

    /** A whole line, which begins no block. */
    private static String line(List<Span> spans) {
        String line = joined(spans).strip();
        Matcher start = LINE_START.matcher(line);
        return start.find()
                ? line.substring(0, start.start("sign")) + "\\" + line.substring(start.start("sign"))
                : line;
    }

    private static String joined(List<Span> spans) {
        var joined = new StringBuilder();
        for (Span span : spans) {
            String next = span.match(SPAN);
            if (meets(joined, next, '`') || meets(joined, next, '*')) {
                joined.append(BREAK); // or the end of one and the beginning of the next would be one run
            }
            joined.append(next);
        }
        return joined.toString();
    }

    private static boolean meets(StringBuilder before, String next, char delimiter) {
        return !before.isEmpty()
                && before.charAt(before.length() - 1) == delimiter
                && !next.isEmpty()
                && next.charAt(0) == delimiter;
    }

    private static String fence(String content, int least) {
        int longest = BACKTICKS
                .matcher(content)
                .results()
                .mapToInt(run -> run.group().length())
                .max()
                .orElse(0);
        return "`".repeat(Math.max(least, longest + 1));
    }

    /** Between punctuation and a letter the asterisks would be no markup but stand there. */
    private static boolean isWord(String words) {
        return !words.isEmpty()
                && Character.isLetterOrDigit(words.charAt(0))
                && Character.isLetterOrDigit(words.charAt(words.length() - 1));
    }

    private static final Block.Cases<String> BLOCK = new Block.Cases<>() {
        @Override
        public String heading(Block.Heading block) {
            return "### " + escaped(Visible.text(block.text())).strip();
        }

        @Override
        public String paragraph(Block.Paragraph block) {
            return line(block.spans());
        }

        @Override
        public String bullets(Block.Bullets block) {
            return block.items().stream().map(item -> "- " + line(item)).collect(Collectors.joining("\n"));
        }

        @Override
        public String code(Block.Code block) {
            String content = Visible.code(block.text());
            String fence = fence(content, 3);
            return fence + "\n" + content + "\n" + fence;
        }
    };

    private static final Span.Cases<String> SPAN = new Span.Cases<>() {
        @Override
        public String text(Span.Text span) {
            return escaped(Visible.text(span.text()));
        }

        @Override
        public String code(Span.Code span) {
            String content = Visible.name(span.text());
            if (content.isBlank()) {
                return content; // a code span of nothing is two backticks
            }
            String fence = fence(content, 1);
            boolean touches = content.startsWith("`") || content.endsWith("`");
            boolean padded = content.startsWith(" ") && content.endsWith(" ");
            return touches || padded ? fence + " " + content + " " + fence : fence + content + fence;
        }

        @Override
        public String strong(Span.Strong span) {
            String words = escaped(Visible.text(span.text()));
            return isWord(words) ? "**" + words + "**" : words;
        }

        @Override
        public String link(Span.Link span) {
            return "[" + escaped(Visible.text(span.text())) + "](<" + span.url().toASCIIString() + ">)";
        }
    };
}

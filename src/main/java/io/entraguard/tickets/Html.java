package io.entraguard.tickets;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import io.entraguard.reconcile.ticket.Visible;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A page as HTML of a few elements without attributes but {@code href}, for Azure Boards, whose fields hold HTML. The
 * title is left out. Every value is escaped, and links lead to https only.
 */
public final class Html {
    /** Azure Boards takes 1,000,000 characters in a field; nobody reads as many. */
    static final int LONGEST = 200_000;

    private Html() {}

    /** The page's blocks as HTML, at most {@value #LONGEST} characters; what is left out is said at the end. */
    public static String of(Page page) {
        return Shortened.within(LONGEST, page, Html::blocks);
    }

    /** A title as a heading above the page's own. */
    public static String titled(String title) {
        return element("h2", escaped(title));
    }

    private static String blocks(Page page) {
        return page.blocks().stream().map(block -> block.match(BLOCK)).collect(Collectors.joining("\n"));
    }

    /** A value with nothing in it that HTML gives a meaning. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String line(List<Span> spans) {
        return spans.stream().map(span -> span.match(SPAN)).collect(Collectors.joining());
    }

    private static String element(String name, String content) {
        return "<" + name + ">" + content + "</" + name + ">";
    }

    private static final Block.Cases<String> BLOCK = new Block.Cases<>() {
        @Override
        public String heading(Block.Heading block) {
            return element("h3", escaped(Visible.text(block.text())));
        }

        @Override
        public String paragraph(Block.Paragraph block) {
            return element("p", line(block.spans()));
        }

        @Override
        public String bullets(Block.Bullets block) {
            return element(
                    "ul",
                    block.items().stream()
                            .map(item -> element("li", line(item)))
                            .collect(Collectors.joining()));
        }

        @Override
        public String code(Block.Code block) {
            return element("pre", element("code", escaped(Visible.code(block.text()))));
        }
    };

    private static final Span.Cases<String> SPAN = new Span.Cases<>() {
        @Override
        public String text(Span.Text span) {
            return escaped(Visible.text(span.text()));
        }

        @Override
        public String code(Span.Code span) {
            return element("code", escaped(Visible.name(span.text())));
        }

        @Override
        public String strong(Span.Strong span) {
            return element("strong", escaped(Visible.text(span.text())));
        }

        @Override
        public String link(Span.Link span) {
            String url = escaped(span.url().toASCIIString());
            return "<a href=\"" + url + "\">" + escaped(Visible.text(span.text())) + "</a>";
        }
    };
}

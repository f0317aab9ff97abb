package io.entraguard.reconcile.ticket;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A page without any markup, for the guard's own list, for files, and for the hash by which a page is known. The title is
 * left out.
 */
public final class PlainText {
    private PlainText() {}

    /** The page's blocks as lines; a blank line stands before each heading. */
    public static String of(Page page) {
        var text = new StringBuilder();
        for (Block block : page.blocks()) {
            if (!text.isEmpty()) {
                text.append(block instanceof Block.Heading ? "\n\n" : "\n");
            }
            text.append(block.match(BLOCK));
        }
        return text.toString();
    }

    private static String line(List<Span> spans) {
        return spans.stream().map(span -> span.match(SPAN)).collect(Collectors.joining());
    }

    private static final Block.Cases<String> BLOCK = new Block.Cases<>() {
        @Override
        public String heading(Block.Heading block) {
            return Visible.text(block.text());
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
            return Visible.code(block.text())
                    .lines()
                    .map(command -> "  " + command)
                    .collect(Collectors.joining("\n"));
        }
    };

    private static final Span.Cases<String> SPAN = new Span.Cases<>() {
        @Override
        public String text(Span.Text span) {
            return Visible.text(span.text());
        }

        @Override
        public String code(Span.Code span) {
            return Visible.name(span.text());
        }

        @Override
        public String strong(Span.Strong span) {
            return Visible.text(span.text());
        }

        @Override
        public String link(Span.Link span) {
            return Visible.text(span.text()) + " (" + Visible.name(span.url().toASCIIString()) + ")";
        }
    };
}

package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.footnotes.FootnotesExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a parser of GitHub's dialect makes of the pages, and what GitHub would then look for in their words. */
class MarkdownTest {
    private static final Parser GITHUB = Parser.builder()
            .extensions(List.of(
                    AutolinkExtension.create(),
                    FootnotesExtension.create(),
                    StrikethroughExtension.create(),
                    TablesExtension.create()))
            .build();

    private static final Set<Class<? extends Node>> WRITTEN = Set.of(
            Document.class,
            Heading.class,
            Paragraph.class,
            BulletList.class,
            ListItem.class,
            FencedCodeBlock.class,
            Text.class,
            Code.class,
            StrongEmphasis.class,
            Link.class);

    /** Mentions, references to issues, URLs and emoji, which GitHub finds in what is left as plain words. */
    private static final Pattern FOUND_LATER =
            Pattern.compile("@\\w|#\\d|(?i:gh-\\d|www\\.|://|mailto:\\w)|:(?!\\d\\d:)[\\w+-]+:");

    static Stream<String> values() {
        return HostilePage.VALUES.stream();
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void each_block_has_its_markup() {
        Page page = new Page(
                "t",
                List.of(
                        new Block.Heading("Findings"),
                        Block.paragraph(new Span.Text("Cluster "), new Span.Code("c1"), new Span.Text(" is *open*.")),
                        new Block.Bullets(List.of(
                                List.of(new Span.Strong("ENTRA-01"), new Span.Text(": off at 09:00:00Z")),
                                List.of(new Span.Link("docs", URI.create("https://a.example/x?y=1&z=2"))))),
                        new Block.Code("az aks update --name '```'\naz aks show")));
        assertThat(Markdown.of(page)).isEqualTo("""
                ### Findings

                Cluster `c1` is \\*open\\*.

                - **ENTRA-01**: off at 09:00:00Z
                - [docs](<https://a.example/x?y=1&z=2>)

                ````
                az aks update --name '```'
                az aks show
                ````""");
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_hostile_value_is_read_as_what_it_is_wherever_it_stands(String value) {
        assertReadsBack(HostilePage.everywhere(value));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_page_read_back_says_what_its_values_say(long seed) {
        assertReadsBack(HostilePage.random(seed));
    }

    @Test
    void mentions_and_references_are_broken_where_they_begin() {
        assertThat(Markdown.escaped("@octocat #1 www.a.b https://c GH-2"))
                .isEqualTo("@&#8203;octocat #&#8203;1 www&#8203;.a.b https:&#8203;//c GH-&#8203;2");
    }

    @Test
    void a_page_that_is_too_long_ends_saying_what_is_left_out() {
        List<Block> many = Collections.nCopies(100, Block.paragraph("x".repeat(1000)));
        String markdown = Markdown.of(new Page("t", many));
        assertThat(markdown).hasSizeBetween(Markdown.LONGEST - 1200, Markdown.LONGEST);
        int kept = markdown.split("xxx\n", -1).length - 1;
        assertThat(markdown)
                .endsWith((100 - kept) + " more pieces are left out. The guard's audit trail has them all.");
    }

    @Test
    void a_command_that_does_not_fit_is_left_out_whole() {
        Page page = new Page(
                "t", List.of(Block.paragraph("before"), new Block.Code("y".repeat(70_000)), Block.paragraph("after")));
        assertThat(Markdown.of(page))
                .startsWith("before\n\n… The tracker takes no longer text: 2 more pieces are left out.")
                .doesNotContain("yy");
    }

    private static void assertReadsBack(Page page) {
        String markdown = Markdown.of(page);
        Node document = GITHUB.parse(markdown);
        var reader = new Reader();
        document.accept(reader);
        assertThat(reader.found).as(markdown).isSubsetOf(WRITTEN);
        assertThat(reader.links).as(markdown).allMatch(url -> url.startsWith("https://a.example/"));
        assertThat(reader.words.toString()).as(markdown).doesNotContainPattern(FOUND_LATER);
        assertThat(reader.blocks)
                .as(markdown)
                .isEqualTo(HostilePage.read(page).stream()
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    /** Collects what stands in each block. */
    private static final class Reader extends AbstractVisitor {
        private final Set<Class<? extends Node>> found = new java.util.HashSet<>();
        private final List<String> links = new ArrayList<>();
        private final List<String> blocks = new ArrayList<>();
        private final StringBuilder words = new StringBuilder();
        private StringBuilder block = new StringBuilder();

        @Override
        protected void visitChildren(Node parent) {
            found.add(parent.getClass());
            super.visitChildren(parent);
        }

        @Override
        public void visit(Heading heading) {
            visitChildren(heading);
            end();
        }

        @Override
        public void visit(Paragraph paragraph) {
            visitChildren(paragraph);
            end();
        }

        @Override
        public void visit(FencedCodeBlock code) {
            visitChildren(code);
            assertThat(code.getInfo()).isEmpty();
            block.append(code.getLiteral());
            end();
        }

        @Override
        public void visit(Link link) {
            visitChildren(link);
            // This parser takes any character for a mail address; GitHub takes a letter or digit behind the @.
            if (!link.getDestination().startsWith("mailto:")
                    || !link.getDestination().contains("@\u200B")) {
                links.add(link.getDestination());
            }
        }

        @Override
        public void visit(Text text) {
            visitChildren(text);
            words.append(text.getLiteral());
            block.append(text.getLiteral().replace("\u200B", ""));
        }

        @Override
        public void visit(Code code) {
            visitChildren(code);
            words.append(' ');
            block.append(code.getLiteral());
        }

        private void end() {
            String text = HostilePage.plain(block.toString());
            if (!text.isEmpty()) {
                blocks.add(text);
            }
            block = new StringBuilder();
            words.append('\n');
        }
    }
}

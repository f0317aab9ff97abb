package io.entraguard.tickets;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import io.entraguard.reconcile.ticket.Visible;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Pages of values that whoever named a cluster might have thought of, and what people are to read of them. */
final class HostilePage {
    /** Each of these, alone and among others, must be read as what it is. */
    static final List<String> VALUES = List.of(
            "<script>alert(1)</script>",
            "\"]] OR project = X",
            "x".repeat(300),
            "\u202Egpj.exe\u202C",
            "a\u0000b\u001B[31mc\u0007",
            "`` ` ```",
            "```\nrm -rf /\n```",
            "a | b | c",
            "![x](http://evil.example/p.png)",
            "[click](https://evil.example)",
            "[x]: https://evil.example",
            "https://evil.example/?q=1&r=2",
            "www.evil.example",
            "mailto:a@evil.example",
            "@octocat and @org/team",
            "#1, owner/repo#2, GH-3",
            "a@b.example",
            "**bold** __bold__ *it* _it_ ~~gone~~ ~gone~",
            "# heading",
            "- item",
            "+ item",
            "* item",
            "1. item",
            "99) item",
            "> quote",
            "    indented",
            "---",
            "===",
            "[ ] task",
            "[^1]",
            "&lt;b&gt; &amp; &#64;octocat &copy;",
            "&",
            "\\",
            "\\*",
            "<!-- comment -->",
            "<https://evil.example>",
            "$a$ $`b`$",
            ":tada: :+1:",
            "' OR 1=1 --",
            "line\nline\r\nline",
            "tab\tend",
            "\uD83D\uDD25 emoji, half \uD83D of one",
            "",
            " ");

    private HostilePage() {}

    /** A page with that value in every place. */
    static Page everywhere(String value) {
        return new Page(
                value,
                List.of(
                        new Block.Heading("On " + value),
                        Block.paragraph(value),
                        Block.paragraph(
                                new Span.Text("before "), new Span.Code(value), new Span.Text(value + " after")),
                        new Block.Bullets(List.of(
                                List.of(new Span.Strong(value), new Span.Text(": "), new Span.Code(value)),
                                List.of(new Span.Link("to " + value, URI.create("https://a.example/x?y=1&z='2'"))))),
                        new Block.Code("az aks update --name '" + value + "'")));
    }

    /** A page of values by chance, the same for the same seed. */
    static Page random(long seed) {
        var random = new Random(seed);
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            blocks.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Block.Heading("On " + value(random));
                        case 1 -> new Block.Code("x " + value(random));
                        case 2 ->
                            new Block.Bullets(IntStream.range(0, 1 + random.nextInt(3))
                                    .mapToObj(item -> spans(random))
                                    .toList());
                        default -> new Block.Paragraph(spans(random));
                    });
        }
        return new Page(value(random), blocks);
    }

    private static List<Span> spans(Random random) {
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> switch (random.nextInt(4)) {
                    case 0 -> new Span.Code("c" + value(random));
                    case 1 -> new Span.Strong("s" + value(random));
                    case 2 -> new Span.Link("l" + value(random), URI.create("https://a.example/" + random.nextInt()));
                    default -> (Span) new Span.Text(value(random));
                })
                .toList();
    }

    /** One of the values, two of them, or characters that markup is made of. */
    private static String value(Random random) {
        String some = VALUES.get(random.nextInt(VALUES.size()));
        return switch (random.nextInt(3)) {
            case 0 -> some;
            case 1 -> some + VALUES.get(random.nextInt(VALUES.size()));
            default ->
                random.ints(1 + random.nextInt(12), 0, MARKUP.length())
                        .collect(
                                StringBuilder::new, (text, at) -> text.append(MARKUP.charAt(at)), StringBuilder::append)
                        .toString();
        };
    }

    private static final String MARKUP = "`*_[]()<>~|!$#@&;:/\\-+=.\"' \n1aw";

    /** What stands in each block, as people read it, without what a renderer may do to white space. */
    static List<String> read(Page page) {
        return page.blocks().stream()
                .flatMap(block -> lines(block).stream())
                .map(HostilePage::plain)
                .toList();
    }

    /** The text without white space at its ends. */
    static String plain(String text) {
        return text.strip();
    }

    private static List<String> lines(Block block) {
        return block.match(new Block.Cases<>() {
            @Override
            public List<String> heading(Block.Heading heading) {
                return List.of(Visible.text(heading.text()));
            }

            @Override
            public List<String> paragraph(Block.Paragraph paragraph) {
                return List.of(line(paragraph.spans()));
            }

            @Override
            public List<String> bullets(Block.Bullets list) {
                return list.items().stream().map(HostilePage::line).toList();
            }

            @Override
            public List<String> code(Block.Code code) {
                return List.of(Visible.code(code.text()));
            }
        });
    }

    private static String line(List<Span> spans) {
        var line = new StringBuilder();
        spans.forEach(span -> line.append(span.match(new Span.Cases<String>() {
            @Override
            public String text(Span.Text text) {
                return Visible.text(text.text());
            }

            @Override
            public String code(Span.Code code) {
                return Visible.name(code.text());
            }

            @Override
            public String strong(Span.Strong strong) {
                return Visible.text(strong.text());
            }

            @Override
            public String link(Span.Link link) {
                return Visible.text(link.text());
            }
        })));
        return line.toString();
    }
}

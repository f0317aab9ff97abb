package io.entraguard.tickets;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Pages that renderers and adapters are tried with. */
final class Pages {
    /** What somebody might call a cluster, a tag or themselves. */
    static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"]] OR project = X",
            "x".repeat(300),
            "\u202Egnp.exe\u202C \u200F\u2066",
            "\u0000\u0007\u001B[31m",
            "{panel}[~admin]|{{code}} *b* @all",
            "a\r\nb\tc\u2028d",
            "\uD800 alone and \uD83D\uDE00 together",
            "^ORactive=true",
            "");

    private Pages() {}

    /** A page that has this word everywhere. */
    static Page hostile(String word) {
        var url = URI.create("https://example.com/?q=%3Cscript%3E");
        return new Page(
                word,
                List.of(
                        new Block.Heading(word),
                        Block.paragraph(
                                new Span.Text(word),
                                new Span.Code(word),
                                new Span.Strong(word),
                                new Span.Link(word, url)),
                        new Block.Bullets(
                                List.of(List.of(new Span.Text(word)), List.of(), List.of(new Span.Code(word)))),
                        new Block.Bullets(List.of()),
                        Block.paragraph(),
                        new Block.Code(word)));
    }

    /** A page whose text alone is longer than that. */
    static Page longerThan(int characters) {
        var blocks = new ArrayList<Block>();
        for (int i = 0; i * 1000 <= characters; i++) {
            blocks.add(Block.paragraph(i + " " + "\"quoted\" ".repeat(111)));
            blocks.add(new Block.Code("az aks show --name c" + i));
        }
        return new Page("long", blocks);
    }
}

package io.entraguard.reconcile.ticket;

import java.util.List;

/** One piece of a page, one below the other. */
public sealed interface Block {
    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant, so that a new variant does not compile until every renderer handles it. */
    interface Cases<R> {
        R heading(Heading block);

        R paragraph(Paragraph block);

        R bullets(Bullets block);

        R code(Code block);
    }

    /** A paragraph of plain words. */
    static Paragraph paragraph(String words) {
        return new Paragraph(List.of(new Span.Text(words)));
    }

    /** A paragraph of these spans, one after the other. */
    static Paragraph paragraph(Span... spans) {
        return new Paragraph(List.of(spans));
    }

    /** A heading; what comes until the next one belongs to it. */
    record Heading(String text) implements Block {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.heading(this);
        }
    }

    record Paragraph(List<Span> spans) implements Block {
        public Paragraph {
            spans = List.copyOf(spans);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.paragraph(this);
        }
    }

    /** A list without order, each item a row of spans. */
    record Bullets(List<List<Span>> items) implements Block {
        public Bullets {
            items = items.stream().map(List::copyOf).toList();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bullets(this);
        }
    }

    /** Commands to copy, verbatim, one a line; never cut, since half a command is another one. */
    record Code(String text) implements Block {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.code(this);
        }
    }
}

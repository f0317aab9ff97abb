package io.entraguard.reconcile.ticket;

import java.net.URI;

/** A run of characters within a line. */
public sealed interface Span {
    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant, so that a new variant does not compile until every renderer handles it. */
    interface Cases<R> {
        R text(Text span);

        R code(Code span);

        R strong(Strong span);

        R link(Link span);
    }

    record Text(String text) implements Span {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.text(this);
        }
    }

    /** A name, an id or a short command. */
    record Code(String text) implements Span {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.code(this);
        }
    }

    record Strong(String text) implements Span {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.strong(this);
        }
    }

    /**
     * Words that lead somewhere.
     *
     * @param url an absolute {@code https} URL; nothing else is ever linked to
     */
    record Link(String text, URI url) implements Span {
        public Link {
            if (!linkable(url)) {
                throw new IllegalArgumentException("a link needs an https URL");
            }
        }

        /** Whether that URL may be linked to. */
        public static boolean linkable(URI url) {
            return "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getUserInfo() == null;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.link(this);
        }
    }
}

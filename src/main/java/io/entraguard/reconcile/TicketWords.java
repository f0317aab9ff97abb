package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What is said in a ticket when it is moved. No instant stands in it: a move that is repeated after an answer was lost
 * must say the same, or it would be said twice.
 */
final class TicketWords {
    private TicketWords() {}

    /** Why a ticket is opened again. */
    enum Again {
        REGRESSION,
        CLOSED_BY_PEOPLE
    }

    /** The page of a ticket that is opened again for the so manieth time. */
    static Page again(Page page, Again why, int time) {
        String sentence = switch (why) {
            case REGRESSION -> "It fails again after a re-read had shown that it passed.";
            case CLOSED_BY_PEOPLE ->
                "This ticket was closed while the cluster still fails. Closing it, or calling it \"won't fix\","
                        + " exempts nothing; how to exempt the cluster is said below.";
        };
        return page.after(Block.paragraph("Opened again (" + time + "). " + sentence));
    }

    /** The page of a ticket that comes after an earlier one, whose URL or id is given. */
    static Page follows(Page page, String earlier) {
        return page.after(Block.paragraph(
                new Span.Text("An earlier ticket about this cluster was closed over 30 days ago: "), link(earlier)));
    }

    static Page duplicateOf(Found oldest) {
        return new Page(
                "Duplicate",
                List.of(Block.paragraph(
                        new Span.Text("Closed as a duplicate: it goes on in "),
                        link(oldest.url().map(URI::toString).orElse(oldest.id())))));
    }

    static Page gone(ClusterRef cluster) {
        return Page.of("Resource gone", "The resource is gone: cluster " + cluster.name() + " no longer exists.");
    }

    static Page outlived(ClusterRef cluster) {
        return Page.of(
                "Resource gone",
                "The resource is gone: cluster " + cluster.name() + " is another one than this ticket was about.");
    }

    /**
     * @param by who or what put it right
     */
    static Page proven(String by) {
        return Page.of("Put right", "A re-read shows that every control passes. Put right by " + by + ".");
    }

    private static Span link(String address) {
        return https(address).<Span>map(url -> new Span.Link(address, url)).orElseGet(() -> new Span.Code(address));
    }

    private static Optional<URI> https(String address) {
        try {
            return Optional.of(URI.create(address)).filter(Span.Link::linkable);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

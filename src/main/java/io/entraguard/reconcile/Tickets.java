package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.ticket.Page;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tracker that people work in. A ticket is known by a key that the guard makes and by an id that the tracker makes; no
 * tracker keeps anybody from opening a second one of the same key, so whoever opens one searches first.
 *
 * <p>All calls throw {@link Failure.Transient} where nothing was done and it may work later (429 with its Retry-After,
 * or no connection at all) and {@link Failure.Terminal} where nothing was done and people have to change something (400,
 * 401, 403, 404, 410). Where it is not known whether it was done (a server's error, a time-out, a connection lost after
 * sending) they throw {@link Failure.Unclear}. Only {@link #open} must not be called again then; the others may be
 * repeated at any time. Safe for use by many threads.
 */
public interface Tickets {
    /** Where a ticket stands in the tracker; everything that is not done there is open. */
    enum State {
        OPEN,
        RESOLVED
    }

    /**
     * What a ticket is opened with.
     *
     * @param key the guard's own name for it, {@code entra-guard-} and 32 hex digits
     * @param worst the severity of its worst finding
     * @param due when people should be done
     * @param owner who is to be assigned, as the cluster's owner tag says: raw, often no user of the tracker. Whom the
     *     tracker does not know is named in the text and nobody is assigned
     * @param follows URL or id of the ticket of an earlier episode, to be linked to where the tracker has links; the
     *     page says it already
     */
    record Draft(
            String key,
            ClusterRef cluster,
            Page page,
            Severity worst,
            Instant due,
            Optional<String> owner,
            TicketRouting routing,
            Optional<String> follows) {}

    /**
     * A ticket that the tracker has.
     *
     * @param id the tracker's own id, with which the other calls name it
     * @param url where people see it
     * @param created when it was opened, by the tracker's clock, where it tells
     */
    record Found(String id, State state, Optional<URI> url, Optional<Instant> created) {}

    /**
     * All tickets of that key, oldest first; more than one where something went wrong, none where nobody opened one or it
     * was deleted. An adapter checks that each really bears the key, since trackers drop conditions that they do not know.
     *
     * @param known the id of a ticket that was found before: where the tracker's search lags, that one is read directly,
     *     so that it is told as it stands now; it is left out where it is gone or no longer bears the key
     */
    List<Found> find(TicketRouting routing, String key, Optional<String> known);

    /**
     * Opens a ticket; where one of that key is there already the tracker may open another or give that one.
     *
     * @throws Failure.Unclear where it may or may not have been opened: it must be looked for, not opened again
     */
    Found open(Draft draft);

    /**
     * Adds a comment. Like {@link #resolve} and {@link #reopen} it may be repeated after an answer was lost: what the
     * guard said last in this ticket is not said again, and a move that was half done is completed. ({@link Page#mark()}
     * serves to know it.)
     */
    void comment(TicketRouting routing, String id, Page page);

    /** Says this and closes the ticket; one that is closed already stays as it is. */
    void resolve(TicketRouting routing, String id, Page page);

    /** Says this and opens the ticket again; one that is open already stays as it is. */
    void reopen(TicketRouting routing, String id, Page page);

    /** Sets priority, due date and assignee as the draft says; what was said stays. */
    void update(TicketRouting routing, String id, Draft draft);

    /** How long after an opening of unknown outcome a search may not show the ticket yet; zero where it does at once. */
    Duration settles(TicketRouting routing);
}

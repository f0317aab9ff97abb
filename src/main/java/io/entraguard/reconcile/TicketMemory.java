package io.entraguard.reconcile;

import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a cluster's ticket. Part of {@link ClusterMemory}, whose JSON holds its fields; belongs to the
 * one pass that holds the row.
 */
final class TicketMemory {
    /** A resolved ticket is opened again within this time; later there is a new one. */
    static final Duration EPISODE_ENDS = Duration.ofDays(30);

    /** Counts the tickets; the key is made of it. */
    int episode;
    /** Whether the guard wants it open. */
    boolean open;
    /** When the guard closed it on proof; kept until it is open again in the tracker. */
    @Nullable Instant resolved;
    /** Of what it says, so that it is commented only when that changes. */
    String textHash = "";
    /** Where it was opened: there it stays, whatever the policy says later. */
    @Nullable TicketRouting routing;
    /** The tracker's id of it, once it is known. */
    @Nullable String id;

    @Nullable String url;
    /** When it was opened, or opened again on regression, which its due date counts from. */
    @Nullable Instant begun;
    /** Since when its opening is under way or its outcome unknown. */
    @Nullable Instant opening;
    /** The worst one that the tracker was told. */
    @Nullable Severity severity;
    /** How often it was opened again, so that no two of these comments are the same. */
    int reopened;
    /** Whether opening it again is under way. */
    boolean reopening;
    /** URL or id of the earlier episode's ticket. */
    @Nullable String follows;
    /** Whether opening it waits for one of the day's, since only a sweep asks for it. */
    boolean waits;
    /** How many times in a row the tracker would not have it, or did not show it yet, so that the next try waits the longer. */
    int tries;
    /** Since when the tracker is owed something that it could not be told. */
    @Nullable Instant owed;

    @SuppressWarnings("UnusedMethod") // for Jackson, which sets the fields
    private TicketMemory() {}

    /** No ticket, after that many episodes. */
    TicketMemory(int episode) {
        this.episode = episode;
    }

    /** The next episode's, not opened yet, which follows this one where this one was ever seen in a tracker. */
    TicketMemory next() {
        var next = new TicketMemory(episode + 1);
        next.follows = url == null ? id : url;
        next.tries = tries;
        next.owed = owed;
        return next;
    }

    Optional<String> known() {
        return Optional.ofNullable(id);
    }

    /** It is about to be opened there. */
    void opens(TicketRouting there, String hash, Severity worst, Instant now) {
        open = true;
        resolved = null;
        textHash = hash;
        routing = there;
        id = null;
        url = null;
        begun = now;
        opening = now;
        severity = worst;
        reopened = 0;
        reopening = false;
    }

    /** It was certainly not opened. */
    void notOpened() {
        opening = null;
        routing = null;
    }

    /** The tracker has it there; where that is another one than was known, nothing was said in it yet. */
    void is(Tickets.Found there, TicketRouting at) {
        if (id != null && !id.equals(there.id())) {
            textHash = "";
            severity = null;
        }
        id = there.id();
        url = there.url().map(URI::toString).orElse(null);
        routing = at;
        opening = null;
    }

    /** It is about to be opened again; a try that is repeated counts as the same one. */
    void reopens(String hash, Instant now) {
        if (!reopening) {
            reopened++;
            begun = open ? begun : now;
        }
        open = true;
        reopening = true;
        textHash = hash;
    }

    /** It is open in the tracker. */
    void stands(Instant now) {
        begun = open && begun != null ? begun : now;
        open = true;
        resolved = null;
        reopening = false;
    }

    /** It is closed on proof, or there is none to close. */
    void closed(Instant now) {
        open = false;
        resolved = now;
        opening = null;
        reopening = false;
    }
}

package io.entraguard.reconcile;

import io.entraguard.reconcile.ticket.Visible;
import java.time.Instant;
import java.util.Locale;

/**
 * A line of a cluster's timeline.
 *
 * @param text the guard's own words, with ids; what strangers wrote is made harmless and cut
 */
record Moment(Instant at, Kind kind, String text) {
    /** Forty of them make about 10,000 characters of a row that may have 500,000. */
    private static final int LONGEST = 240;

    Moment {
        text = Visible.cut(Visible.text(text), LONGEST);
    }

    /** What happened. */
    enum Kind {
        EVENT,
        VERDICT,
        DECISION,
        WRITE,
        PROOF,
        TICKET,
        APPROVAL,
        ALERT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

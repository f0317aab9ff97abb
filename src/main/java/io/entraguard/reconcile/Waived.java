package io.entraguard.reconcile;

import io.entraguard.model.Sighting;
import java.time.Instant;
import java.util.Optional;

/**
 * What an approver let a cluster do without.
 *
 * @param until when it ends; empty for an opt-out by mode
 * @param note why, as the reason tag says
 */
record Waived(Optional<Instant> until, Sighting by, Optional<String> note, boolean warned) {
    Waived warnedOf() {
        return new Waived(until, by, note, true);
    }
}

package io.entraguard.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody seen doing something to a cluster: evidence for attribution and approvals, never state.
 *
 * @param act what was done
 * @param eventId the event's own id, by which duplicates are known; for Activity Log entries their {@code eventDataId}
 * @param at when ARM says it happened
 * @param by who did it
 * @param correlationId ARM's correlation id
 */
public record Sighting(Act act, String eventId, Instant at, Actor by, Optional<String> correlationId) {

    /** What a sighting shows. */
    public enum Act {
        WRITE,
        WRITE_FAILED,
        TAGS,
        DELETE,
        ADMIN_CREDENTIAL,
        USER_CREDENTIAL,
        CERTIFICATE_ROTATION,
        /** The admin certificate was used against the cluster itself, as its audit log shows. */
        CERTIFICATE_USED
    }
}

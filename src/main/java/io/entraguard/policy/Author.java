package io.entraguard.policy;

import io.entraguard.model.Sighting;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of who wrote a guard tag as it stands.
 *
 * @param by the one writer there can be, as the Activity Log shows them; or whom an unproven event names
 * @param since when a look first saw the tag with this value
 */
public record Author(Known known, Optional<Sighting> by, Instant since) {

    /** How far the writer is known. */
    public enum Known {
        /** The Activity Log shows exactly one possible writer. */
        ONE,
        /** Several people may have written it. */
        SEVERAL,
        /** The Activity Log shows nobody who could have. */
        NOBODY,
        /** An event names somebody whom the Activity Log does not show yet, or the log could not be read. */
        UNPROVEN,
        /** Nobody can be asked. */
        OFFLINE
    }

    /** Nobody can be asked who wrote a tag, which counts as written now. */
    public static Author offline(Instant now) {
        return new Author(Known.OFFLINE, Optional.empty(), now);
    }
}

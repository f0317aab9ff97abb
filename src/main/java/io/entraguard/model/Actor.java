package io.entraguard.model;

import java.util.Optional;

/**
 * Somebody who called ARM, as the token's claims name them.
 *
 * @param oid the object id, the only part that identifies anybody; {@code unknown} where no claim gave one
 * @param upn the user principal name at that time, for people to read
 * @param app whether this is an application or managed identity, not a person
 * @param mfa whether the claims show a multi-factor sign-in
 * @param ip where the call came from
 */
public record Actor(String oid, Optional<String> upn, boolean app, boolean mfa, Optional<String> ip) {
    /** The object id of somebody whom no claim named. */
    public static final String UNKNOWN = "unknown";

    /** Whether the claims named anybody at all. */
    public boolean known() {
        return !oid.equals(UNKNOWN);
    }
}

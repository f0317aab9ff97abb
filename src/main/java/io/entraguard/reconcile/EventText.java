package io.entraguard.reconcile;

import io.entraguard.model.Sighting;

/** What a sighting shows, in words for a timeline. */
final class EventText {
    private EventText() {}

    static String of(Sighting seen) {
        String what = switch (seen.act()) {
            case WRITE -> "the cluster was written";
            case WRITE_FAILED -> "a write of the cluster failed";
            case TAGS -> "its tags were written";
            case DELETE -> "the cluster was deleted";
            case ADMIN_CREDENTIAL -> "the admin credential was listed";
            case USER_CREDENTIAL -> "the user credential was listed";
            case CERTIFICATE_ROTATION -> "its certificates were rotated";
            case CERTIFICATE_USED -> "the admin certificate was used";
        };
        return what + " by " + seen.by().oid() + " at " + seen.at();
    }
}

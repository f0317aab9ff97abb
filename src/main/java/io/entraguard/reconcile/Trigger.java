package io.entraguard.reconcile;

import java.util.Locale;
import java.util.Optional;

/** Why a cluster is looked at. */
public enum Trigger {
    /** Somebody wrote its configuration, or rotated its certificates. */
    EVENT,
    /** Somebody wrote its tags. */
    TAGS,
    /** Somebody listed a static credential. */
    CREDENTIAL,
    /** Somebody deleted it. */
    DELETE,
    /** The sweep found it. */
    SWEEP,
    /** The time came that an earlier look had named. */
    RECHECK,
    /** The guard's own write is to be looked at. */
    OPERATION;

    /** The word used on the queue and in records. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The trigger of that word. */
    public static Optional<Trigger> of(String word) {
        for (Trigger trigger : values()) {
            if (trigger.word().equals(word)) {
                return Optional.of(trigger);
            }
        }
        return Optional.empty();
    }

    /** Whether this comes from the guard's own earlier look, and so counts only with that look's token. */
    public boolean appointed() {
        return this == RECHECK || this == OPERATION;
    }
}

package io.entraguard.policy;

import java.util.Locale;
import java.util.Optional;

/** How far the guard may go with a cluster, safest first. */
public enum Mode {
    OFF,
    AUDIT,
    TICKET,
    APPROVE,
    AUTO;

    /** The word used in files, tags and events. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode of that word, exactly as it is spelled in files. */
    public static Optional<Mode> of(String word) {
        for (Mode mode : values()) {
            if (mode.word().equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    /** The safer of the two. */
    public Mode atMost(Mode other) {
        return compareTo(other) <= 0 ? this : other;
    }
}

package io.entraguard.model;

import java.util.Locale;

/** Who can put a finding right: the guard, people, or only a new cluster. */
public enum Remedy {
    AUTOMATIC,
    MANUAL,
    REBUILD;

    /** The word used in files and events. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.entraguard.model;

import java.util.Locale;

/** How bad a finding is, mildest first. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /** The word used in files and events. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

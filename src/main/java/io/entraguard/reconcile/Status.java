package io.entraguard.reconcile;

import java.util.Locale;

/** What the last look said of a cluster. */
public enum Status {
    COMPLIANT,
    NONCOMPLIANT,
    /** Could not be judged; never counted as compliant. */
    UNKNOWN;

    /** The word used in files and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

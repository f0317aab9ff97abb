package io.entraguard.reconcile;

import java.util.Locale;

/** Whether a cluster's audit log reaches the guard, without which use of its admin certificate is seen by nobody. */
public enum AuditCoverage {
    /** It has the diagnostic setting that sends {@code kube-audit} to the guard's Event Hub. */
    COVERED,
    /** It has not. */
    MISSING,
    /** Nothing says whether it has; never taken for covered. */
    UNKNOWN,
    /** The guard reads no audit logs at all. */
    OFF;

    /** The word used in answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

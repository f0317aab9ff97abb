package io.entraguard.policy;

/** The switch over everything, {@code GUARD_MODE}: what the program may do at all, whatever the policy says. */
public enum GuardMode {
    /** Evaluate and count; take no step and record none. */
    OFF,
    /** Write nothing but audit events and the console; the default. */
    AUDIT,
    /** Do what the policy says. */
    ENFORCE
}

package io.entraguard.policy;

import java.util.Locale;
import java.util.Optional;

/** The guard's own tags on a cluster, by which operators talk to it. A tag is a request, never an identity. */
public enum GuardTag {
    /** Another mode than the policy's. */
    MODE("entra-guard-mode"),
    /** The id of the plan that is approved. */
    APPROVE("entra-guard-approve"),
    /** Until when the cluster may stay as it is. */
    EXEMPT("entra-guard-exempt-until"),
    /** Until when local accounts may be on. */
    BREAK_GLASS("entra-guard-break-glass-until"),
    /** Why, for people. */
    REASON("entra-guard-reason");

    private static final String PREFIX = "entra-guard-";

    private final String tag;

    GuardTag(String tag) {
        this.tag = tag;
    }

    /** The tag's name as it is written. */
    public String tag() {
        return tag;
    }

    /** The guard's tag of that name in any case; empty where it has none of that name. */
    public static Optional<GuardTag> of(String name) {
        for (GuardTag known : values()) {
            if (known.tag.equalsIgnoreCase(name)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** Whether a tag of that name speaks to the guard, known to it or not. */
    public static boolean speaksToGuard(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }
}

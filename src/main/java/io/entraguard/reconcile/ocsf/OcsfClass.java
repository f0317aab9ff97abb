package io.entraguard.reconcile.ocsf;

/** The classes of OCSF 1.8.0 that the guard speaks, with their captions. */
enum OcsfClass {
    COMPLIANCE_FINDING(2003, "Compliance Finding", "Create", "Update", "Close"),
    DETECTION_FINDING(2004, "Detection Finding", "Create", "Update", "Close"),
    ENTITY_MANAGEMENT(
            3004,
            "Entity Management",
            "Create",
            "Read",
            "Update",
            "Delete",
            "Move",
            "Enroll",
            "Unenroll",
            "Enable",
            "Disable",
            "Activate",
            "Deactivate"),
    API_ACTIVITY(6003, "API Activity", "Create", "Read", "Update", "Delete"),
    REMEDIATION_ACTIVITY(7001, "Remediation Activity", "Isolate", "Evict", "Restore", "Harden", "Detect");

    private final int uid;
    private final String caption;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out
    private final String[] activities;

    OcsfClass(int uid, String caption, String... activities) {
        this.uid = uid;
        this.caption = caption;
        this.activities = activities;
    }

    int uid() {
        return uid;
    }

    int category() {
        return uid / 1000;
    }

    String caption() {
        return caption;
    }

    /** Whether its events may name resources; the others name theirs as an observable. */
    boolean namesResources() {
        return this != REMEDIATION_ACTIVITY && this != ENTITY_MANAGEMENT;
    }

    /** The caption of an activity, counted from 1. */
    String activity(int id) {
        return activities[id - 1];
    }
}

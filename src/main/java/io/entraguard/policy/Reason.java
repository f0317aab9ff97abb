package io.entraguard.policy;

import java.util.Locale;

/**
 * Why a step is what it is. The code is this name in lower case with hyphens, and does not change; the sentence is for
 * people. Gates are reasons that hold a remediation back; each says whether time or people open it.
 */
public enum Reason {
    COMPLIANT("every control passes"),
    CLUSTER_GONE("the cluster no longer exists"),
    UNREADABLE_DOCUMENT("the cluster's document could not be judged"),
    ARM_REFUSED("Azure Resource Manager has refused to show the cluster for over an hour"),
    ARM_UNAVAILABLE("Azure Resource Manager could not be asked; it is asked again"),
    NOT_TERMINAL("another operation on the cluster is still running"),
    SETTLING("the cluster is younger than the policy's settle time"),
    UNEXPLAINED_CHANGE("something else changed while the guard wrote the cluster, and nobody was seen to change it"),
    MODE_OFF("the policy's mode is off"),
    MODE_AUDIT("the policy's mode is audit"),
    MODE_TICKET("the policy's mode is ticket"),
    GUARD_MODE("GUARD_MODE lets nothing be done"),
    TAG_INVALID("a guard tag does not count and caps the mode at ticket until it is mended"),
    WRITER_UNKNOWN("a guard tag needs an approver, and nobody can say here who wrote it"),
    NOTHING_AUTOMATIC("nothing that fails may be put right automatically"),
    WRITER_UNPROVEN("the Activity Log does not show yet who wrote a guard tag", Opener.TIME),
    WRITERS_SEVERAL("a guard tag may have been written by more than one person"),
    NOT_AN_APPROVER("a guard tag was written by somebody who is no approver"),
    MFA_MISSING("a guard tag was written without multi-factor authentication"),
    MODE_NOT_SAFER("the policy's tagMode lets a tag choose a safer mode only"),
    RETAGGED("tags by which a rule with a less safe mode would win were not written by an approver"),
    BREAK_GLASS("local accounts may be on, as an approver said", Opener.TIME),
    EXEMPTED("an approver said that the cluster may stay as it is"),
    TICKETED_ALSO("the policy wants a ticket for this as well"),
    APPROVAL_MISSING("an approver has to say yes to exactly this plan"),
    APPROVAL_OTHER_PLAN("the approving tag names another plan"),
    APPROVAL_SELF("whoever approves may not be the last to have written the configuration"),
    APPROVAL_EARLY("the approving tag was written before the guard asked"),
    APPROVAL_LATE("the approving tag was written after the time to approve was over"),
    APPROVAL_USED("the approving tag was used before; each is good once"),
    APPROVAL_BY_GUARD("the guard cannot approve its own plan"),
    ADMINISTRATORS_UNVERIFIED("groups and role assignments are taken as declared; nobody looked them up"),
    CREDENTIALS_UNKNOWN("no listing of credentials is assumed; nobody looked them up"),
    REMEDIATION_RUNNING("a remediation of this cluster is under way", Opener.TIME),
    STOPPED("the cluster is stopped", Opener.TIME),
    POWER_UNKNOWN("the document does not say whether the cluster runs", Opener.TIME),
    POOL_NOT_READY("a node pool is not ready", Opener.TIME),
    QUIET_PERIOD("a static credential was in use within the quiet period", Opener.TIME),
    QUIET_PERIOD_UNKNOWN("the Activity Log could not show whether the quiet period was quiet", Opener.TIME),
    GRACE("the grace between switching Entra on and switching local accounts off still runs", Opener.TIME),
    CHANGE_WINDOW("changes are allowed only in the change window", Opener.TIME),
    NO_CHANGE_WINDOW("the policy goes by the cluster's own maintenance window and the cluster has none", Opener.PEOPLE),
    LIMIT_REACHED("the policy's limits on remediations are reached", Opener.TIME),
    BREAKER_OPEN("the breaker is open after failed remediations", Opener.TIME),
    CLUSTER_FAILED("the cluster is in a failed state, where a write would reconcile everything", Opener.PEOPLE),
    NO_ETAG("ARM gave no etag, so a write could not be made conditional", Opener.PEOPLE),
    WRONG_TENANT("the cluster is tied to another tenant than the policy's", Opener.PEOPLE),
    AUTOMATIC_DEVIATES("AKS Automatic presets identity and this cluster deviates from it", Opener.PEOPLE),
    MANAGED_ELSEWHERE(
            "Cluster API or Azure Service Operator manages the cluster and would undo the change", Opener.PEOPLE),
    PIPELINE_OWNED(
            "an application wrote the configuration last and the policy leaves such clusters to people", Opener.PEOPLE),
    RBAC_OFF("Kubernetes RBAC is off, which only a new cluster can change", Opener.PEOPLE),
    LEGACY_INTEGRATION("the legacy Entra integration is migrated only where the policy opts in", Opener.PEOPLE),
    NO_ADMINISTRATOR("nobody could be shown to administer the cluster after the change", Opener.PEOPLE),
    REVERTED("the guard's fix was reverted too often", Opener.PEOPLE),
    WRITE_REFUSED("Azure refused the last attempt", Opener.PEOPLE);

    /** Who opens a gate. */
    public enum Opener {
        NOBODY,
        TIME,
        PEOPLE
    }

    private final String sentence;
    private final Opener opener;

    Reason(String sentence) {
        this(sentence, Opener.NOBODY);
    }

    Reason(String sentence, Opener opener) {
        this.sentence = sentence;
        this.opener = opener;
    }

    /** The reason's name in files and events, such as {@code quiet-period}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it means, without a full stop. */
    public String sentence() {
        return sentence;
    }

    /** Who opens this gate; {@link Opener#NOBODY} where it is none. */
    public Opener opener() {
        return opener;
    }
}

package io.entraguard.policy;

import io.entraguard.model.IdentityProfile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is known about who can administer a cluster, and the one definition of a <em>usable administrator</em>: a group
 * by object id that Microsoft Graph knows in this tenant as a security group with at least one member, or Azure RBAC on
 * with an existing cluster-admin role assignment at or above the cluster. What cannot be verified does not count,
 * unless the policy says {@code verifyAdministrators: false}.
 *
 * <p>Sources: AKS accepts any GUID as an admin group without looking it up, and puts only security groups into the token
 * that it matches against; an empty list without Azure RBAC and with local accounts off leaves nobody.
 *
 * @param groups what a look-up said of each group, by lower-case object id; a group that is missing was not looked up
 * @param roleAssignment what a look-up said of cluster-admin role assignments
 */
public record Administrators(Map<String, GroupState> groups, AssignmentState roleAssignment) {

    /** What Microsoft Graph says of one group. */
    public enum GroupState {
        USABLE("is a security group with members"),
        NOT_FOUND("is not known in this tenant"),
        NOT_A_SECURITY_GROUP("is not a security group"),
        EMPTY("has no members"),
        UNVERIFIED("could not be verified");

        private final String words;

        GroupState(String words) {
            this.words = words;
        }

        /** For people, with the group as its subject. */
        public String words() {
            return words;
        }
    }

    /** What ARM says of cluster-admin role assignments at or above the cluster. */
    public enum AssignmentState {
        EXISTS,
        NONE,
        UNVERIFIED
    }

    /** Nothing was looked up. */
    public static final Administrators UNVERIFIED = new Administrators(Map.of(), AssignmentState.UNVERIFIED);

    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    public Administrators {
        groups = Map.copyOf(groups);
    }

    /** Whether that is the form of an object id; anything else in the list of admin groups matches nobody. */
    public static boolean isObjectId(String group) {
        return OBJECT_ID.matcher(group.toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether somebody could administer a cluster of that identity through Entra. */
    public boolean usable(IdentityProfile identity, boolean verify) {
        if (!identity.entraOn()) {
            return false;
        }
        return identity.adminGroups().stream().anyMatch(group -> usable(group, verify))
                || (identity.azureRbacOn() && usableAssignment(verify));
    }

    /** Whether somebody could administer a cluster of that identity in any way, static certificates included. */
    public boolean anybody(IdentityProfile identity, boolean verify) {
        return !identity.localAccountsOff() || usable(identity, verify);
    }

    /** Why nobody listed counts, for people. */
    public String explain(IdentityProfile identity) {
        List<String> listed = identity.adminGroups();
        Optional<String> groupsSay = listed.stream()
                .map(group -> isObjectId(group)
                        ? "group " + group + " " + state(group).words()
                        : "an entry of adminGroupObjectIDs is not an object id")
                .reduce((one, other) -> one + "; " + other);
        String azureRbac = identity.azureRbacOn()
                ? roleAssignment == AssignmentState.NONE
                        ? "no cluster-admin role assignment exists at or above the cluster"
                        : "role assignments could not be verified"
                : "Azure RBAC is off";
        return groupsSay.orElse("no admin group is named") + "; " + azureRbac;
    }

    private boolean usable(String group, boolean verify) {
        return isObjectId(group) && (!verify || state(group) == GroupState.USABLE);
    }

    private boolean usableAssignment(boolean verify) {
        return !verify || roleAssignment == AssignmentState.EXISTS;
    }

    private GroupState state(String group) {
        return groups.getOrDefault(group.toLowerCase(Locale.ROOT), GroupState.UNVERIFIED);
    }
}

package io.entraguard.model;

import java.util.List;
import java.util.Optional;

/**
 * How people get into one cluster: the identity settings of its ARM document, each absent where the document left it
 * out or said null.
 *
 * @param aadProfile what the document says of {@code aadProfile} as a whole
 * @param managed {@code aadProfile.managed}
 * @param azureRbac {@code aadProfile.enableAzureRBAC}
 * @param adminGroups {@code aadProfile.adminGroupObjectIDs}, in document order; null and absent are empty
 * @param tenant {@code aadProfile.tenantID}
 * @param clientApp {@code aadProfile.clientAppID}, of the legacy integration
 * @param serverApp {@code aadProfile.serverAppID}, of the legacy integration
 * @param localAccountsDisabled {@code disableLocalAccounts}
 * @param kubernetesRbac {@code enableRBAC}
 */
public record IdentityProfile(
        Presence aadProfile,
        Optional<Boolean> managed,
        Optional<Boolean> azureRbac,
        List<String> adminGroups,
        Optional<String> tenant,
        Optional<String> clientApp,
        Optional<String> serverApp,
        Optional<Boolean> localAccountsDisabled,
        Optional<Boolean> kubernetesRbac) {

    /** What a document can say of an object-valued property. */
    public enum Presence {
        ABSENT,
        NULL,
        EMPTY,
        PRESENT
    }

    public IdentityProfile {
        adminGroups = List.copyOf(adminGroups);
    }

    /** Whether the managed Entra integration is on. */
    public boolean entraOn() {
        return managed.orElse(false);
    }

    /** Whether the retired integration by app registrations is in place instead of the managed one. */
    public boolean legacy() {
        return !entraOn() && (clientApp.isPresent() || serverApp.isPresent());
    }

    /** Whether no Entra integration of either kind is there. */
    public boolean entraOff() {
        return !entraOn() && !legacy();
    }

    /** Whether static certificates are refused to newcomers; absent means they are handed out. */
    public boolean localAccountsOff() {
        return localAccountsDisabled.orElse(false);
    }

    /** Whether Azure role assignments decide who may do what inside the cluster. */
    public boolean azureRbacOn() {
        return entraOn() && azureRbac.orElse(false);
    }
}

package io.entraguard.lab.world;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The property names that the AKS resource provider knows at the top of a managed cluster, under {@code properties} and
 * under {@code aadProfile}; it rejects others since 2024-01-01. The parts below the other profiles are not checked. Names
 * after the REST specification of 2026-05-01 (Azure/azure-rest-api-specs, managedClusters.json).
 *
 * <p>A name that the cluster's own document has is known too: what the provider serves, it takes back.
 */
final class KnownFields {
    private static final Set<String> TOP =
            names("id name type location tags eTag systemData sku extendedLocation identity" + " kind properties");

    private static final Set<String> PROPERTIES =
            names("provisioningState powerState maxAgentPools kubernetesVersion currentKubernetesVersion dnsPrefix"
                    + " fqdnSubdomain fqdn privateFQDN azurePortalFQDN agentPoolProfiles linuxProfile windowsProfile"
                    + " servicePrincipalProfile addonProfiles podIdentityProfile oidcIssuerProfile nodeResourceGroup"
                    + " nodeResourceGroupProfile enableRBAC supportPlan networkProfile aadProfile autoUpgradeProfile"
                    + " upgradeSettings autoScalerProfile apiServerAccessProfile diskEncryptionSetID identityProfile"
                    + " privateLinkResources disableLocalAccounts httpProxyConfig securityProfile storageProfile"
                    + " ingressProfile publicNetworkAccess workloadAutoScalerProfile azureMonitorProfile"
                    + " serviceMeshProfile resourceUID metricsProfile nodeProvisioningProfile bootstrapProfile"
                    + " aiToolchainOperatorProfile schedulerProfile hostedSystemProfile status");

    private static final Set<String> AAD_PROFILE =
            names("managed enableAzureRBAC adminGroupObjectIDs tenantID clientAppID serverAppID serverAppSecret");

    private KnownFields() {}

    /**
     * Refuses a body that holds a name which neither the provider nor the current document knows.
     *
     * @param current the cluster as it is; empty for one that is to be created
     */
    static void check(Map<String, Object> body, Map<String, Object> current, ApiVersion version) {
        check("", body, current, TOP, Set.of());
        check("properties.", part(body, "properties"), part(current, "properties"), PROPERTIES, version.unknown());
        check(
                "properties.aadProfile.",
                part(body, "properties", "aadProfile"),
                part(current, "properties", "aadProfile"),
                AAD_PROFILE,
                Set.of());
    }

    private static Map<String, Object> part(Map<String, Object> document, String... path) {
        return Documents.object(document, path).orElse(Map.of());
    }

    private static void check(
            String place, Map<String, Object> body, Map<String, Object> current, Set<String> known, Set<String> newer) {
        for (String name : body.keySet()) {
            String key = name.toLowerCase(Locale.ROOT);
            boolean fine = !newer.contains(key)
                    && (known.contains(key) || Documents.spelling(current, name).isPresent());
            if (!fine) {
                throw Refusal.aks(
                                400, "BadRequest", "The request body holds the unknown field \"" + place + name + "\".")
                        .about(place + name);
            }
        }
    }

    static Set<String> names(String list) {
        return Arrays.stream(list.toLowerCase(Locale.ROOT).split(" ")).collect(Collectors.toUnmodifiableSet());
    }
}

package io.entraguard.azure.rest;

import io.entraguard.model.Tree;
import java.util.List;
import java.util.Map;

/**
 * What of a managed cluster's document goes back in a PUT: all of it but the parts that only the service writes. Names
 * are matched without regard to case, everything that is not listed stays, known to us or not.
 *
 * <p>Source of the list: the properties without a setter in the SDK's model of api-version 2025-09-01, and
 * {@code status}, which that model lets callers set although the service alone knows it.
 */
final class WritableParts {
    /** Part of a path: every item of a list. */
    private static final String EACH = "[]";

    /** Part of a path: every value of an object whose names are ids. */
    private static final String ANY = "*";

    private static final List<ReadOnly> READ_ONLY = List.of(
            part("id", "names the resource; the URL does"),
            part("name", "names the resource; the URL does"),
            part("type", "names the resource; the URL does"),
            part("systemData", "who wrote it when, kept by ARM"),
            part("eTag", "the version that was read; it travels in If-Match"),
            part("identity.principalId", "given out by Entra"),
            part("identity.tenantId", "given out by Entra"),
            part("identity.userAssignedIdentities.*.principalId", "given out by Entra"),
            part("identity.userAssignedIdentities.*.clientId", "given out by Entra"),
            part("properties.provisioningState", "how the last operation went"),
            part("properties.powerState", "changed by the start and stop actions"),
            part("properties.status", "the last error of the service"),
            part(
                    "properties.currentKubernetesVersion",
                    "the patch version that runs; kubernetesVersion is what is wanted"),
            part("properties.maxAgentPools", "a limit of the service"),
            part("properties.fqdn", "made from dnsPrefix"),
            part("properties.privateFQDN", "made from dnsPrefix"),
            part("properties.azurePortalFQDN", "made from dnsPrefix"),
            part("properties.resourceUID", "tells this cluster from a later one of its name"),
            part("properties.oidcIssuerProfile.issuerURL", "made by the service"),
            part("properties.addonProfiles.*.identity", "made by the service for the add-on"),
            part("properties.ingressProfile.webAppRouting.identity", "made by the service for the add-on"),
            part("properties.podIdentityProfile.userAssignedIdentities[].provisioningState", "how it went"),
            part("properties.podIdentityProfile.userAssignedIdentities[].provisioningInfo", "how it went"),
            part("properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs", "what the service allotted"),
            part("properties.networkProfile.natGatewayProfile.effectiveOutboundIPs", "what the service allotted"),
            part("properties.privateLinkResources[].privateLinkServiceID", "made by the service"),
            part("properties.agentPoolProfiles[].eTag", "the pool's version; this PUT does not depend on it"),
            part("properties.agentPoolProfiles[].provisioningState", "how the pool's last operation went"),
            part("properties.agentPoolProfiles[].status", "the last error of the pool"),
            part("properties.agentPoolProfiles[].currentOrchestratorVersion", "the patch version that runs"),
            part("properties.agentPoolProfiles[].nodeImageVersion", "moves by itself with node image upgrades"),
            part("properties.agentPoolProfiles[].localDNSProfile.state", "worked out by the service"));

    /** One part that is not sent, and why. */
    private record ReadOnly(List<String> path, String why) {}

    private WritableParts() {}

    private static ReadOnly part(String path, String why) {
        return new ReadOnly(List.of(path.replace(EACH, "." + EACH).split("\\.")), why);
    }

    /** A copy without the read-only parts. */
    static Map<String, Object> of(Map<String, Object> document) {
        Map<String, Object> copy = Tree.copy(document);
        READ_ONLY.forEach(part -> remove(copy, part.path()));
        return copy;
    }

    private static void remove(Object node, List<String> path) {
        String name = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (name.equals(EACH)) {
            if (node instanceof List<?> items) {
                items.forEach(item -> remove(item, rest));
            }
            return;
        }
        Tree.object(node).ifPresent(object -> {
            if (rest.isEmpty()) {
                object.keySet().removeIf(name::equalsIgnoreCase);
            } else {
                object.forEach((key, value) -> {
                    if (name.equals(ANY) || name.equalsIgnoreCase(key)) {
                        remove(value, rest);
                    }
                });
            }
        });
    }
}

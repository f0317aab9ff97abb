package io.entraguard.azure.rest;

import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import java.util.HashMap;
import java.util.Map;

/** The SDK's word for which Azure is talked to: the public one with ARM at the configured endpoint. */
final class ArmProfile {
    /**
     * In no request of ours. Without any subscription the SDK's managers look for one when they are built: a request
     * that may fail, and does where the caller sees several.
     */
    private static final String NO_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

    private ArmProfile() {}

    static AzureProfile of(String endpoint) {
        String arm = Endpoint.base(endpoint).toString();
        Map<String, String> endpoints = new HashMap<>(AzureEnvironment.AZURE.getEndpoints());
        endpoints.put(AzureEnvironment.Endpoint.RESOURCE_MANAGER.identifier(), arm);
        endpoints.put(AzureEnvironment.Endpoint.MANAGEMENT.identifier(), arm);
        return new AzureProfile(null, NO_SUBSCRIPTION, new AzureEnvironment(endpoints));
    }
}

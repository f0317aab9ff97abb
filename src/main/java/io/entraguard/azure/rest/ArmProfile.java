package io.entraguard.azure.rest;

import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import java.util.HashMap;
import java.util.Map;

/** The SDK's word for which Azure is talked to: the public one with ARM at the configured endpoint. */
final class ArmProfile {
    private ArmProfile() {}

    static AzureProfile of(String endpoint) {
        String arm = Endpoint.base(endpoint).toString();
        Map<String, String> endpoints = new HashMap<>(AzureEnvironment.AZURE.getEndpoints());
        endpoints.put(AzureEnvironment.Endpoint.RESOURCE_MANAGER.identifier(), arm);
        endpoints.put(AzureEnvironment.Endpoint.MANAGEMENT.identifier(), arm);
        return new AzureProfile(new AzureEnvironment(endpoints));
    }
}

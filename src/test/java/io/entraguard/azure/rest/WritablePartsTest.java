package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WritablePartsTest {
    private static Map<String, Object> json(String text) {
        return JsonTree.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Test
    void what_only_the_service_writes_is_left_out_and_all_else_stays() {
        Map<String, Object> document = json("""
                {"id":"i","name":"n","type":"t","eTag":"e","systemData":{"createdBy":"x"},"location":"westeurope",
                 "identity":{"type":"UserAssigned","principalId":"p","tenantId":"t",
                   "userAssignedIdentities":{"/subscriptions/s/id.one":{"principalId":"p","clientId":"c"}}},
                 "properties":{
                   "provisioningState":"Succeeded","powerState":{"code":"Running"},"status":{},"resourceUID":"u",
                   "fqdn":"f","privateFQDN":"f","azurePortalFQDN":"f","currentKubernetesVersion":"1.33.4","maxAgentPools":100,
                   "kubernetesVersion":"1.33","nodeResourceGroup":"MC","dnsPrefix":"d",
                   "identityProfile":{"kubeletidentity":{"resourceId":"r","clientId":"c","objectId":"o"}},
                   "oidcIssuerProfile":{"enabled":true,"issuerURL":"https://x"},
                   "addonProfiles":{"azurepolicy":{"enabled":true,"identity":{"clientId":"c"},"config":{"a":"b"}}},
                   "ingressProfile":{"webAppRouting":{"enabled":true,"identity":{"clientId":"c"}}},
                   "networkProfile":{"podCidr":"10.0.0.0/8","loadBalancerProfile":{"allocatedOutboundPorts":0,
                     "effectiveOutboundIPs":[{"id":"ip"}]}},
                   "privateLinkResources":[{"id":"l","privateLinkServiceID":"x"}],
                   "agentPoolProfiles":[{"name":"np","eTag":"e","count":3,"provisioningState":"Succeeded",
                     "powerState":{"code":"Running"},"currentOrchestratorVersion":"1.33.4","orchestratorVersion":"1.33",
                     "nodeImageVersion":"AKS-1","status":{},"fresh":{"eTag":"kept"}}]}}""");

        assertThat(WritableParts.of(document)).isEqualTo(json("""
                {"location":"westeurope",
                 "identity":{"type":"UserAssigned","userAssignedIdentities":{"/subscriptions/s/id.one":{}}},
                 "properties":{
                   "kubernetesVersion":"1.33","nodeResourceGroup":"MC","dnsPrefix":"d",
                   "identityProfile":{"kubeletidentity":{"resourceId":"r","clientId":"c","objectId":"o"}},
                   "oidcIssuerProfile":{"enabled":true},
                   "addonProfiles":{"azurepolicy":{"enabled":true,"config":{"a":"b"}}},
                   "ingressProfile":{"webAppRouting":{"enabled":true}},
                   "networkProfile":{"podCidr":"10.0.0.0/8","loadBalancerProfile":{"allocatedOutboundPorts":0}},
                   "privateLinkResources":[{"id":"l"}],
                   "agentPoolProfiles":[{"name":"np","count":3,"powerState":{"code":"Running"},
                     "orchestratorVersion":"1.33","fresh":{"eTag":"kept"}}]}}"""));
    }

    @Test
    void names_are_matched_in_any_case() {
        assertThat(WritableParts.of(json("{\"ETAG\":1,\"etag\":2,\"Properties\":{\"FQDN\":\"f\",\"x\":1}}")))
                .isEqualTo(json("{\"Properties\":{\"x\":1}}"));
    }

    @Test
    void parts_of_another_kind_are_left_as_they_are() {
        Map<String, Object> odd =
                json("{\"identity\":null,\"properties\":{\"agentPoolProfiles\":{\"eTag\":1},\"addonProfiles\":[7],"
                        + "\"networkProfile\":\"none\"}}");

        assertThat(WritableParts.of(odd)).isEqualTo(odd);
    }

    @Test
    void the_document_itself_is_not_changed() {
        Map<String, Object> document = json("{\"id\":\"i\",\"properties\":{\"fqdn\":\"f\"}}");

        WritableParts.of(document);

        assertThat(document).isEqualTo(json("{\"id\":\"i\",\"properties\":{\"fqdn\":\"f\"}}"));
    }
}

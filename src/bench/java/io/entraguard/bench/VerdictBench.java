package io.entraguard.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.SnapshotReader;
import io.entraguard.policy.ClusterHistory;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Decider;
import io.entraguard.policy.Decision;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Limits;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Settings;
import io.entraguard.policy.Situation;
import io.entraguard.policy.Verdict;
import io.entraguard.policy.When;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a cluster's document to the decision about it: an old cluster with local accounts on, to be remediated. */
@State(Scope.Benchmark)
public class VerdictBench {
    private static final String CLUSTER = """
            {"id": "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop",
             "name": "aks-shop", "type": "Microsoft.ContainerService/ManagedClusters", "location": "westeurope",
             "eTag": "5f2d0c1e-1111-4222-8333-444455556666", "tags": {"env": "test", "owner": "shop", "cost-center": "4711"},
             "sku": {"name": "Base", "tier": "Standard"}, "systemData": {"createdAt": "2025-03-01T08:00:00Z"},
             "identity": {"type": "SystemAssigned", "principalId": "3c7e1d2f-aaaa-4bbb-8ccc-ddddeeeeffff"},
             "properties": {"provisioningState": "Succeeded", "powerState": {"code": "Running"},
              "kubernetesVersion": "1.33", "currentKubernetesVersion": "1.33.4", "dnsPrefix": "aks-shop", "enableRBAC": true,
              "resourceUID": "66aa0b1c2d3e4f5061728394", "supportPlan": "KubernetesOfficial", "disableLocalAccounts": false,
              "aadProfile": {"managed": true, "enableAzureRBAC": false, "tenantID": "72f988bf-0000-41af-91ab-2d7cd011db47",
               "adminGroupObjectIDs": ["22222222-2222-2222-2222-222222222222"]},
              "agentPoolProfiles": [{"name": "system", "count": 3, "vmSize": "Standard_D4s_v5", "mode": "System", "osType": "Linux",
               "provisioningState": "Succeeded", "powerState": {"code": "Running"}, "orchestratorVersion": "1.33"}],
              "networkProfile": {"networkPlugin": "azure", "loadBalancerSku": "standard", "outboundType": "loadBalancer"},
              "securityProfile": {}, "oidcIssuerProfile": {"enabled": true}}}
            """;

    private final Map<String, Object> document = parse(CLUSTER);
    private final Policy policy = policy();
    private final Instant now = Instant.parse("2026-01-05T09:00:00Z");

    private static Map<String, Object> parse(String json) {
        try {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Policy policy() {
        var sandbox = new When(Map.of("env", List.of("dev", "test", "sandbox")), List.of(), List.of());
        var production = new When(Map.of("env", List.of("prod", "production")), List.of(), List.of());
        return new Policy(
                Settings.DEFAULTS,
                List.of(
                        new Policy.Rule("production", production, Settings.DEFAULTS.withMode(Mode.APPROVE)),
                        new Policy.Rule("sandbox", sandbox, Settings.DEFAULTS.withMode(Mode.AUTO))),
                Limits.DEFAULTS,
                "");
    }

    /** Document to decision. */
    @Benchmark
    public Decision verdict() {
        ClusterSnapshot cluster = SnapshotReader.read(document);
        Policy.Match match = policy.match(cluster.ref(), cluster.tags());
        var judged = new Verdict.Judged(cluster, Controls.judge(cluster, match.settings(), false));
        return Decider.decide(new Situation(
                judged,
                match,
                ClusterHistory.OFFLINE,
                Optional.empty(),
                FleetLoad.IDLE,
                policy.limits(),
                GuardMode.ENFORCE,
                Situation.OwnWindow.NOT_LOOKED_UP,
                now));
    }
}

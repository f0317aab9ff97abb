package io.entraguard.testing;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.SnapshotReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A managed cluster's document in ARM's GET shape, to be bent into what a test is about. */
public final class ClusterDocument {
    public static final String GROUP = "22222222-2222-2222-2222-222222222222";
    public static final String OTHER_GROUP = "33333333-3333-3333-3333-333333333333";

    private final Map<String, @Nullable Object> body = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    private final Map<String, Object> tags = new LinkedHashMap<>();

    private ClusterDocument(String name) {
        body.put(
                "id",
                "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-1/providers/"
                        + "Microsoft.ContainerService/managedClusters/" + name);
        body.put("name", name);
        body.put("type", "Microsoft.ContainerService/ManagedClusters");
        body.put("location", "westeurope");
        body.put("eTag", "e-1");
        tags.put("owner", "team-a");
        tags.put("cost-center", "4711");
        body.put("tags", tags);
        body.put("systemData", new LinkedHashMap<>(Map.of("createdAt", "2026-01-01T00:00:00Z")));
        body.put("sku", new LinkedHashMap<>(Map.of("name", "Base", "tier", "Standard")));
        body.put("properties", properties);
        properties.put("provisioningState", "Succeeded");
        properties.put("powerState", new LinkedHashMap<>(Map.of("code", "Running")));
        properties.put("resourceUID", "uid-" + name);
        properties.put("enableRBAC", true);
    }

    /** A cluster as {@code az aks create} makes it: no Entra, local accounts on. */
    public static ClusterDocument plain(String name) {
        return new ClusterDocument(name);
    }

    /** A cluster that passes every control. */
    public static ClusterDocument compliant(String name) {
        return new ClusterDocument(name).entra(GROUP).with("disableLocalAccounts", true);
    }

    /** Sets a property under {@code properties}. */
    public ClusterDocument with(String property, @Nullable Object value) {
        properties.put(property, value);
        return this;
    }

    public ClusterDocument without(String property) {
        properties.remove(property);
        return this;
    }

    /** Sets a property beside {@code id}. */
    public ClusterDocument withTop(String property, @Nullable Object value) {
        body.put(property, value);
        return this;
    }

    public ClusterDocument tag(String name, String value) {
        tags.put(name, value);
        return this;
    }

    public ClusterDocument untag(String name) {
        tags.remove(name);
        return this;
    }

    public ClusterDocument untagged() {
        tags.clear();
        return this;
    }

    /** Managed Entra with these admin groups. */
    public ClusterDocument entra(String... groups) {
        return aad(Map.of("managed", true, "adminGroupObjectIDs", new ArrayList<Object>(List.of(groups))));
    }

    public ClusterDocument aad(Map<String, Object> profile) {
        properties.put("aadProfile", new LinkedHashMap<>(profile));
        return this;
    }

    public ClusterDocument pool(String name, String state) {
        properties.put(
                "agentPoolProfiles",
                new ArrayList<>(List.of(new LinkedHashMap<>(Map.of("name", name, "provisioningState", state)))));
        return this;
    }

    public ClusterDocument created(String at) {
        body.put("systemData", new LinkedHashMap<>(Map.of("createdAt", at)));
        return this;
    }

    @SuppressWarnings({"NullAway", "unchecked"}) // a JSON tree holds null
    public Map<String, Object> tree() {
        return (Map<String, Object>) (Map<String, ?>) body;
    }

    public ClusterSnapshot snapshot() {
        return SnapshotReader.read(tree());
    }
}

package io.entraguard.model;

import io.entraguard.model.ClusterSnapshot.Pool;
import io.entraguard.model.ClusterSnapshot.Power;
import io.entraguard.model.Tree.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a managed cluster's document into a snapshot, the same way for ARM's GET, {@code az aks show} (flattened, its
 * own casing) and Resource Graph rows, so that there is one verdict. A value of the wrong kind is never guessed at:
 * the document is {@link Unreadable}. No state.
 */
public final class SnapshotReader {
    private SnapshotReader() {}

    /**
     * The snapshot of one document.
     *
     * @throws Unreadable where the document cannot be judged; the message names the property
     */
    public static ClusterSnapshot read(Map<String, Object> document) {
        ClusterRef ref = ref(document);
        Node root = new Node("", document);
        Node properties = Tree.property(document, "properties").isPresent()
                ? root.objectOrFail("properties")
                : root; // az flattens: what ARM nests under properties stands beside id and name
        return new ClusterSnapshot(
                ref,
                root.text("location").orElse(""),
                tags(root),
                properties.text("provisioningState"),
                power(properties),
                properties.text("resourceUID"),
                root.text("eTag").or(() -> properties.text("eTag")),
                root.object("systemData").flatMap(data -> data.instant("createdAt")),
                root.object("sku").flatMap(sku -> sku.text("name")),
                pools(properties),
                identity(properties));
    }

    /**
     * The cluster that a document is about.
     *
     * @throws Unreadable where it has no id of a managed cluster
     */
    public static ClusterRef ref(Map<String, Object> document) {
        String id = new Node("", document)
                .text("id")
                .orElseThrow(() -> new Unreadable("id is missing; a managedClusters resource has one"));
        return ClusterRef.parse(id).orElseThrow(() -> new Unreadable("id is not the id of a managed cluster"));
    }

    private static IdentityProfile identity(Node properties) {
        Optional<Node> aad = properties.object("aadProfile");
        return new IdentityProfile(
                properties.presence("aadProfile"),
                aad.flatMap(node -> node.bool("managed")),
                aad.flatMap(node -> node.bool("enableAzureRBAC")),
                aad.map(node -> node.texts("adminGroupObjectIDs")).orElse(List.of()),
                aad.flatMap(node -> node.text("tenantID")),
                aad.flatMap(node -> node.text("clientAppID")),
                aad.flatMap(node -> node.text("serverAppID")),
                properties.bool("disableLocalAccounts"),
                properties.bool("enableRBAC"));
    }

    private static Power power(Node properties) {
        return switch (properties.presence("powerState")) {
            case ABSENT -> Power.UNSAID;
            case NULL, EMPTY -> Power.UNKNOWN;
            case PRESENT ->
                properties
                        .object("powerState")
                        .flatMap(state -> state.text("code"))
                        .map(SnapshotReader::power)
                        .orElse(Power.UNKNOWN);
        };
    }

    private static Power power(String code) {
        if (code.equalsIgnoreCase("Running")) {
            return Power.RUNNING;
        }
        return code.equalsIgnoreCase("Stopped") ? Power.STOPPED : Power.UNKNOWN;
    }

    private static List<Pool> pools(Node properties) {
        var pools = new ArrayList<Pool>();
        for (Node pool : properties.objects("agentPoolProfiles")) {
            pools.add(new Pool(pool.text("name").orElse(""), pool.text("provisioningState")));
        }
        return pools;
    }

    private static Tags tags(Node root) {
        Optional<Node> tags = root.object("tags");
        if (tags.isEmpty()) {
            return Tags.NONE;
        }
        var values = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, Object> tag : tags.get().object().entrySet()) {
            String name = tag.getKey();
            Object value = tag.getValue();
            if (value instanceof Map || value instanceof List) {
                throw new Unreadable("tags." + name + " is not a string");
            }
            if (values.put(name, value == null ? "" : value.toString()) != null) {
                throw new Unreadable("tags." + name + " is given twice, in two spellings");
            }
        }
        return Tags.of(values);
    }
}

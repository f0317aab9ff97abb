package io.entraguard.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one reading of a cluster's document says, as far as judging and deciding need it.
 *
 * @param ref the cluster, spelled as the document spells it
 * @param location the Azure region, empty where the document has none
 * @param provisioningState ARM's word for what is going on; an open set
 * @param power whether it runs
 * @param resourceUid tells a cluster from a later one of the same name
 * @param etag what {@code If-Match} must carry
 * @param createdAt {@code systemData.createdAt}
 * @param sku the tier name, {@code Base} or {@code Automatic}
 * @param pools the node pools in document order
 */
public record ClusterSnapshot(
        ClusterRef ref,
        String location,
        Tags tags,
        Optional<String> provisioningState,
        Power power,
        Optional<String> resourceUid,
        Optional<String> etag,
        Optional<Instant> createdAt,
        Optional<String> sku,
        List<Pool> pools,
        IdentityProfile identity) {

    /** Whether a cluster runs: {@code powerState.code}. */
    public enum Power {
        RUNNING,
        STOPPED,
        /** The document says null, or a word that is not known. */
        UNKNOWN,
        /** The document does not have the property at all. */
        UNSAID
    }

    /** One node pool: its name and ARM's word for what is going on with it. */
    public record Pool(String name, Optional<String> provisioningState) {
        /** Whether nothing is going on with it, as far as the document says. */
        public boolean ready() {
            return provisioningState.map("Succeeded"::equalsIgnoreCase).orElse(true);
        }
    }

    public ClusterSnapshot {
        pools = List.copyOf(pools);
    }

    /**
     * Whether no operation runs; ARM's terminal states are Succeeded, Failed and Canceled. A document without a state
     * counts as settled: ARM's own documents always have one, and ARM answers 409 to a write that comes too early.
     */
    public boolean settledState() {
        return succeeded() || stateIs("Failed") || stateIs("Canceled");
    }

    /** Whether the last operation, if any, came to a good end. */
    public boolean succeeded() {
        return provisioningState.isEmpty() || stateIs("Succeeded");
    }

    /** Whether this is AKS Automatic, which presets identity by itself. */
    public boolean automatic() {
        return sku.map("Automatic"::equalsIgnoreCase).orElse(false);
    }

    private boolean stateIs(String word) {
        return provisioningState.map(word::equalsIgnoreCase).orElse(false);
    }
}

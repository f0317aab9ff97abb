package io.entraguard.reconcile;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Sha256;

/**
 * What a verdict turns on, in one word: identity settings, tags, states and resourceUID. Made alike from ARM's document
 * and from a Resource Graph row, which has no etag, so that the sweep can tell a cluster that is still what it was.
 */
final class Fingerprint {
    private Fingerprint() {}

    static String of(ClusterSnapshot cluster) {
        String text = String.join(
                "\n",
                cluster.identity().toString(),
                cluster.tags().toString(),
                cluster.provisioningState().orElse(""),
                cluster.power().name(),
                cluster.resourceUid().orElse(""));
        return Sha256.hex32(text);
    }
}

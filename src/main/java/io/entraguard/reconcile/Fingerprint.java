package io.entraguard.reconcile;

import io.entraguard.model.ClusterSnapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

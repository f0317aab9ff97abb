package io.entraguard.reconcile;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Sha256;
import io.entraguard.model.Tags;
import java.util.Locale;
import java.util.stream.Collectors;

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
                tags(cluster.tags()),
                cluster.provisioningState().orElse(""),
                cluster.power().name(),
                cluster.resourceUid().orElse(""));
        return Sha256.hex32(text);
    }

    /** The same of tags alone; empty where there are none. */
    static String of(Tags tags) {
        return tags.all().isEmpty() ? "" : Sha256.hex32(tags(tags));
    }

    /** Each with its lengths, so that nothing in a value can stand for another tag; names in any case are one. */
    private static String tags(Tags tags) {
        return tags.all().entrySet().stream()
                .map(tag -> tag.getKey().length() + ":" + tag.getKey().toLowerCase(Locale.ROOT) + "="
                        + tag.getValue().length() + ":" + tag.getValue())
                .collect(Collectors.joining(","));
    }
}

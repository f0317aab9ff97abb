package io.entraguard.lab.world;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Identifiers that look random and are not: the n-th of a kind is always the same, so that one scenario leaves the same
 * bytes each time it is played. Confined to the world's lock.
 */
final class Ids {
    private final Map<String, Integer> counters = new HashMap<>();

    /** The next GUID of that kind. */
    String next(String kind) {
        return named(kind + "/" + counters.merge(kind, 1, Integer::sum));
    }

    /** The next id in the form of a cluster's resourceUID: 24 hex digits. */
    String nextUid() {
        return next("resourceUID").replace("-", "").substring(0, 24);
    }

    /** The GUID that belongs to a name. */
    static String named(String name) {
        return UUID.nameUUIDFromBytes(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}

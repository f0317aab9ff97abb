package io.entraguard.reconcile;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the figures divide the fleet by. */
public enum Facet {
    SUBSCRIPTION("subscription"),
    ENVIRONMENT("environment"),
    OWNER("owner"),
    COST_CENTER("costCenter");

    private final String word;

    Facet(String word) {
        this.word = word;
    }

    /** The name used in answers and parameters. */
    public String word() {
        return word;
    }

    /** The names of all. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Facet::word).toList();
    }

    /** The one of that name. */
    public static Optional<Facet> of(String word) {
        return Arrays.stream(values()).filter(facet -> facet.word.equals(word)).findFirst();
    }

    /** Which part a cluster is in; the empty one where nothing puts it in one. */
    String part(ClusterMemory memory) {
        return switch (this) {
            case SUBSCRIPTION -> memory.ref().subscription().toLowerCase(Locale.ROOT);
            case ENVIRONMENT -> named(memory.chronicle.environment);
            case OWNER -> named(memory.chronicle.owner);
            case COST_CENTER -> named(memory.chronicle.costCenter);
        };
    }

    private static String named(@Nullable String tag) {
        return tag == null ? "" : tag;
    }
}

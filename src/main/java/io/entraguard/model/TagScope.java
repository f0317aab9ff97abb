package io.entraguard.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a place above clusters whose tags they may inherit: a resource group or a subscription, by an ARM id that
 * has been checked segment by segment. As with a {@link ClusterRef}, two spellings of one id are one scope. Immutable.
 */
public final class TagScope {
    /** The longest id that is read. */
    private static final int LONGEST = 1024;

    private static final Pattern ID = Pattern.compile(
            "/subscriptions/([0-9a-z-]{1,64})(?:/resourcegroups/([\\p{L}\\p{N}_.()-]{1,90}))?",
            Pattern.CASE_INSENSITIVE);

    private final String id;
    private final String key;

    private TagScope(String id) {
        this.id = id;
        this.key = ClusterRef.lowerCase(id);
    }

    /** The scope that an ARM id names, a trailing {@code …/tags/default} left off; empty where it names neither. */
    public static Optional<TagScope> parse(String armId) {
        if (armId.length() > LONGEST) {
            return Optional.empty();
        }
        String id = ClusterRef.withoutTagsChild(armId);
        var matcher = ID.matcher(id);
        return matcher.matches() && !id.endsWith(".") ? Optional.of(new TagScope(id)) : Optional.empty();
    }

    /** The subscription that a cluster is in. */
    public static TagScope subscriptionOf(ClusterRef cluster) {
        return new TagScope("/subscriptions/" + cluster.subscription());
    }

    /** The resource group that a cluster is in. */
    public static TagScope groupOf(ClusterRef cluster) {
        return new TagScope("/subscriptions/" + cluster.subscription() + "/resourceGroups/" + cluster.resourceGroup());
    }

    /** Whether a cluster is in it. */
    public boolean covers(ClusterRef cluster) {
        return cluster.key().startsWith(key + "/");
    }

    /** Whether it is a resource group, else it is a subscription. */
    public boolean group() {
        return key.contains("/resourcegroups/");
    }

    /** The ARM id as it was spelled where it was read. */
    public String id() {
        return id;
    }

    /** The ARM id in lower case: what rows and comparisons use. */
    public String key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TagScope that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}

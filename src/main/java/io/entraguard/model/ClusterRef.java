package io.entraguard.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of one managed cluster: an ARM resource id that has been checked segment by segment.
 *
 * <p>Two spellings of one id are one ref: equality, hash and {@link #key()} ignore case, as ARM does, while
 * {@link #id()} keeps the spelling that was given, for people. Immutable.
 */
public final class ClusterRef implements Comparable<ClusterRef> {
    /** ARM's provider type of what this program watches. */
    public static final String TYPE = "Microsoft.ContainerService/managedClusters";

    /** The longest id that is read; ARM's own bound on a resource id is far below it. */
    private static final int LONGEST = 1024;

    private static final Pattern ID = Pattern.compile(
            "/subscriptions/([0-9a-z-]{1,64})/resourcegroups/([\\p{L}\\p{N}_.()-]{1,90})"
                    + "/providers/microsoft\\.containerservice/managedclusters/([a-z0-9][a-z0-9_-]{0,62})",
            Pattern.CASE_INSENSITIVE);

    /** The Tags API addresses a cluster's tags as a child of it. */
    private static final String TAGS_CHILD = "/providers/microsoft.resources/tags/default";

    private final String id;
    private final String key;
    private final String subscription;
    private final String resourceGroup;
    private final String name;

    private ClusterRef(String id, String subscription, String resourceGroup, String name) {
        this.id = id;
        this.key = lowerCase(id);
        this.subscription = subscription;
        this.resourceGroup = resourceGroup;
        this.name = name;
    }

    /** The ref that an ARM id names, a trailing {@code …/tags/default} left off; empty where it names no cluster. */
    public static Optional<ClusterRef> parse(String armId) {
        if (armId.length() > LONGEST) {
            return Optional.empty();
        }
        String id = withoutTagsChild(armId);
        var matcher = ID.matcher(id);
        if (!matcher.matches() || matcher.group(2).endsWith(".")) {
            return Optional.empty();
        }
        return Optional.of(new ClusterRef(id, matcher.group(1), matcher.group(2), matcher.group(3)));
    }

    /** An id without a trailing {@code …/tags/default}. */
    static String withoutTagsChild(String armId) {
        return armId.toLowerCase(Locale.ROOT).endsWith(TAGS_CHILD)
                ? armId.substring(0, armId.length() - TAGS_CHILD.length())
                : armId;
    }

    /**
     * Letter by letter, as ARM compares: Kelvin's sign and the like are letters of their own there, while Java's lower case
     * would make a plain {@code k} of it, and one cluster's key of another's id.
     */
    static String lowerCase(String id) {
        var lower = new StringBuilder(id.length());
        id.codePoints()
                .map(letter -> {
                    int small = Character.toLowerCase(letter);
                    return letter > 127 && small <= 127 ? letter : small;
                })
                .forEach(lower::appendCodePoint);
        return lower.toString();
    }

    /** The same for an id that is known to be good. */
    public static ClusterRef of(String armId) {
        return parse(armId).orElseThrow(() -> new IllegalArgumentException("not the id of a managed cluster"));
    }

    /** The ARM id as it was spelled where it was read. */
    public String id() {
        return id;
    }

    /** The ARM id in lower case: what rows, hashes and comparisons use. */
    public String key() {
        return key;
    }

    public String subscription() {
        return subscription;
    }

    public String resourceGroup() {
        return resourceGroup;
    }

    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterRef that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public int compareTo(ClusterRef other) {
        return key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return id;
    }
}

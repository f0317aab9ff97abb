package io.entraguard.model;

import java.util.Optional;
import java.util.function.IntPredicate;

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

    private static final String SUBSCRIPTIONS = "/subscriptions/";
    private static final String GROUPS = "/resourcegroups/";
    private static final String CLUSTERS = "/providers/microsoft.containerservice/managedclusters/";

    private static final int LONGEST_SUBSCRIPTION = 64;
    private static final int LONGEST_GROUP = 90;
    private static final int LONGEST_NAME = 63;

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
        // A scan and no pattern: every event brings two ids.
        String id = withoutTagsChild(armId);
        int subscription = after(id, 0, SUBSCRIPTIONS);
        int subscriptionEnd = wordEnd(id, subscription, LONGEST_SUBSCRIPTION, ClusterRef::isOfSubscription);
        int group = after(id, subscriptionEnd, GROUPS);
        int groupEnd = wordEnd(id, group, LONGEST_GROUP, ClusterRef::isOfGroup);
        int name = after(id, groupEnd, CLUSTERS);
        int nameEnd = wordEnd(id, name, LONGEST_NAME, c -> isOfSubscription(c) || c == '_');
        if (nameEnd != id.length() || !isLetterOrDigit(id.charAt(name)) || id.charAt(groupEnd - 1) == '.') {
            return Optional.empty();
        }
        return Optional.of(new ClusterRef(
                id, id.substring(subscription, subscriptionEnd), id.substring(group, groupEnd), id.substring(name)));
    }

    /** Where an id goes on after a word of ASCII in whatever case; -1 where the word is not there, or that is no place. */
    private static int after(String id, int at, String lowerCaseWord) {
        int end = at + lowerCaseWord.length();
        if (at < 0 || end > id.length()) {
            return -1;
        }
        for (int i = at; i < end; i++) {
            if (small(id.charAt(i)) != lowerCaseWord.charAt(i - at)) {
                return -1;
            }
        }
        return end;
    }

    private static char small(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    /** Where so many characters of a kind end, at least one; -1 where there are others, or that is no place. */
    private static int wordEnd(String id, int at, int most, IntPredicate allowed) {
        int end = at;
        int count = 0;
        while (end >= 0 && end < id.length() && allowed.test(id.codePointAt(end))) {
            end += Character.charCount(id.codePointAt(end));
            count++;
        }
        return count == 0 || count > most ? -1 : end;
    }

    private static boolean isLetterOrDigit(int point) {
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9');
    }

    private static boolean isOfSubscription(int point) {
        return isLetterOrDigit(point) || point == '-';
    }

    private static boolean isOfGroup(int point) {
        if (point < 128) {
            return isOfSubscription(point) || point == '_' || point == '.' || point == '(' || point == ')';
        }
        return switch (Character.getType(point)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> Character.isLetter(point);
        };
    }

    /** An id without a trailing {@code …/tags/default}. */
    static String withoutTagsChild(String armId) {
        int child = armId.length() - TAGS_CHILD.length();
        return after(armId, child, TAGS_CHILD) >= 0 ? armId.substring(0, child) : armId;
    }

    /**
     * Letter by letter, as ARM compares: Kelvin's sign and the like are letters of their own there, while Java's lower case
     * would make a plain {@code k} of it, and one cluster's key of another's id.
     */
    static String lowerCase(String id) {
        var ascii = new char[id.length()];
        for (int i = 0; i < ascii.length; i++) {
            char c = id.charAt(i);
            if (c > 127) {
                return lowerCaseOfAnyScript(id);
            }
            ascii[i] = small(c);
        }
        return new String(ascii);
    }

    private static String lowerCaseOfAnyScript(String id) {
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

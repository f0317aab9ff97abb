package io.entraguard.policy;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which clusters a rule is for. Every part that is given must match; an empty list is a part not given. Tag names are
 * compared without regard to case and their values exactly; subscriptions and resource groups without regard to case;
 * tag values and resource groups may use {@code *}.
 */
public record When(Map<String, List<String>> tags, List<String> subscriptions, List<String> resourceGroups) {
    /** Matches every cluster. */
    public static final When ALWAYS = new When(Map.of(), List.of(), List.of());

    public When {
        tags = Map.copyOf(tags);
        subscriptions = List.copyOf(subscriptions);
        resourceGroups = List.copyOf(resourceGroups);
    }

    /** Why this does not match, in words; empty where it does. */
    public Optional<String> mismatch(ClusterRef cluster, Tags present) {
        for (Map.Entry<String, List<String>> wanted : tags.entrySet()) {
            if (!wanted.getValue().isEmpty() && !tagMatches(wanted.getValue(), present.value(wanted.getKey()))) {
                return Optional.of("tag " + wanted.getKey() + " is "
                        + present.value(wanted.getKey())
                                .map(value -> "'" + value + "'")
                                .orElse("not there")
                        + ", not one of " + wanted.getValue());
            }
        }
        if (!subscriptions.isEmpty() && subscriptions.stream().noneMatch(cluster.subscription()::equalsIgnoreCase)) {
            return Optional.of("subscription " + cluster.subscription() + " is not listed");
        }
        if (!resourceGroups.isEmpty() && resourceGroups.stream().noneMatch(group -> groupMatches(group, cluster))) {
            return Optional.of("resource group " + cluster.resourceGroup() + " is not one of " + resourceGroups);
        }
        return Optional.empty();
    }

    /** Whether this surely matches every cluster that the other one matches. */
    boolean covers(When other) {
        return tags.entrySet().stream()
                        .allMatch(tag -> tag.getValue().isEmpty() || covers(tag.getValue(), other.values(tag.getKey())))
                && (subscriptions.isEmpty() || covers(lower(subscriptions), lower(other.subscriptions)))
                && (resourceGroups.isEmpty() || covers(lower(resourceGroups), lower(other.resourceGroups)));
    }

    /** The values that a tag may have; empty where any will do, and none too. */
    private List<String> values(String tag) {
        return tags.entrySet().stream()
                .filter(wanted -> wanted.getKey().equalsIgnoreCase(tag))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(List.of());
    }

    /** A star within a pattern is matched by another pattern's star alone, so a pattern is as good as a text here. */
    private static boolean covers(List<String> patterns, List<String> others) {
        return !others.isEmpty()
                && others.stream()
                        .allMatch(other -> patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, other)));
    }

    static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private static boolean tagMatches(List<String> patterns, Optional<String> value) {
        return value.isPresent() && patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, value.get()));
    }

    private static boolean groupMatches(String pattern, ClusterRef cluster) {
        return Wildcard.matches(
                pattern.toLowerCase(Locale.ROOT), cluster.resourceGroup().toLowerCase(Locale.ROOT));
    }
}

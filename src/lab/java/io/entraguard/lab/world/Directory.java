package io.entraguard.lab.world;

import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tenant's security groups and role assignments, as {@code directory.json} lists them. Immutable.
 *
 * <p>Without that file every GUID is a security group with three members and no role is assigned.
 */
public final class Directory {
    /** The directory of a scenario that brings none. */
    public static final Directory OPEN = new Directory(Optional.empty(), List.of());

    private static final Pattern GUID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private final Optional<Map<String, Group>> groups;
    private final List<RoleAssignment> assignments;

    private Directory(Optional<Map<String, Group>> groups, List<RoleAssignment> assignments) {
        this.groups = groups;
        this.assignments = assignments;
    }

    /** A group as Microsoft Graph knows it. */
    public record Group(String id, int members, boolean securityEnabled) {}

    /**
     * Reads {@code directory.json}.
     *
     * @throws IllegalArgumentException where it has another shape; the message is a sentence that names the place
     */
    public static Directory read(Map<String, Object> json) {
        var groups = new LinkedHashMap<String, Group>();
        part(json, "groups", Map.of())
                .forEach((id, value) -> groups.put(id.toLowerCase(Locale.ROOT), group(id, value)));
        var assignments = new ArrayList<RoleAssignment>();
        Object list = Documents.value(json, "roleAssignments").orElse(List.of());
        if (!(list instanceof List<?> items)) {
            throw new IllegalArgumentException("roleAssignments is not a list");
        }
        for (int i = 0; i < items.size(); i++) {
            String place = "roleAssignments[" + i + "]";
            Map<String, Object> item = Tree.object(items.get(i))
                    .orElseThrow(() -> new IllegalArgumentException(place + " is not an object"));
            assignments.add(RoleAssignment.read(place, item));
        }
        return new Directory(Optional.of(groups), List.copyOf(assignments));
    }

    private static Map<String, Object> part(Map<String, Object> json, String name, Map<String, Object> otherwise) {
        Optional<Object> value = Documents.value(json, name);
        return value.isEmpty()
                ? otherwise
                : Tree.object(value.get()).orElseThrow(() -> new IllegalArgumentException(name + " is not an object"));
    }

    private static Group group(String id, Object value) {
        Map<String, Object> group = Tree.object(value)
                .orElseThrow(() -> new IllegalArgumentException("groups." + id + " is not an object"));
        if (!(Documents.value(group, "members").orElse("") instanceof Integer members) || members < 0) {
            throw new IllegalArgumentException("groups." + id + ".members is not a whole number from 0 up");
        }
        Object security = Documents.value(group, "securityEnabled").orElse(true);
        if (!(security instanceof Boolean enabled)) {
            throw new IllegalArgumentException("groups." + id + ".securityEnabled is not true or false");
        }
        return new Group(id.toLowerCase(Locale.ROOT), members, enabled);
    }

    /** The group of that object id; empty where the tenant has none. */
    public Optional<Group> group(String id) {
        String key = id.toLowerCase(Locale.ROOT);
        return groups.map(known -> Optional.ofNullable(known.get(key)))
                .orElseGet(() -> isGuid(id) ? Optional.of(new Group(key, 3, true)) : Optional.empty());
    }

    /** Assignments at that resource or above it, management groups and the tenant's root included. */
    public List<RoleAssignment> assignmentsOver(String resource) {
        return assignments.stream()
                .filter(assignment -> assignment.covers(resource))
                .toList();
    }

    public static boolean isGuid(String text) {
        return GUID.matcher(text).matches();
    }
}

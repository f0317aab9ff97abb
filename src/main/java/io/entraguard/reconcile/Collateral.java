package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.Tree;
import io.entraguard.policy.Change;
import io.entraguard.policy.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What else changed on a cluster while the guard wrote it: the document before against the re-read after, without what
 * the plan set and without what changes by itself. Pure.
 */
final class Collateral {
    /**
     * Paths that change by themselves, each with its reason; {@code *} stands for one name. Everything below them is left
     * out as well.
     */
    private static final List<Volatile> VOLATILE = List.of(
            new Volatile("etag", "every write gives a new one"),
            new Volatile("systemdata", "says who wrote last and when"),
            new Volatile("properties.etag", "older versions spell it here"),
            new Volatile("properties.provisioningstate", "moves with each operation"),
            new Volatile("properties.powerstate", "is the cluster's state, not its configuration"),
            new Volatile("properties.status", "is the last operation's error"),
            new Volatile("properties.currentkubernetesversion", "moves with automatic upgrades"),
            new Volatile("properties.agentpoolprofiles.*.count", "the autoscaler sets it"),
            new Volatile("properties.agentpoolprofiles.*.nodeimageversion", "moves with node image upgrades"),
            new Volatile("properties.agentpoolprofiles.*.currentorchestratorversion", "moves with automatic upgrades"),
            new Volatile("properties.agentpoolprofiles.*.provisioningstate", "moves with each operation"),
            new Volatile("properties.agentpoolprofiles.*.powerstate", "is the pool's state"),
            new Volatile("properties.agentpoolprofiles.*.etag", "every write gives a new one"),
            new Volatile("properties.agentpoolprofiles.*.status", "is the last operation's error"),
            new Volatile("properties.agentpoolprofiles.*.virtualmachinesprofile", "the autoscaler sets counts in it"),
            new Volatile("properties.agentpoolprofiles.*.virtualmachinenodesstatus", "the autoscaler sets it"),
            new Volatile("properties.networkprofile.loadbalancerprofile.effectiveoutboundips", "the service sets it"),
            new Volatile("properties.networkprofile.natgatewayprofile.effectiveoutboundips", "the service sets it"),
            new Volatile("properties.windowsprofile.adminpassword", "never comes back"));

    /** A path that changes by itself, in lower case, and why. */
    private record Volatile(String path, String reason) {}

    private Collateral() {}

    /** The changes that the plan does not account for, sorted by path. */
    static List<PropertyChange> between(Map<String, Object> before, Map<String, Object> after, Plan plan) {
        Set<String> planned = new HashSet<>();
        plan.changes().stream()
                .map(Change::path)
                .map(path -> path.toLowerCase(Locale.ROOT))
                .forEach(planned::add);
        Map<String, @Nullable Object> then = leaves(before);
        Map<String, @Nullable Object> now = leaves(after);
        Set<String> objects = parents(then.keySet());
        var changes = new ArrayList<PropertyChange>();
        Stream.concat(then.keySet().stream(), now.keySet().stream())
                .distinct()
                .sorted()
                .filter(path -> !isPlanned(path, planned) && !isVolatile(path))
                .filter(path -> then.containsKey(path) || !isFilledIn(path, objects))
                .filter(path -> !same(then.get(path), now.get(path)))
                .forEach(path -> changes.add(new PropertyChange(path, then.get(path), now.get(path))));
        return changes;
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return String.valueOf(one).equalsIgnoreCase(String.valueOf(other));
    }

    private static boolean isPlanned(String path, Set<String> planned) {
        return planned.stream().anyMatch(set -> path.equals(set) || path.startsWith(set + "."))
                || path.equals("properties.aadprofile")
                || path.equals("properties.aadprofile.tenantid");
    }

    private static boolean isVolatile(String path) {
        return VOLATILE.stream().anyMatch(known -> covers(known.path().split("\\."), path.split("\\.")));
    }

    private static boolean covers(String[] pattern, String[] path) {
        if (path.length < pattern.length) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            if (!pattern[i].equals("*") && !pattern[i].equals(path[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a property that was not there before is a default that the service filled in, not a new thing. */
    private static boolean isFilledIn(String path, Set<String> objects) {
        String parent = parent(path);
        boolean namedThing = path.startsWith("tags.") || path.startsWith("properties.agentpoolprofiles.");
        return !namedThing || (path.startsWith("properties.agentpoolprofiles.") && objects.contains(parent));
    }

    private static Set<String> parents(Set<String> paths) {
        var parents = new HashSet<String>();
        for (String path : paths) {
            for (String up = parent(path); !up.isEmpty() && parents.add(up); up = parent(up)) {
                // each ancestor once
            }
        }
        return parents;
    }

    private static String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    private static Map<String, @Nullable Object> leaves(Map<String, Object> document) {
        var leaves = new TreeMap<String, @Nullable Object>();
        document.forEach((name, value) -> collect(name.toLowerCase(Locale.ROOT), value, leaves));
        return leaves;
    }

    private static void collect(String path, @Nullable Object value, Map<String, @Nullable Object> leaves) {
        Optional<Map<String, Object>> object = Tree.object(value);
        if (object.isPresent() && !object.get().isEmpty()) {
            object.get().forEach((name, inner) -> collect(path + "." + name.toLowerCase(Locale.ROOT), inner, leaves));
        } else if (value instanceof List<?> list
                && list.stream().anyMatch(item -> named(item).isPresent())) {
            for (int i = 0; i < list.size(); i++) {
                Object item = list.get(i);
                collect(path + "." + named(item).orElse(String.valueOf(i)), item, leaves);
            }
        } else if (value != null) {
            leaves.put(path, value);
        }
    }

    /** The name of an item by which ARM knows it again in a list, such as a node pool's. */
    private static Optional<String> named(@Nullable Object item) {
        return Tree.object(item)
                .flatMap(object -> Tree.property(object, "name"))
                .map(Tree.Property::value)
                .map(name -> String.valueOf(name).toLowerCase(Locale.ROOT));
    }
}

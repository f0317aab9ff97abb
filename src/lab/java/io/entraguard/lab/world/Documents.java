package io.entraguard.lab.world;

import io.entraguard.model.Tree;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes cluster documents as ARM does: property names without regard to case, whatever the document's shape.
 * Documents of scenarios are hostile on purpose; a part that is not of the expected kind is left as it is.
 */
final class Documents {
    private Documents() {}

    /** The name as the object spells it: exactly so where it does, else in another case. */
    static Optional<String> spelling(Map<String, Object> object, String name) {
        if (object.containsKey(name)) {
            return Optional.of(name);
        }
        return object.keySet().stream().filter(name::equalsIgnoreCase).findFirst();
    }

    /** The value at a path of names; empty where it is absent, null, or under something that is no object. */
    static Optional<Object> value(Map<String, Object> document, String... path) {
        Object value = document;
        for (String name : path) {
            Optional<Map<String, Object>> object = Tree.object(value);
            if (object.isEmpty()) {
                return Optional.empty();
            }
            value = spelling(object.get(), name).map(object.get()::get).orElse(null);
        }
        return Optional.ofNullable(value);
    }

    static Optional<Map<String, Object>> object(Map<String, Object> document, String... path) {
        return value(document, path).flatMap(Tree::object);
    }

    static Optional<String> text(Map<String, Object> document, String... path) {
        return value(document, path).filter(String.class::isInstance).map(String.class::cast);
    }

    /** Whether there is {@code true} at the path. */
    static boolean isTrue(Map<String, Object> document, String... path) {
        return value(document, path).filter(Boolean.TRUE::equals).isPresent();
    }

    static boolean isFalse(Map<String, Object> document, String... path) {
        return value(document, path).filter(Boolean.FALSE::equals).isPresent();
    }

    static void put(Map<String, Object> object, String name, @Nullable Object value) {
        object.put(spelling(object, name).orElse(name), value);
    }

    /** Sets the provisioning state, where the document has properties or none at all. */
    static void state(Map<String, Object> document, String state) {
        if (spelling(document, "properties").isEmpty()) {
            document.put("properties", new LinkedHashMap<String, Object>());
        }
        object(document, "properties").ifPresent(properties -> put(properties, "provisioningState", state));
    }

    /** Whether the document says that some operation is under way: a state that is neither absent nor terminal. */
    static boolean inFlight(Map<String, Object> document) {
        return text(document, "properties", "provisioningState")
                .filter(state -> !state.equalsIgnoreCase("Succeeded")
                        && !state.equalsIgnoreCase("Failed")
                        && !state.equalsIgnoreCase("Canceled"))
                .isPresent();
    }

    /** Fills eTag, resourceUID and systemData where the document does not speak of them; null is something said. */
    static void fill(Map<String, Object> document, Ids ids, String by, String type, Instant at) {
        if (spelling(document, "eTag").isEmpty()) {
            document.put("eTag", ids.next("eTag"));
        }
        object(document, "properties")
                .filter(properties -> spelling(properties, "resourceUID").isEmpty())
                .ifPresent(properties -> properties.put("resourceUID", ids.nextUid()));
        if (spelling(document, "systemData").isEmpty()) {
            var systemData = new LinkedHashMap<String, Object>();
            systemData.put("createdBy", by);
            systemData.put("createdByType", type);
            systemData.put("createdAt", at.toString());
            document.put("systemData", systemData);
            lastModified(systemData, by, type, at);
        }
    }

    /** Marks a change: another eTag, and who wrote last. */
    static void touch(Map<String, Object> document, Ids ids, Caller by, Instant at) {
        put(document, "eTag", ids.next("eTag"));
        object(document, "systemData").ifPresent(systemData -> lastModified(systemData, by.name(), by.type(), at));
    }

    private static void lastModified(Map<String, Object> systemData, String by, String type, Instant at) {
        put(systemData, "lastModifiedBy", by);
        put(systemData, "lastModifiedByType", type);
        put(systemData, "lastModifiedAt", at.toString());
    }

    /** RFC 7396, with names matched without regard to case. */
    static void mergePatch(Map<String, Object> target, Map<String, Object> patch) {
        patch.forEach((name, value) -> {
            String spelling = spelling(target, name).orElse(name);
            if (value == null) {
                target.remove(spelling);
                return;
            }
            Optional<Map<String, Object>> inner = Tree.object(value);
            if (inner.isEmpty()) {
                target.put(spelling, value);
                return;
            }
            Map<String, Object> merged =
                    Tree.object(target.get(spelling)).map(Tree::copy).orElseGet(LinkedHashMap::new);
            mergePatch(merged, inner.get());
            target.put(spelling, merged);
        });
    }
}

package io.entraguard.cli;

import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a document, whichever list or answer they came in.
 *
 * @param resources in the document's order, unchecked
 * @param incomplete why there are more than these, in words
 */
record Wrapper(List<?> resources, Optional<String> incomplete) {
    static final String EXPECTED = "expected a managedClusters resource, a list of them, or a Resource Graph answer";

    /**
     * Takes the wrapper off a document.
     *
     * @param file the file's name for people
     * @throws Unusable where it holds no resources
     * @throws Tree.Unreadable where a key of the wrapper is there twice
     */
    static Wrapper open(String file, @Nullable Object tree) {
        if (tree instanceof List<?> list) {
            return new Wrapper(list, Optional.empty());
        }
        Map<String, Object> object = Tree.object(tree)
                .orElseThrow(() -> new Unusable(file + ": the document is " + kind(tree) + ", " + EXPECTED));
        if (Tree.property(object, "id").isPresent()
                || Tree.property(object, "type").isPresent()) {
            return new Wrapper(List.of(object), Optional.empty());
        }
        Optional<Tree.Property> wrapper = Tree.property(object, "value").or(() -> Tree.property(object, "data"));
        Object wrapped = wrapper.map(Tree.Property::value).orElse(null);
        if (wrapped instanceof List<?> list) {
            return new Wrapper(list, incomplete(object));
        }
        Optional<List<?>> table = Tree.object(wrapped).flatMap(Wrapper::rows);
        return new Wrapper(
                table.orElseThrow(() -> new Unusable(file + ": " + noResources(object, wrapper))), incomplete(object));
    }

    private static String noResources(Map<String, Object> object, Optional<Tree.Property> wrapper) {
        Optional<String> code = Tree.property(object, "error")
                .flatMap(error -> Tree.object(error.value()))
                .flatMap(error -> Tree.property(error, "code"))
                .map(property -> String.valueOf(property.value()));
        if (code.isPresent()) {
            return "this is Azure's error answer " + Printable.line(code.get()) + ", not a cluster; mend the call";
        }
        return wrapper.map(property ->
                        property.name() + " is " + kind(property.value()) + ", expected a list of resources")
                .orElse("the object has neither id, value nor data, " + EXPECTED);
    }

    private static Optional<String> incomplete(Map<String, Object> object) {
        if (present(object, "nextLink")) {
            return Optional.of("this is one page of several (nextLink); the clusters of the others are not judged");
        }
        return present(object, "$skipToken") || present(object, "skip_token") || present(object, "skipToken")
                ? Optional.of("this is one page of several ($skipToken); the clusters of the others are not judged")
                : Optional.empty();
    }

    private static boolean present(Map<String, Object> object, String name) {
        return Tree.property(object, name)
                .filter(property -> property.value() instanceof String text && !text.isEmpty())
                .isPresent();
    }

    /** Resource Graph's table format: columns by name, and rows of values. */
    private static Optional<List<?>> rows(Map<String, Object> table) {
        Object columns =
                Tree.property(table, "columns").map(Tree.Property::value).orElse(null);
        Object rows = Tree.property(table, "rows").map(Tree.Property::value).orElse(null);
        if (!(columns instanceof List<?> names) || !(rows instanceof List<?> lines)) {
            return Optional.empty();
        }
        var resources = new ArrayList<Map<String, Object>>();
        for (Object line : lines) {
            var resource = new LinkedHashMap<String, Object>();
            for (int i = 0; line instanceof List<?> values && i < Math.min(values.size(), names.size()); i++) {
                Object value = values.get(i);
                Tree.object(names.get(i))
                        .flatMap(column -> Tree.property(column, "name"))
                        .ifPresent(column -> resource.put(String.valueOf(column.value()), value));
            }
            resources.add(resource);
        }
        return Optional.of(resources);
    }

    /** What kind of value that is, in words. */
    static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value instanceof String) {
            return "a string";
        }
        return value instanceof Boolean ? "a boolean" : "a number";
    }
}

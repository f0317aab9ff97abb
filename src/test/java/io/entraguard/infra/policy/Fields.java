package io.entraguard.infra.policy;

import io.entraguard.model.Tree;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a policy's {@code field} finds in a resource, null where there is nothing. An alias is taken to be its path under
 * {@code properties}, {@code sku} and {@code identity} beside it; an alias of another type finds nothing. Tag names are
 * matched without regard to case, as Azure keeps them.
 */
final class Fields {
    private static final Set<String> PLAIN = Set.of("name", "type", "kind", "location", "id", "tags", "identity.type");
    private static final Set<String> BESIDE_PROPERTIES = Set.of("sku", "identity");
    private static final Pattern TAG =
            Pattern.compile("tags(?:\\['(?<quoted>[^']+)'\\]|\\[(?<bare>[^'\\]]+)\\]|\\.(?<dotted>.+))");
    private static final Pattern ALIAS =
            Pattern.compile("(?<type>[A-Za-z]+(?:\\.[A-Za-z]+)+/[A-Za-z]+)/(?<path>[\\w.]+)");

    private Fields() {}

    /**
     * The field's value.
     *
     * @throws NotUnderstood where there is no such field
     */
    static @Nullable Object value(Map<String, Object> resource, String field) {
        if (PLAIN.contains(field.toLowerCase(Locale.ROOT))) {
            return at(resource, field);
        }
        Matcher tag = TAG.matcher(field);
        if (tag.matches()) {
            return Tree.object(at(resource, "tags"))
                    .flatMap(tags -> Tree.property(tags, named(tag)))
                    .map(Tree.Property::value)
                    .orElse(null);
        }
        Matcher alias = ALIAS.matcher(field);
        if (!alias.matches()) {
            throw new NotUnderstood("no field is called " + field);
        }
        if (!alias.group("type").equalsIgnoreCase(String.valueOf(at(resource, "type")))) {
            return null;
        }
        String path = alias.group("path");
        String first = path.split("\\.")[0].toLowerCase(Locale.ROOT);
        return at(resource, BESIDE_PROPERTIES.contains(first) ? path : "properties." + path);
    }

    private static String named(Matcher tag) {
        return Optional.ofNullable(tag.group("quoted"))
                .or(() -> Optional.ofNullable(tag.group("bare")))
                .orElseGet(() -> tag.group("dotted"));
    }

    private static @Nullable Object at(Map<String, Object> resource, String path) {
        Object found = resource;
        for (String name : path.split("\\.")) {
            Optional<Tree.Property> next = Tree.object(found).flatMap(object -> Tree.property(object, name));
            if (next.isEmpty()) {
                return null;
            }
            found = next.get().value();
        }
        return found;
    }
}

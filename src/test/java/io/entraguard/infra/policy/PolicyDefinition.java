package io.entraguard.infra.policy;

import io.entraguard.lab.world.Json;
import io.entraguard.model.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A custom Azure Policy definition as its file holds it, to be tried on requests.
 *
 * @param properties what stands under {@code properties}
 */
record PolicyDefinition(Map<String, Object> properties) {
    private static final Pattern PARAMETER = Pattern.compile("parameters\\('([^']+)'\\)");

    /** Reads a file in the shape of the policyDefinitions resource. */
    static PolicyDefinition read(Path file) {
        try {
            Map<String, Object> whole = Json.object(Files.readString(file))
                    .orElseThrow(() -> new NotUnderstood(file + " is not a JSON object"));
            return new PolicyDefinition(object(whole, "properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String property) {
        return String.valueOf(properties.get(property));
    }

    Map<String, Object> metadata() {
        return object(properties, "metadata");
    }

    Map<String, Object> parameters() {
        return object(properties, "parameters");
    }

    Map<String, Object> rule() {
        return object(properties, "policyRule");
    }

    /** The parameters that the rule refers to. */
    Set<String> parametersUsed() {
        var used = new TreeSet<String>();
        PARAMETER.matcher(Json.write(rule())).results().forEach(found -> used.add(found.group(1)));
        return used;
    }

    /**
     * What becomes of a request under an assignment with these parameters, in lower case; empty where the rule does not
     * apply or is disabled. A rule that cannot be evaluated denies.
     *
     * @throws NotUnderstood where the parameters are not what the definition asks for
     */
    Optional<String> effect(Map<String, Object> assigned, PolicyRequest request) {
        var scope = new Scope(filled(assigned), request);
        Condition condition = Condition.of(rule().get("if"));
        Expression effect = Expression.of(object(rule(), "then").get("effect"));
        try {
            return condition.holds(scope)
                    ? Optional.of(String.valueOf(effect.value(scope)).toLowerCase(Locale.ROOT))
                            .filter(named -> !named.equals("disabled"))
                    : Optional.empty();
        } catch (TemplateFailure e) {
            return Optional.of("deny");
        }
    }

    private Map<String, Object> filled(Map<String, Object> assigned) {
        for (String name : assigned.keySet()) {
            if (!parameters().containsKey(name)) {
                throw new NotUnderstood("the definition has no parameter " + name);
            }
        }
        var filled = new LinkedHashMap<String, Object>();
        parameters().keySet().forEach(name -> filled.put(name, checked(name, assigned)));
        return filled;
    }

    private Object checked(String name, Map<String, Object> assigned) {
        Map<String, Object> declared = object(parameters(), name);
        Object value = Optional.ofNullable(assigned.get(name))
                .or(() -> Optional.ofNullable(declared.get("defaultValue")))
                .orElseThrow(() -> new NotUnderstood("parameter " + name + " has no value"));
        boolean ofType = "Array".equals(declared.get("type")) ? value instanceof Collection : value instanceof String;
        boolean allowed = !(declared.get("allowedValues") instanceof Collection<?> values) || values.contains(value);
        if (!ofType || !allowed) {
            throw new NotUnderstood("parameter " + name + " may not be " + value);
        }
        return value;
    }

    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return Tree.object(parent.get(name)).orElseThrow(() -> new NotUnderstood(name + " is not an object"));
    }
}

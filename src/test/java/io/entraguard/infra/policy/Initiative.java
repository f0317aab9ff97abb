package io.entraguard.infra.policy;

import io.entraguard.lab.world.Json;
import io.entraguard.model.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The initiative as its file holds it, with the definitions that it puts together.
 *
 * @param parameters what an assignment may say, by name
 */
record Initiative(Map<String, Object> parameters, List<Member> members) {
    /**
     * One use of a definition.
     *
     * @param parameters what the definition is given, which may refer to the initiative's own
     */
    record Member(String reference, PolicyDefinition definition, Map<String, Object> parameters) {}

    static Initiative read(Path file) {
        try {
            Map<String, Object> whole = object(Json.parse(Files.readString(file)));
            if (!(whole.get("policyDefinitions") instanceof List<?> references)) {
                throw new NotUnderstood("policyDefinitions is not a list");
            }
            return new Initiative(
                    object(whole.get("parameters")),
                    references.stream()
                            .map(reference -> member(file, object(reference)))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Member member(Path file, Map<String, Object> reference) {
        Path definition = file.resolveSibling(reference.get("definition") + ".json");
        var given = new LinkedHashMap<String, Object>();
        object(reference.get("parameters"))
                .forEach((name, value) -> given.put(name, object(value).get("value")));
        return new Member(String.valueOf(reference.get("reference")), PolicyDefinition.read(definition), given);
    }

    /** What becomes of a request under an assignment with these parameters: the effect of each member that applies. */
    Map<String, String> effects(Map<String, Object> assigned, PolicyRequest request) {
        var own = new LinkedHashMap<String, Object>();
        parameters.forEach((name, declared) -> own.put(
                name,
                Optional.ofNullable(assigned.get(name))
                        .or(() -> Optional.ofNullable(object(declared).get("defaultValue")))
                        .orElseThrow(() -> new NotUnderstood("parameter " + name + " has no value"))));
        var effects = new TreeMap<String, String>();
        for (Member member : members) {
            var given = new LinkedHashMap<String, Object>();
            var scope = new Scope(own, request);
            member.parameters()
                    .forEach((name, value) -> given.put(
                            name,
                            Optional.ofNullable(Expression.of(value).value(scope))
                                    .orElseThrow(() -> new NotUnderstood(name + " is null"))));
            member.definition().effect(given, request).ifPresent(effect -> effects.put(member.reference(), effect));
        }
        return effects;
    }

    private static Map<String, Object> object(@Nullable Object value) {
        return Tree.object(value).orElseThrow(() -> new NotUnderstood(value + " is not an object"));
    }
}

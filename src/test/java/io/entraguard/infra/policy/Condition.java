package io.entraguard.infra.policy;

import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The {@code if} of a policy rule or a part of it. */
@FunctionalInterface
interface Condition {
    boolean holds(Scope scope);

    /**
     * Reads one from the rule's JSON.
     *
     * @throws NotUnderstood where it says anything that this evaluator does not know
     */
    static Condition of(@Nullable Object json) {
        Map<String, Object> node =
                Tree.object(json).orElseThrow(() -> new NotUnderstood("a condition is an object, not " + json));
        Set<String> words = node.keySet();
        if (words.equals(Set.of("allOf"))) {
            List<Condition> all = each(node.get("allOf"));
            return scope -> all.stream().allMatch(condition -> condition.holds(scope));
        }
        if (words.equals(Set.of("anyOf"))) {
            List<Condition> any = each(node.get("anyOf"));
            return scope -> any.stream().anyMatch(condition -> condition.holds(scope));
        }
        if (words.equals(Set.of("not"))) {
            Condition inner = of(node.get("not"));
            return scope -> !inner.holds(scope);
        }
        return comparison(node);
    }

    private static Condition comparison(Map<String, Object> node) {
        var words = new TreeSet<>(node.keySet());
        boolean field = words.remove("field");
        boolean value = words.remove("value");
        if (field == value || words.size() != 1) {
            throw new NotUnderstood("a condition has one of field and value and one operator, not " + node.keySet());
        }
        String word = words.first();
        Operator operator = Operator.of(word).orElseThrow(() -> new NotUnderstood("no operator is called " + word));
        Expression subject = Expression.of(node.get(field ? "field" : "value"));
        Expression object = Expression.of(node.get(word));
        return scope -> {
            Object named = subject.value(scope);
            Object left = field ? Fields.value(scope.request().resource(), String.valueOf(named)) : named;
            return operator.holds(left, object.value(scope));
        };
    }

    private static List<Condition> each(@Nullable Object json) {
        if (!(json instanceof List<?> items) || items.isEmpty()) {
            throw new NotUnderstood("allOf and anyOf hold conditions");
        }
        var conditions = new ArrayList<Condition>();
        items.forEach(item -> conditions.add(of(item)));
        return conditions;
    }
}

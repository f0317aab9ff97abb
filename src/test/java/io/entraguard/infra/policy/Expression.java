package io.entraguard.infra.policy;

import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value in a policy rule: a literal, or a template expression in square brackets. */
@FunctionalInterface
interface Expression {
    /**
     * Its value for a request.
     *
     * @throws TemplateFailure where it has none
     */
    @Nullable Object value(Scope scope);

    /** A value of the rule's JSON; strings in brackets are expressions, in lists too. */
    static Expression of(@Nullable Object json) {
        if (json instanceof List<?> list) {
            List<Expression> items = list.stream().map(Expression::of).toList();
            return scope -> {
                var values = new ArrayList<@Nullable Object>();
                items.forEach(item -> values.add(item.value(scope)));
                return values;
            };
        }
        return json instanceof String text ? of(text) : scope -> json;
    }

    private static Expression of(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return scope -> text;
        }
        if (text.startsWith("[[")) {
            String literal = text.substring(1);
            return scope -> literal;
        }
        return new ExpressionParser(text.substring(1, text.length() - 1)).expression();
    }

    /** A call of a function; which of its arguments are evaluated is the function's own affair. */
    static Expression call(String function, List<Expression> arguments) {
        Functions.Function called = Functions.named(function);
        return scope -> called.call(arguments, scope);
    }

    /** A property of what the expression yields; unlike {@code tryGet} it fails where there is none. */
    default Expression property(Expression name) {
        return scope -> {
            String wanted = String.valueOf(name.value(scope));
            Map<String, Object> object = Tree.object(value(scope))
                    .orElseThrow(() -> new TemplateFailure("no object to take '" + wanted + "' of"));
            return Tree.property(object, wanted)
                    .orElseThrow(() -> new TemplateFailure("property '" + wanted + "' does not exist"))
                    .value();
        };
    }
}

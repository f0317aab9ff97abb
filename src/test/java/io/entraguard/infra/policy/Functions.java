package io.entraguard.infra.policy;

import io.entraguard.model.Tree;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What expressions may call, by name without regard to case. */
final class Functions {
    private static final Map<String, Function> KNOWN = new HashMap<>();

    static {
        KNOWN.put("parameters", (arguments, scope) -> scope.parameter(text(arguments, 0, scope)));
        KNOWN.put("field", (arguments, scope) -> Fields.value(scope.request().resource(), text(arguments, 0, scope)));
        KNOWN.put(
                "requestcontext",
                (arguments, scope) -> Map.of("identity", scope.request().identity()));
        KNOWN.put("tryget", Functions::tryGet);
        KNOWN.put("coalesce", Functions::coalesce);
        KNOWN.put(
                "if",
                (arguments, scope) ->
                        arguments.get(truth(arguments, 0, scope) ? 1 : 2).value(scope));
        KNOWN.put("and", (arguments, scope) -> range(arguments).allMatch(i -> truth(arguments, i, scope)));
        KNOWN.put("or", (arguments, scope) -> range(arguments).anyMatch(i -> truth(arguments, i, scope)));
        KNOWN.put("not", (arguments, scope) -> !truth(arguments, 0, scope));
        KNOWN.put(
                "concat",
                (arguments, scope) -> range(arguments)
                        .mapToObj(i -> text(arguments, i, scope))
                        .collect(Collectors.joining()));
        KNOWN.put("trim", (arguments, scope) -> text(arguments, 0, scope).strip());
        KNOWN.put("tolower", (arguments, scope) -> text(arguments, 0, scope).toLowerCase(Locale.ROOT));
        KNOWN.put(
                "split",
                (arguments, scope) ->
                        Arrays.asList(text(arguments, 0, scope).split(Pattern.quote(text(arguments, 1, scope)))));
        KNOWN.put("length", (arguments, scope) -> length(arguments.get(0).value(scope)));
        KNOWN.put("empty", (arguments, scope) -> length(arguments.get(0).value(scope)) == 0);
        KNOWN.put("utcnow", (arguments, scope) -> scope.request().now().toString());
        KNOWN.put("adddays", Functions::addDays);
        comparison("equals", Operator.EQUALS);
        comparison("less", Operator.LESS);
        comparison("greater", Operator.GREATER);
        comparison("lessorequals", Operator.LESS_OR_EQUALS);
        comparison("greaterorequals", Operator.GREATER_OR_EQUALS);
    }

    private Functions() {}

    /** A function of the template language. */
    @FunctionalInterface
    interface Function {
        @Nullable Object call(List<Expression> arguments, Scope scope);
    }

    static Function named(String name) {
        return Optional.ofNullable(KNOWN.get(name.toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> new NotUnderstood("no function is called " + name));
    }

    private static void comparison(String name, Operator operator) {
        KNOWN.put(
                name,
                (arguments, scope) -> operator.holds(
                        arguments.get(0).value(scope), arguments.get(1).value(scope)));
    }

    /** Null where the first key is not there; further keys are taken of what it yields and may fail. */
    private static @Nullable Object tryGet(List<Expression> arguments, Scope scope) {
        String key = text(arguments, 1, scope);
        Optional<Tree.Property> first =
                Tree.object(arguments.get(0).value(scope)).flatMap(object -> Tree.property(object, key));
        if (first.isEmpty()) {
            return null;
        }
        Object value = first.get().value();
        Expression found = ignored -> value;
        for (Expression next : arguments.subList(2, arguments.size())) {
            found = found.property(next);
        }
        return found.value(scope);
    }

    private static @Nullable Object coalesce(List<Expression> arguments, Scope scope) {
        for (Expression argument : arguments) {
            Object value = argument.value(scope);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static Object addDays(List<Expression> arguments, Scope scope) {
        String instant = text(arguments, 0, scope);
        if (!(arguments.get(1).value(scope) instanceof Number days)) {
            throw new TemplateFailure("addDays needs a number of days");
        }
        try {
            return Instant.parse(instant).plusSeconds(86_400L * days.intValue()).toString();
        } catch (DateTimeParseException e) {
            throw new TemplateFailure("addDays needs an instant, not " + instant);
        }
    }

    private static IntStream range(List<Expression> arguments) {
        return IntStream.range(0, arguments.size());
    }

    private static String text(List<Expression> arguments, int index, Scope scope) {
        if (arguments.get(index).value(scope) instanceof String text) {
            return text;
        }
        throw new TemplateFailure("argument " + (index + 1) + " is not a string");
    }

    private static boolean truth(List<Expression> arguments, int index, Scope scope) {
        if (arguments.get(index).value(scope) instanceof Boolean truth) {
            return truth;
        }
        throw new TemplateFailure("argument " + (index + 1) + " is not a boolean");
    }

    private static int length(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof Collection<?> items) {
            return items.size();
        }
        if (value instanceof Map<?, ?> object) {
            return object.size();
        }
        throw new TemplateFailure("neither text, array nor object");
    }
}

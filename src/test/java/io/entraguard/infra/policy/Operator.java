package io.entraguard.infra.policy;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of a policy condition. Text is compared without regard to case. Where the documentation is silent an
 * absent value equals nothing, contains nothing and is in no list, so that the negations hold for it; it has no place in
 * an order, which fails the evaluation.
 */
enum Operator {
    EQUALS("equals"),
    NOT_EQUALS("notEquals"),
    IN("in"),
    NOT_IN("notIn"),
    LIKE("like"),
    NOT_LIKE("notLike"),
    CONTAINS("contains"),
    NOT_CONTAINS("notContains"),
    CONTAINS_KEY("containsKey"),
    NOT_CONTAINS_KEY("notContainsKey"),
    LESS("less"),
    LESS_OR_EQUALS("lessOrEquals"),
    GREATER("greater"),
    GREATER_OR_EQUALS("greaterOrEquals"),
    EXISTS("exists");

    private final String word;

    Operator(String word) {
        this.word = word;
    }

    static Optional<Operator> of(String word) {
        for (Operator known : values()) {
            if (known.word.equalsIgnoreCase(word)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    boolean holds(@Nullable Object left, @Nullable Object right) {
        return switch (this) {
            case EQUALS -> same(left, right);
            case NOT_EQUALS -> !same(left, right);
            case IN -> in(left, right);
            case NOT_IN -> !in(left, right);
            case LIKE -> like(left, right);
            case NOT_LIKE -> !like(left, right);
            case CONTAINS -> contains(left, right);
            case NOT_CONTAINS -> !contains(left, right);
            case CONTAINS_KEY -> containsKey(left, right);
            case NOT_CONTAINS_KEY -> !containsKey(left, right);
            case LESS -> order(left, right) < 0;
            case LESS_OR_EQUALS -> order(left, right) <= 0;
            case GREATER -> order(left, right) > 0;
            case GREATER_OR_EQUALS -> order(left, right) >= 0;
            case EXISTS -> same(left != null, right);
        };
    }

    private static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number && right instanceof Number) {
            return order(left, right) == 0;
        }
        if (left == null || right == null || left instanceof Collection || left instanceof Map) {
            return Objects.equals(left, right);
        }
        return left.toString().equalsIgnoreCase(right.toString());
    }

    private static boolean in(@Nullable Object left, @Nullable Object right) {
        if (!(right instanceof Collection<?> items)) {
            throw new TemplateFailure("in and notIn need a list");
        }
        return items.stream().anyMatch(item -> same(left, item));
    }

    private static boolean like(@Nullable Object left, @Nullable Object right) {
        String pattern = String.valueOf(right);
        int star = pattern.indexOf('*');
        if (star != pattern.lastIndexOf('*')) {
            throw new TemplateFailure("like knows one wildcard, not " + pattern);
        }
        String before = star < 0 ? pattern : pattern.substring(0, star);
        String regex = Pattern.quote(before) + (star < 0 ? "" : ".*" + Pattern.quote(pattern.substring(star + 1)));
        return left != null
                && Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                        .matcher(left.toString())
                        .matches();
    }

    private static boolean contains(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Collection<?> items) {
            return items.stream().anyMatch(item -> same(item, right));
        }
        return left != null
                && left.toString()
                        .toLowerCase(Locale.ROOT)
                        .contains(String.valueOf(right).toLowerCase(Locale.ROOT));
    }

    private static boolean containsKey(@Nullable Object left, @Nullable Object right) {
        return left instanceof Map<?, ?> object && object.keySet().stream().anyMatch(key -> same(key, right));
    }

    private static int order(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number && right instanceof Number) {
            return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
        }
        if (left instanceof String text && right instanceof String other) {
            return text.compareToIgnoreCase(other);
        }
        throw new TemplateFailure("values of different types have no order");
    }
}

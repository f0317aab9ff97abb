package io.entraguard.functions;

import com.microsoft.azure.functions.HttpStatus;
import io.entraguard.functions.HttpAnswer.Problem;
import io.entraguard.reconcile.ticket.Visible;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request's query, checked: one that is not known, and one whose value is not, is a {@link Problem}
 * that names it and says what is allowed. No value is ever repeated in an answer.
 */
final class QueryParameters {
    /** How a caller may hand its function key over, which the host has checked and hands on. */
    private static final Set<String> OF_THE_HOST = Set.of("code", "clientid");

    private static final int LONGEST_VALUE = 4_096;
    private static final int LONGEST_NAME = 60;

    private final Map<String, String> values;

    /**
     * @param known the names that there are
     */
    QueryParameters(Map<String, String> values, List<String> known) {
        this.values = values;
        for (String name : values.keySet()) {
            if (!known.contains(name) && !OF_THE_HOST.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                throw wrong(
                        Visible.cut(Visible.text(name), LONGEST_NAME),
                        "is no parameter; there are " + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
        values.forEach((name, value) -> {
            if (value.length() > LONGEST_VALUE) {
                throw wrong(name, "is longer than " + LONGEST_VALUE + " characters");
            }
        });
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** One of these words. */
    Optional<String> word(String name, List<String> allowed) {
        Optional<String> given = text(name);
        if (given.isPresent() && !allowed.contains(given.get())) {
            throw wrong(name, "may be " + String.join(", ", allowed));
        }
        return given;
    }

    /** A whole number within these bounds. */
    int number(String name, int least, int most, int otherwise) {
        Optional<String> given = text(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        if (given.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(given.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw wrong(name, "may be a whole number from " + least + " to " + most);
    }

    static Problem wrong(String name, String what) {
        return new Problem(HttpStatus.BAD_REQUEST, name + " " + what + ".", Map.of("parameter", name));
    }
}

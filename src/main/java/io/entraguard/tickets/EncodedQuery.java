package io.entraguard.tickets;

import java.util.regex.Pattern;

/**
 * ServiceNow's query language, as far as it is needed. It has no quotes, and values may be scripts
 * ({@code javascript:…}); so only values of harmless characters are asked for at all.
 */
final class EncodedQuery {
    private static final Pattern HARMLESS = Pattern.compile("[\\p{L}\\p{N}@._'+-][\\p{L}\\p{N}@._'+ -]{0,99}");

    private EncodedQuery() {}

    static boolean harmless(String value) {
        return HARMLESS.matcher(value).matches();
    }

    /**
     * The condition that the column has that value.
     *
     * @throws IllegalArgumentException where the value could be more than one
     */
    static String equal(String column, String value) {
        if (!harmless(value)) {
            throw new IllegalArgumentException("not a value that may stand in a query of ServiceNow");
        }
        return column + "=" + value;
    }
}

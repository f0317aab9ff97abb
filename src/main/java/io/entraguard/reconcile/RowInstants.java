package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Reads the instants of rows. A cluster's row has a hundred of them, and a formatter took a third of the time that the row
 * took: what {@link Instant#toString} writes is read digit by digit, anything else as Jackson does. Stateless.
 */
final class RowInstants extends JsonDeserializer<Instant> {
    private static final String SHAPE = "####-##-##T##:##:##";
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int NANO_DIGITS = 9;

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
            Optional<Instant> plain = plain(parser.getText());
            if (plain.isPresent()) {
                return plain.get();
            }
        }
        return InstantDeserializer.INSTANT.deserialize(parser, context);
    }

    /** The instant, where it is spelled in the usual way: a year of four digits, up to nine digits of a second, Z. */
    static Optional<Instant> plain(String text) {
        int fraction = text.length() - SHAPE.length() - 2; // without the point and the Z
        if (!shaped(text) || fraction == 0 || fraction > NANO_DIGITS) {
            return Optional.empty();
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Optional.empty();
        }
        try {
            long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                    .toEpochDay();
            return Optional.of(Instant.ofEpochSecond(
                    day * SECONDS_OF_DAY + hour * 3_600L + minute * 60L + second, nanos(text, fraction)));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static boolean shaped(String text) {
        int last = text.length() - 1;
        if (last < SHAPE.length() || text.charAt(last) != 'Z') {
            return false;
        }
        for (int i = 0; i < last; i++) {
            char shape = i < SHAPE.length() ? SHAPE.charAt(i) : i == SHAPE.length() ? '.' : '#';
            char c = text.charAt(i);
            if (shape == '#' ? c < '0' || c > '9' : c != shape) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static long nanos(String text, int digits) {
        if (digits < 0) {
            return 0;
        }
        long nanos = number(text, SHAPE.length() + 1, SHAPE.length() + 1 + digits);
        for (int i = digits; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        return nanos;
    }
}

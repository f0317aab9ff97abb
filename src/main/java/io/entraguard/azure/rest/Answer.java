package io.entraguard.azure.rest;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import io.entraguard.reconcile.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole answer of one of Azure's services.
 *
 * @param asked method and URL without its query, for messages
 */
record Answer(String asked, int status, HttpHeaders headers, BinaryData body) {
    private static final HttpHeaderName QUOTA_RESETS = HttpHeaderName.fromString("x-ms-user-quota-resets-after");
    /** ARM's limits fill up again within the hour: a header that says more must not put a cluster out of sight. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{2}):(\\d{2})(\\.\\d+)?");

    /** How long the service asks to be left alone, by {@code Retry-After} or Resource Graph's own header. */
    Optional<Duration> retryAfter() {
        return header(HttpHeaderName.RETRY_AFTER)
                .flatMap(this::delay)
                .or(() -> header(QUOTA_RESETS).flatMap(Answer::clock))
                .map(wait -> wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }

    private Optional<Duration> delay(String retryAfter) {
        if (SECONDS.matcher(retryAfter).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
        }
        // A date counts from the service's own clock, which the answer carries.
        return date(retryAfter)
                .flatMap(then -> header(HttpHeaderName.DATE)
                        .flatMap(Answer::date)
                        .map(now -> Duration.between(now, then))
                        .filter(delay -> !delay.isNegative()));
    }

    private static Optional<ZonedDateTime> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> clock(String text) {
        Matcher matcher = CLOCK.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofHours(Long.parseLong(matcher.group(1)))
                .plusMinutes(Long.parseLong(matcher.group(2)))
                .plusSeconds(Long.parseLong(matcher.group(3))));
    }

    Optional<String> header(HttpHeaderName name) {
        return Optional.ofNullable(headers.getValue(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    String text() {
        return body.toString();
    }

    /**
     * The JSON object that the body is.
     *
     * @throws Failure.Transient where it is something else: no service of Azure sends that on purpose
     */
    Map<String, Object> json() {
        return JsonTree.read(body.toBytes())
                .orElseThrow(() -> new Failure.Transient(
                        asked + ": HTTP " + status + " with a body that is not one whole JSON object"));
    }

    ArmError error() {
        return ArmError.of(status, body.toBytes());
    }

    /** Whether asking again later may help, whatever the body says. */
    boolean passing() {
        return status == 408 || status == 429 || status >= 500;
    }

    /** What an answer that is no success means to somebody who wanted to read. */
    Failure failure() {
        ArmError error = error();
        String message = asked + ": HTTP " + status + " " + error.code()
                + (error.message().isEmpty() ? "" : ", " + error.message());
        if (passing() || (status >= 200 && status < 300)) {
            return new Failure.Transient(message, retryAfter());
        }
        return new Failure.Terminal(error.code(), message);
    }
}

package io.entraguard.tickets;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A whole answer of a tracker.
 *
 * @param asked method and URL without query and without the configured part of its path, for messages
 * @param reads whether what was asked only reads
 * @param at when the answer came, by the guard's clock
 */
record TrackerAnswer(String asked, boolean reads, int status, HttpHeaders headers, BinaryData body, Instant at) {
    /** A header that says more must not put a cluster out of sight; whoever asks sooner is told to wait again. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final HttpHeaderName RESET = HttpHeaderName.fromString("X-RateLimit-Reset");
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,12})(\\.\\d+)?");
    private static final JsonMapper JSON = Json.Mappers.PLAIN;

    private boolean empty() {
        return Long.valueOf(0).equals(body.getLength());
    }

    boolean successful() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(HttpHeaderName name) {
        return Optional.ofNullable(headers.getValue(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    Optional<String> header(String name) {
        return header(HttpHeaderName.fromString(name));
    }

    /**
     * What the answer says; a missing node where it is empty.
     *
     * @throws Failure where it is no JSON: transient after a read, unclear after a write
     */
    JsonNode json() {
        return empty() ? MissingNode.getInstance() : parsed().orElseThrow(() -> unreadable("that is no JSON"));
    }

    /** The same of any answer, for its own words about what is wrong: a missing node where it is no JSON. */
    JsonNode words() {
        return empty() ? MissingNode.getInstance() : parsed().orElseGet(MissingNode::getInstance);
    }

    private Optional<JsonNode> parsed() {
        try {
            return Optional.ofNullable(JSON.readTree(body.toBytes()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    /** The failure that an answer is which lacks what it must hold: nobody knows what was done. */
    Failure unreadable(String why) {
        String message = asked + ": HTTP " + status + " with an answer " + why;
        return reads ? new Failure.Transient(message) : new Failure.Unclear(message);
    }

    /** How long the tracker asks to be left alone: {@code Retry-After}, else until {@code X-RateLimit-Reset}. */
    Optional<Duration> retryAfter() {
        return header(HttpHeaderName.RETRY_AFTER)
                .flatMap(this::delay)
                .or(() -> header(RESET).flatMap(this::untilReset))
                .map(wait -> wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }

    private Optional<Duration> delay(String text) {
        return number(text)
                .map(Duration::ofSeconds)
                .or(() -> date(text, DateTimeFormatter.RFC_1123_DATE_TIME).map(this::from));
    }

    /** Seconds since 1970 at GitHub, ServiceNow and Azure DevOps, an instant at Jira. */
    private Optional<Duration> untilReset(String text) {
        return number(text)
                .map(Instant::ofEpochSecond)
                .or(() -> date(text, DateTimeFormatter.ISO_DATE_TIME))
                .map(this::from);
    }

    private static Optional<Long> number(String text) {
        var matcher = NUMBER.matcher(text);
        return matcher.matches()
                ? Optional.of(Long.parseLong(matcher.group(1)) + (matcher.group(2) == null ? 0 : 1))
                : Optional.empty();
    }

    private static Optional<Instant> date(String text, DateTimeFormatter format) {
        try {
            return Optional.of(ZonedDateTime.parse(text, format).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Counted from the tracker's own clock, which the answer carries, so that two clocks need not agree. */
    private Duration from(Instant then) {
        Instant now = header(HttpHeaderName.DATE)
                .flatMap(date -> date(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                .orElse(at);
        return now.isBefore(then) ? Duration.between(now, then) : Duration.ZERO;
    }
}

package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How GitHub says that too much was asked: 403 or 429, with {@code Retry-After} or with {@code X-RateLimit-Remaining: 0}
 * and the time of its reset, or, where it is a secondary limit, with neither; then it wants a minute at least. An
 * integration that asks on meanwhile may be banned. Source: GitHub's page on rate limits of its REST API.
 */
final class GitHubDialect implements TrackerDialect {
    private static final Duration LEAST = Duration.ofMinutes(1);

    @Override
    public boolean throttled(TrackerAnswer answer) {
        boolean said = answer.header("Retry-After").isPresent()
                || spent(answer)
                || answer.words()
                        .path("message")
                        .asText()
                        .toLowerCase(Locale.ROOT)
                        .contains("rate limit");
        return answer.status() == 429 || answer.status() == 403 && said;
    }

    @Override
    public Optional<Duration> retryAfter(TrackerAnswer answer) {
        // The time of the reset stands in every answer and counts only where nothing is left.
        boolean told = answer.header("Retry-After").isPresent() || spent(answer);
        Optional<Duration> wait = told ? answer.retryAfter() : Optional.empty();
        return throttled(answer) ? wait.or(() -> Optional.of(LEAST)) : wait;
    }

    @Override
    public Duration silence(TrackerAnswer answer) {
        return throttled(answer) || spent(answer) ? retryAfter(answer).orElse(LEAST) : Duration.ZERO;
    }

    private static boolean spent(TrackerAnswer answer) {
        return answer.header("X-RateLimit-Remaining").filter("0"::equals).isPresent();
    }

    @Override
    public String complaint(TrackerAnswer answer) {
        JsonNode words = answer.words();
        List<String> parts = new ArrayList<>();
        parts.add(words.path("message").asText());
        words.path("errors")
                .forEach(error -> parts.add(
                        error.path("field").asText() + " " + error.path("code").asText()));
        return String.join(", ", parts);
    }
}

package io.entraguard.tickets;

import com.azure.core.http.HttpHeaderName;
import java.time.Duration;
import java.util.Optional;

/**
 * Azure DevOps' way to say what is wrong, and its limits: 200 units in 5 minutes, over which it first delays answers and
 * says in a {@code Retry-After} how long to wait before the next request, then refuses.
 */
final class AzureBoardsDialect implements TrackerDialect {
    private static final HttpHeaderName DELAY = HttpHeaderName.fromString("X-RateLimit-Delay");

    /** Azure DevOps' own code for a request that it refused because of too many before it. */
    private static final String TOO_MANY = "TF400733";

    @Override
    public boolean throttled(TrackerAnswer answer) {
        return answer.status() == 429
                || answer.status() == 503 && message(answer).contains(TOO_MANY);
    }

    @Override
    public Optional<Duration> retryAfter(TrackerAnswer answer) {
        return answer.retryAfter().or(() -> delay(answer));
    }

    /** Also after a write that was carried out; not after a read, or what it was read for would never be written. */
    @Override
    public Duration silence(TrackerAnswer answer) {
        if (throttled(answer)) {
            return retryAfter(answer).orElse(Duration.ZERO);
        }
        boolean written = answer.successful() && !answer.reads();
        Optional<Duration> asked =
                answer.header(HttpHeaderName.RETRY_AFTER).isPresent() ? answer.retryAfter() : delay(answer);
        return asked.filter(wait -> written).orElse(Duration.ZERO);
    }

    private static Optional<Duration> delay(TrackerAnswer answer) {
        return answer.header(DELAY)
                .filter(text -> text.matches("\\d{1,4}(\\.\\d{1,9})?"))
                .map(text -> Duration.ofSeconds((long) Math.ceil(Double.parseDouble(text))));
    }

    @Override
    public String complaint(TrackerAnswer answer) {
        return answer.status() == 302
                ? "it sends the guard to its sign-in page: the token is not accepted"
                : message(answer);
    }

    private static String message(TrackerAnswer answer) {
        return answer.words().path("message").asText();
    }
}

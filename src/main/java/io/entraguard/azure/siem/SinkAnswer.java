package io.entraguard.azure.siem;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.outbox.AuditSink;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the failure of a request to a SIEM: what is refused for what it holds (400, 413) is told apart from everything else,
 * which may pass when people or the service put it right. Messages hold the status and the service's own code alone.
 */
final class SinkAnswer {
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([A-Za-z0-9._-]{1,80})\"");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    /** A header that says more must not keep events for a day. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private SinkAnswer() {}

    static Failure failure(String whom, int status, HttpHeaders headers, String body) {
        Matcher code = CODE.matcher(body.substring(0, Math.min(body.length(), 4_000)));
        String words = whom + ": HTTP " + status + (code.find() ? " " + code.group(1) : "");
        return status == 400 || status == 413
                ? new Failure.Terminal(AuditSink.REFUSED, words)
                : new Failure.Transient(words, retryAfter(headers));
    }

    static Failure noAnswer(String whom) {
        return new Failure.Transient(whom + ": no credential or no answer");
    }

    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        return Optional.ofNullable(headers.getValue(HttpHeaderName.RETRY_AFTER))
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .map(wait -> wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }
}

package io.entraguard.azure.telemetry;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Json;
import io.entraguard.reconcile.outbox.AuditSink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One batch of log records on its way to the ingestion service, and what became of it. Begun by one thread, told the
 * answer by another.
 */
final class Delivery {
    private static final ObjectMapper JSON = Json.Mappers.PLAIN;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,5}");
    private static final int OK = 200;
    private static final int IN_PART = 206;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final int records;
    private volatile boolean sent;
    private volatile @Nullable Answered answer;
    private volatile String broken = "";

    /**
     * @param records how many records the service has to take
     */
    Delivery(int records) {
        this.records = records;
    }

    /** What the service said. */
    record Answered(int status, Optional<Duration> retryAfter, String body) {}

    static Optional<Duration> retryAfter(HttpHeaders headers) {
        return Optional.ofNullable(headers.getValue(HttpHeaderName.RETRY_AFTER))
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    void sent() {
        sent = true;
    }

    void answered(Answered given) {
        answer = given;
        ended.countDown();
    }

    void broke(Throwable failure) {
        broken = failure.getClass().getSimpleName();
        ended.countDown();
    }

    /**
     * Waits until every record was taken.
     *
     * @throws Failure.Terminal with the code {@link AuditSink#REFUSED} where the service will not have one of them
     * @throws Failure.Transient where one was not taken for another reason, or nobody can say
     */
    void await(Duration limit) {
        if (!sent) {
            throw new Failure.Transient("ingestion: nothing was sent");
        }
        boolean in;
        try {
            in = ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Transient("ingestion: interrupted while an answer was waited for");
        }
        Answered given = answer;
        if (!in || given == null) {
            throw new Failure.Transient(
                    "ingestion: no answer" + (in ? " (" + broken + ")" : " within " + limit.toSeconds() + " s"));
        }
        judge(given);
    }

    private void judge(Answered given) {
        if (given.status() != OK) {
            String words = "ingestion: HTTP " + given.status();
            throw refusesForGood(given)
                    ? new Failure.Terminal(AuditSink.REFUSED, words)
                    : new Failure.Transient(words, given.retryAfter());
        }
        int taken = accepted(given.body());
        if (taken < records) {
            throw new Failure.Transient("ingestion: took " + taken + " of " + records + " records");
        }
    }

    /** Whether it is the records that are at fault: all of them, or all that were not taken. */
    private static boolean refusesForGood(Answered given) {
        return switch (given.status()) {
            case BAD_REQUEST, TOO_LARGE -> true;
            case IN_PART -> {
                JsonNode errors = tree(given.body()).path("errors");
                yield !errors.isEmpty()
                        && errors.findValues("statusCode").stream().allMatch(code -> code.asInt() == BAD_REQUEST);
            }
            default -> false;
        };
    }

    /** How many the service says it took. An answer that does not say, as a proxy may give, proves nothing. */
    private static int accepted(String body) {
        return tree(body).path("itemsAccepted").asInt(0);
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}

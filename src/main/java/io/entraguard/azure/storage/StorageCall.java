package io.entraguard.azure.storage;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.data.tables.models.TableServiceException;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call to a storage service and names its failure for what to do next. Messages hold what was asked, the
 * status and the service's code, never the SDK's own text, which may quote addresses with signatures in them.
 */
final class StorageCall {
    private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");

    private StorageCall() {}

    /**
     * The call's result.
     *
     * @param what what is asked of whom, such as {@code table clusters: load}
     * @throws Failure.Terminal with the service's code, such as {@code BlobNotFound}
     */
    static <T> T of(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw failure(what, e);
        }
    }

    private static RuntimeException failure(String what, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException answered) {
                HttpResponse response = answered.getResponse();
                return response == null
                        ? new Failure.Transient(what + ": no credential or no answer")
                        : failure(what, response, code(answered, response));
            }
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return new Failure.Transient(what + ": no answer");
            }
        }
        return e;
    }

    private static Failure failure(String what, HttpResponse response, String code) {
        int status = response.getStatusCode();
        String answer = what + ": " + status + " " + code;
        if (status == 408 || status == 429 || status >= 500 || code.endsWith("BeingDeleted")) {
            return new Failure.Transient(answer, retryAfter(response));
        }
        boolean outrun = status == 412 || status == 409 && !code.equals(AppendBlobs.FULL);
        return outrun ? new Failure.Conflict(answer) : new Failure.Terminal(code, answer);
    }

    private static String code(HttpResponseException answered, HttpResponse response) {
        Optional<String> code = answered instanceof TableServiceException table && table.getValue() != null
                ? Optional.ofNullable(table.getValue().getErrorCode()).map(Object::toString)
                : Optional.ofNullable(response.getHeaderValue(ERROR_CODE));
        return code.map(StorageCall::word).filter(word -> !word.isEmpty()).orElse("HTTP" + response.getStatusCode());
    }

    private static String word(String code) {
        String word = code.replaceAll("[^A-Za-z0-9]", "");
        return word.substring(0, Math.min(word.length(), 80));
    }

    /** Seconds, as Azure sends them; the form with a date is not used there. */
    private static Optional<Duration> retryAfter(HttpResponse response) {
        @Nullable String value = response.getHeaderValue(HttpHeaderName.RETRY_AFTER);
        return value != null && value.matches("[0-9]{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                : Optional.empty();
    }
}

package io.entraguard.azure.rest;

import com.azure.core.http.HttpHeaderName;
import io.entraguard.reconcile.Clusters.Written;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What each answer of ARM to the PUT of a managed cluster means for what to do next. */
final class PutAnswers {
    private static final HttpHeaderName OPERATION = HttpHeaderName.fromString("Azure-AsyncOperation");
    private static final HttpHeaderName CORRELATION_ID = HttpHeaderName.fromString("x-ms-correlation-request-id");

    /** Answers of 409 that waiting does not cure; every other one means that something else runs. */
    private static final Set<String> STANDING = Set.of(
            "scopelocked",
            "missingsubscriptionregistration",
            "subscriptionnotregistered",
            "readonlydisabledsubscription",
            "disallowedoperation",
            "requestdisallowedbypolicy");

    private PutAnswers() {}

    /**
     * @param ours whether a URL belongs to the endpoint that was asked: another one is no operation that we could follow
     */
    static Written read(Answer answer, Predicate<String> ours) {
        int status = answer.status();
        if (status >= 200 && status <= 202) {
            return new Written.Accepted(
                    status, operation(answer).filter(ours), answer.retryAfter(), answer.header(CORRELATION_ID));
        }
        ArmError error = answer.error();
        if (status == 408 || status >= 500 || status < 300) {
            return new Written.Unanswered(answer.asked() + ": HTTP " + status + " " + error.code());
        }
        return switch (status) {
            case 404 -> error.gone() ? new Written.Vanished(error.code()) : refused(status, error);
            case 409 ->
                STANDING.contains(error.code().toLowerCase(Locale.ROOT))
                        ? refused(status, error)
                        : new Written.Busy(error.code());
            case 412 -> new Written.Outdated(error.code());
            case 429 -> new Written.Throttled(error.code(), answer.retryAfter());
            default -> refused(status, error);
        };
    }

    private static Optional<String> operation(Answer answer) {
        return answer.header(OPERATION).or(() -> answer.header(HttpHeaderName.LOCATION));
    }

    private static Written refused(int status, ArmError error) {
        return new Written.Refused(
                status,
                error.code(),
                error.message(),
                error.missing().map(ArmError.Permission::action),
                error.missing().map(ArmError.Permission::scope));
    }
}

package io.entraguard.lab.world;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A failure that a timeline orders: the next {@code times} matching requests end so.
 *
 * @param target what fails
 * @param method only requests of that method; empty for all
 * @param path only requests whose path holds that text, in any case; empty for all
 * @param times how many requests fail, from 1 up
 * @param failure how they end
 */
public record Fault(Target target, Optional<String> method, Optional<String> path, int times, Failure failure) {

    /** What can fail. */
    public enum Target {
        /** ARM, except where {@link #GRAPH} or {@link #ACTIVITY} say otherwise. */
        ARM,
        /** Resource Graph and Microsoft Graph. */
        GRAPH,
        /** The Activity Log. */
        ACTIVITY,
        TABLE,
        QUEUE,
        TICKET,
        LEDGER,
        SINK;

        /** The target of that name in a timeline. */
        public static Optional<Target> of(String word) {
            return Arrays.stream(values())
                    .filter(target -> target.word().equals(word))
                    .findFirst();
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean matches(Target at, String by, String where) {
        return target == at
                && method.filter(only -> !only.equalsIgnoreCase(by)).isEmpty()
                && path.filter(only -> !where.toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT)))
                        .isEmpty();
    }

    Fault less() {
        return new Fault(target, method, path, times - 1, failure);
    }

    /** How a request ends. */
    public sealed interface Failure {
        <R> R on(Cases<R> cases);
    }

    /**
     * An answer with an error, before anything is applied.
     *
     * @param status from 400 to 599
     * @param code the error's code; where a timeline gives none, the usual one of the status
     * @param retryAfter for the header, in whole seconds
     * @param message the error's message; where there is none, the one that the code usually has
     */
    public record Answered(int status, String code, Optional<Duration> retryAfter, Optional<String> message)
            implements Failure {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.answered(this);
        }
    }

    /** Endings without an answer. */
    public enum Unanswered implements Failure {
        /** Nothing comes and nothing is applied. */
        TIMEOUT {
            @Override
            public <R> R on(Cases<R> cases) {
                return cases.timeout();
            }
        },
        /** The connection breaks before anything is applied. */
        RESET {
            @Override
            public <R> R on(Cases<R> cases) {
                return cases.reset();
            }
        },
        /** The request is applied and its answer lost. */
        LOST_RESPONSE {
            @Override
            public <R> R on(Cases<R> cases) {
                return cases.lostResponse();
            }
        }
    }

    /** One branch for each way to end. */
    public interface Cases<R> {
        R answered(Answered answered);

        R timeout();

        R reset();

        R lostResponse();
    }

    /** The code that ARM usually gives with a status. */
    public static String usualCode(int status) {
        return switch (status) {
            case 400 -> "BadRequest";
            case 401 -> "ExpiredAuthenticationToken";
            case 403 -> "AuthorizationFailed";
            case 404 -> "ResourceNotFound";
            case 408 -> "RequestTimeout";
            case 409 -> "OperationNotAllowed";
            case 412 -> "PreconditionFailed";
            case 429 -> "Throttled";
            case 502 -> "BadGateway";
            case 503 -> "ServiceUnavailable";
            case 504 -> "GatewayTimeout";
            default -> status < 500 ? "BadRequest" : "InternalServerError";
        };
    }
}

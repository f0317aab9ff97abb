package io.entraguard.reconcile;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that could not be done, named for what to do next. Messages say what was asked of whom and what came back;
 * they never hold a secret or a payload.
 */
public abstract sealed class Failure extends RuntimeException {
    private Failure(String message) {
        super(message);
    }

    /** May work later: throttling, a server's error, a lost connection. Whoever sees it asks again. */
    public static final class Transient extends Failure {
        private final transient Optional<Duration> retryAfter;

        public Transient(String message) {
            this(message, Optional.empty());
        }

        public Transient(String message, Optional<Duration> retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** How long the other side asked to be left alone. */
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /**
     * Nobody can say whether it was done: a server's error, a time-out, a connection lost after sending. Whoever sees it
     * looks before doing it again, unless doing it twice does no harm.
     */
    public static final class Unclear extends Failure {
        public Unclear(String message) {
            super(message);
        }
    }

    /** Somebody else was faster: what was read is no longer true. Read again and start over. */
    public static final class Conflict extends Failure {
        public Conflict(String message) {
            super(message);
        }
    }

    /** Will not work however often it is tried, until people change something. */
    public static final class Terminal extends Failure {
        private final String code;

        /**
         * @param code the other side's own code for it
         */
        public Terminal(String code, String message) {
            super(message);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}

package io.entraguard.cli;

/** Arguments or input that nothing can be done with: exit code 2, and the message is the one line that says why. */
public final class Unusable extends RuntimeException {
    Unusable(String message) {
        super(message);
    }

    Unusable(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.entraguard.infra.policy;

/** A definition that says what this evaluator does not know, or that no assignment could carry. */
final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String message) {
        super(message);
    }
}

package io.entraguard.infra.policy;

/** An expression that cannot be evaluated on this request; to Azure Policy that is an implicit deny. */
final class TemplateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateFailure(String message) {
        super(message);
    }
}

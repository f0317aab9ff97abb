package io.entraguard.lab.world;

import java.util.Optional;

/**
 * A request that the simulated Azure does not carry out: status, code and message of the answer. Nothing was changed.
 */
public final class Refusal extends RuntimeException {
    private final int status;
    private final String code;
    private final Envelope envelope;
    private final Optional<String> target;

    /** The two shapes in which errors come from ARM; clients must read both. */
    public enum Envelope {
        /** {@code {"error":{"code":…,"message":…}}}. */
        WRAPPED,
        /** {@code {"code":…,"message":…}}, as the AKS resource provider answers. */
        BARE
    }

    private Refusal(int status, String code, String message, Envelope envelope, Optional<String> target) {
        super(message);
        this.status = status;
        this.code = code;
        this.envelope = envelope;
        this.target = target;
    }

    /** ARM itself refuses. */
    public static Refusal arm(int status, String code, String message) {
        return new Refusal(status, code, message, Envelope.WRAPPED, Optional.empty());
    }

    /** The AKS resource provider refuses. */
    public static Refusal aks(int status, String code, String message) {
        return new Refusal(status, code, message, Envelope.BARE, Optional.empty());
    }

    Refusal about(String property) {
        return new Refusal(status, code, message(), envelope, Optional.of(property));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public Envelope envelope() {
        return envelope;
    }

    /** The property that the refusal is about, where ARM names one. */
    public Optional<String> target() {
        return target;
    }
}

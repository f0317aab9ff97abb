package io.entraguard.lab.world;

import java.util.Map;
import java.util.Optional;

/**
 * The precondition headers of a request and what AKS makes of them
 * (https://learn.microsoft.com/azure/aks/use-etags): an empty header is none.
 */
public record Conditions(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
    public Conditions {
        ifMatch = ifMatch.map(String::strip).filter(value -> !value.isEmpty());
        ifNoneMatch = ifNoneMatch.map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Refuses headers that contradict each other or say something that AKS does not know. */
    void check() {
        if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
            throw Refusal.aks(400, "BadRequest", "If-Match and If-None-Match cannot be used in one request.");
        }
        if (ifNoneMatch.filter(value -> !value.equals("*")).isPresent()) {
            throw Refusal.aks(400, "BadRequest", "If-None-Match can only be empty or '*'.");
        }
    }

    /** Refuses a write to a cluster that is missing where the caller expects one. */
    void requireMissing() {
        if (ifMatch.isPresent()) {
            throw failed("If-Match", "the managed cluster does not exist");
        }
    }

    /** Refuses a write to a cluster that is there where the caller expects none or another one. */
    void requireCurrent(Map<String, Object> document) {
        if (ifNoneMatch.isPresent()) {
            throw failed("If-None-Match", "the managed cluster exists");
        }
        String expected = ifMatch.orElse("*");
        Optional<String> eTag = Documents.text(document, "eTag");
        if (!expected.equals("*") && !eTag.equals(Optional.of(unquoted(expected)))) {
            throw failed("If-Match", "the managed cluster's eTag is another one");
        }
    }

    private static String unquoted(String eTag) {
        return eTag.length() > 1 && eTag.startsWith("\"") && eTag.endsWith("\"")
                ? eTag.substring(1, eTag.length() - 1)
                : eTag;
    }

    private static Refusal failed(String header, String reason) {
        return Refusal.aks(
                412, "PreconditionFailed", "The condition of the header " + header + " is not met: " + reason + ".");
    }
}

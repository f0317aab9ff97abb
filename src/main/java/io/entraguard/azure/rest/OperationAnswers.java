package io.entraguard.azure.rest;

import io.entraguard.model.Tree;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.reconcile.Clusters.Progress;
import io.entraguard.reconcile.Failure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What each answer about a long-running operation means. Both of ARM's kinds are read: {@code Azure-AsyncOperation}
 * answers 200 with a {@code status}; {@code Location} answers 202 while it runs and then the resource, or nothing.
 */
final class OperationAnswers {
    private OperationAnswers() {}

    static Progress read(Answer answer) {
        return switch (answer.status()) {
            case 202 -> new Progress.Running(answer.retryAfter());
            case 204 -> new Progress.Succeeded(false);
            case 404, 410 -> new Progress.Unknown();
            case 200, 201 -> told(answer);
            default -> throw answer.failure();
        };
    }

    private static Progress told(Answer answer) {
        Map<String, Object> json = answer.json();
        try {
            String status = text(json, "status")
                    .or(() -> part(json, "properties").flatMap(properties -> text(properties, "provisioningState")))
                    .orElse("Succeeded");
            ArmError error = answer.error();
            return switch (status.toLowerCase(Locale.ROOT)) {
                case "succeeded" -> new Progress.Succeeded(error.code().equalsIgnoreCase("NotLatestOperation"));
                case "failed", "canceled", "cancelled" ->
                    new Progress.Failed(part(json, "error").isPresent() ? error.code() : status, error.message());
                default -> new Progress.Running(answer.retryAfter());
            };
        } catch (Unreadable e) {
            throw new Failure.Transient(answer.asked() + ": HTTP " + answer.status() + ", " + e.getMessage());
        }
    }

    private static Optional<String> text(Map<String, Object> json, String name) {
        return Tree.property(json, name)
                .map(Tree.Property::value)
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    private static Optional<Map<String, Object>> part(Map<String, Object> json, String name) {
        return Tree.property(json, name).map(Tree.Property::value).flatMap(Tree::object);
    }
}

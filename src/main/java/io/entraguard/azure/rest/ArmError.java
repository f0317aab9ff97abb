package io.entraguard.azure.rest;

import io.entraguard.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service of Azure says went wrong. Both of ARM's envelopes are read ({@code {"error":{…}}} and the bare one), an
 * error that a message holds as JSON in its turn, and bodies that are no JSON at all.
 *
 * @param code Azure's own word, {@code HTTP 403} where it gave none
 * @param message for people: one line, shortened
 * @param missing the permission that the caller lacks, where the message names it
 */
record ArmError(String code, String message, Optional<Permission> missing) {
    private static final int LONGEST_CODE = 100;
    private static final int LONGEST_MESSAGE = 600;

    /** As far as a message is searched for the permission that is missing; real ones are a tenth of it. */
    private static final int READ = 16_384;

    /** Messages hold the resource provider's error as JSON, which may hold another. */
    private static final int DEEPEST = 3;

    private static final Set<String> GONE = Set.of("resourcenotfound", "resourcegroupnotfound");

    /** ARM's sentence for a missing permission, on the resource itself or on one that its document names. */
    private static final Pattern MISSING =
            Pattern.compile("does not have (?:authorization|permission) to perform action(?:\\(s\\))? '([^']{1,1000})'"
                    + " (?:over|on) (?:the )?(?:linked )?scope(?:\\(s\\))? '([^']{1,4000})'");

    /** A permission, and the resource on which it is missing. */
    record Permission(String action, String scope) {}

    static ArmError of(int status, byte[] body) {
        String otherwise = "HTTP " + status;
        return JsonTree.read(body)
                .map(json -> read(json, otherwise, DEEPEST))
                .orElseGet(() -> error(otherwise, new String(body, StandardCharsets.UTF_8)));
    }

    private static ArmError read(Map<String, Object> json, String otherwise, int depth) {
        Map<String, Object> error = value(json, "error").flatMap(Tree::object).orElse(json);
        String code = text(error, "code").orElse(otherwise);
        String message = text(error, "message").orElse("");
        Optional<Map<String, Object>> inner = depth > 0 && message.trim().startsWith("{")
                ? JsonTree.read(message.getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
        return inner.map(nested -> read(nested, code, depth - 1)).orElseGet(() -> error(code, message));
    }

    private static ArmError error(String code, String message) {
        Matcher missing = MISSING.matcher(message.substring(0, Math.min(message.length(), READ)));
        Optional<Permission> permission = missing.find()
                ? Optional.of(new Permission(
                        Wording.of(missing.group(1), LONGEST_MESSAGE), Wording.of(missing.group(2), LONGEST_MESSAGE)))
                : Optional.empty();
        return new ArmError(Wording.of(code, LONGEST_CODE), Wording.of(message, LONGEST_MESSAGE), permission);
    }

    private static Optional<String> text(Map<String, Object> json, String name) {
        return value(json, name)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank());
    }

    /** Tolerant where {@link Tree#property} is strict: an odd error is still an error. */
    private static Optional<Object> value(Map<String, Object> json, String name) {
        return json.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name) && entry.getValue() != null)
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether it says that the resource is not there; a subscription that is not found says no such thing. */
    boolean gone() {
        return GONE.contains(code.toLowerCase(Locale.ROOT));
    }
}

package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Which parts of the guard work.
 *
 * @param sentence the state of the whole
 * @param status {@code ok}, {@code degraded}, {@code down} or {@code unknown}
 * @param mode the global switch
 */
record Health(String sentence, String status, String mode, List<Part> parts) {
    private static final List<String> WORST_FIRST = List.of("down", "degraded", "unknown", "ok");

    /** One part; {@code icon} names the symbol that says its state beside the colour. */
    record Part(String name, String status, String icon, String text, String since) {}

    static Health of(JsonNode health) {
        var parts = new ArrayList<Part>();
        for (JsonNode part : health.path("parts")) {
            String status = status(part);
            parts.add(new Part(
                    PageText.words(part.path("name").asText("")),
                    status,
                    icon(status),
                    part.path("text").asText(""),
                    PageText.moment(part.path("since"))));
        }
        parts.sort(Comparator.comparing(part -> WORST_FIRST.indexOf(part.status())));
        return new Health(
                sentence(parts, status(health)),
                status(health),
                health.path("mode").asText(""),
                List.copyOf(parts));
    }

    /** A word that is not known is no good news. */
    private static String status(JsonNode of) {
        String word = of.path("status").asText("").toLowerCase(Locale.ROOT);
        return WORST_FIRST.contains(word) ? word : "unknown";
    }

    static String icon(String status) {
        return switch (status) {
            case "ok" -> "ok";
            case "down" -> "bad";
            case "degraded" -> "warn";
            default -> "unknown";
        };
    }

    private static String sentence(List<Part> parts, String status) {
        long bad = parts.stream().filter(part -> !part.status().equals("ok")).count();
        if (parts.isEmpty()) {
            return "Health is not known";
        }
        if (bad == 0) {
            return status.equals("ok") ? "Everything works" : "The guard is " + status;
        }
        return bad + " of " + parts.size() + " parts need" + (bad == 1 ? "s" : "") + " a look";
    }
}

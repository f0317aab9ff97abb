package io.entraguard.lab.world;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An api-version of managedClusters that the simulated ARM serves, from contracts.md section 5. */
public enum ApiVersion {
    V2025_09_01("2025-09-01", "schedulerProfile hostedSystemProfile"),
    V2026_05_01("2026-05-01", "");

    private final String date;
    private final String later;

    ApiVersion(String date, String later) {
        this.date = date;
        this.later = later;
    }

    public static Optional<ApiVersion> of(String date) {
        return Arrays.stream(values())
                .filter(version -> version.date.equals(date))
                .findFirst();
    }

    public String date() {
        return date;
    }

    /** Names in lower case under {@code properties} that came later: a GET hides them, a PUT must not name them. */
    Set<String> unknown() {
        return KnownFields.names(later);
    }

    /** Takes what came later than this version out of a document, and returns it. */
    public Map<String, Object> hide(Map<String, Object> document) {
        Set<String> hidden = unknown();
        Documents.object(document, "properties")
                .ifPresent(properties ->
                        properties.keySet().removeIf(name -> hidden.contains(name.toLowerCase(Locale.ROOT))));
        return document;
    }
}

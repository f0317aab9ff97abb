package io.entraguard.functions;

import io.entraguard.model.Severity;
import io.entraguard.reconcile.ClusterEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An order of clusters and the places in it. What a cluster has no value of comes last, whichever way round; among equals
 * the id decides. A place is a cluster's own and not a number, so that pages stay whole while clusters come and go.
 */
final class ClusterOrder {
    /** Makes milliseconds of any year that an instant is likely to have numbers of one length, which compare as texts. */
    private static final long SAME_LENGTH = 1_000_000_000_000_000_000L;

    private static final Map<String, Function<ClusterEntry, Optional<String>>> FIELDS = fields();

    private final String word;
    private final Function<ClusterEntry, Optional<String>> field;
    private final Comparator<Place> comparator;

    private ClusterOrder(String word, Function<ClusterEntry, Optional<String>> field, boolean down) {
        this.word = word;
        this.field = field;
        Comparator<String> values = down ? Comparator.reverseOrder() : Comparator.naturalOrder();
        this.comparator = Comparator.comparing(Place::missing)
                .thenComparing(Place::value, values)
                .thenComparing(Place::id);
    }

    /**
     * Where a cluster stands.
     *
     * @param value of the field that is ordered by; empty where it is missing
     * @param id in lower case
     */
    record Place(boolean missing, String value, String id) {}

    private static Map<String, Function<ClusterEntry, Optional<String>>> fields() {
        var fields = new LinkedHashMap<String, Function<ClusterEntry, Optional<String>>>();
        fields.put("id", entry -> Optional.of(entry.id()));
        fields.put("name", entry -> Optional.of(entry.name()));
        fields.put("subscription", entry -> Optional.of(entry.subscription()));
        fields.put("resourceGroup", entry -> Optional.of(entry.resourceGroup()));
        fields.put("environment", ClusterEntry::environment);
        fields.put("owner", ClusterEntry::owner);
        fields.put("status", entry -> Optional.of(entry.status().word()));
        fields.put("severity", entry -> entry.severity().map(ClusterOrder::sortable));
        fields.put("openSince", entry -> entry.openSince().map(ClusterOrder::sortable));
        fields.put("lastLook", entry -> entry.lastLook().map(ClusterOrder::sortable));
        fields.put("nextLook", entry -> entry.nextLook().map(ClusterOrder::sortable));
        return fields;
    }

    private static String sortable(Severity severity) {
        return switch (severity) {
            case LOW -> "1";
            case MEDIUM -> "2";
            case HIGH -> "3";
            case CRITICAL -> "4";
        };
    }

    private static String sortable(Instant instant) {
        return Long.toString(SAME_LENGTH + instant.toEpochMilli());
    }

    /** The names of all orders; a minus sign before one turns it round. */
    static List<String> words() {
        return FIELDS.keySet().stream()
                .flatMap(name -> Stream.of(name, "-" + name))
                .toList();
    }

    /** The order of that name. */
    static ClusterOrder of(String word) {
        boolean down = word.startsWith("-");
        Function<ClusterEntry, Optional<String>> field = FIELDS.get(down ? word.substring(1) : word);
        if (field == null) {
            throw new IllegalArgumentException("no order of that name");
        }
        return new ClusterOrder(word, field, down);
    }

    Place place(ClusterEntry entry) {
        Optional<String> value = field.apply(entry).map(text -> text.toLowerCase(Locale.ROOT));
        return new Place(value.isEmpty(), value.orElse(""), entry.id().toLowerCase(Locale.ROOT));
    }

    Comparator<Place> comparator() {
        return comparator;
    }

    /** A place as the client hands it back, which is none of the client's business. */
    String token(Place place) {
        String text = word + "\n" + (place.missing() ? "-" : "+") + place.value() + "\n" + place.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The place that a token names; empty where it names none of this order. */
    Optional<Place> read(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String[] parts = text.split("\n", -1);
            boolean ours = parts.length == 3 && parts[0].equals(word) && parts[1].matches("(?s)\\+.*|-");
            return ours
                    ? Optional.of(new Place(parts[1].equals("-"), parts[1].substring(1), parts[2]))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

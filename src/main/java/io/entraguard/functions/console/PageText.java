package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Figures and times as people read them; none of it is escaped yet. */
final class PageText {
    /** Stands where there is no figure. */
    static final String NONE = "\u2013";

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private PageText() {}

    static String count(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    /** A fraction of 1 as percent, rounded down: only what is all is 100 %. */
    static String percent(JsonNode rate) {
        return rate.isNumber() ? percent(rate.decimalValue()) : NONE;
    }

    private static String percent(BigDecimal rate) {
        return rate.movePointRight(2).setScale(1, RoundingMode.DOWN) + "\u00a0%";
    }

    /** A duration in its two largest units. */
    static String duration(JsonNode iso) {
        try {
            return iso.isTextual() ? duration(Duration.parse(iso.textValue())) : NONE;
        } catch (DateTimeException e) {
            return iso.textValue();
        }
    }

    static String duration(Duration time) {
        if (time.toDays() >= 2) {
            return two(time.toDays(), "d", time.toHoursPart(), "h");
        }
        if (time.toHours() >= 1) {
            return two(time.toHours(), "h", time.toMinutesPart(), "min");
        }
        return time.toMinutes() >= 1
                ? two(time.toMinutes(), "min", time.toSecondsPart(), "s")
                : time.toSeconds() + "\u00a0s";
    }

    private static String two(long large, String unit, int small, String smallUnit) {
        return large + "\u00a0" + unit + (small == 0 || large >= 20 ? "" : " " + small + "\u00a0" + smallUnit);
    }

    static Optional<Instant> instant(JsonNode text) {
        try {
            return text.isTextual() ? Optional.of(Instant.parse(text.textValue())) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String moment(JsonNode text) {
        return instant(text).map(MOMENT::format).orElse(text.asText(""));
    }

    /** How far a time is away. */
    static String away(Instant now, Instant then) {
        Duration away = Duration.between(now, then);
        return away.isNegative() ? duration(away.negated()) + " ago" : "in " + duration(away);
    }

    /** The link that opens a cluster. */
    static String clusterLink(String id) {
        return link("cluster", id);
    }

    /** The link that shows the clusters of which that is true. */
    static String link(String key, String value) {
        return "#" + key + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** {@code lastEvent} as people write it; other names as they are. */
    static String words(String name) {
        return name.matches("[a-z]+([A-Z][a-z]+)+")
                ? name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT)
                : name;
    }

    /** The last part of an ARM id. */
    static String name(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }
}

package io.entraguard.policy;

import io.entraguard.model.Tags;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Settings.TagMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The mode that is in force once a cluster's own {@code entra-guard-*} tags have had their say. A tag is a request,
 * never an identity: one that needs an approver does not count while nobody can show who wrote it.
 *
 * @param mode the mode in force
 * @param because what the tags did to it
 */
record GuardTags(Mode mode, List<Because> because) {
    private static final String PREFIX = "entra-guard-";
    private static final int LONGEST_VALUE = 256;
    private static final Duration LONGEST_EXEMPTION = Duration.ofDays(90);
    private static final Duration LONGEST_BREAK_GLASS = Duration.ofHours(24);
    private static final Pattern PLAN_ID = Pattern.compile("[0-9a-f]{12}");

    /** What one tag does. */
    private enum Effect {
        NOTHING,
        CAPS,
        NEEDS_APPROVER
    }

    static GuardTags read(Tags tags, Settings settings, boolean offline, Instant now) {
        Mode mode = settings.mode();
        var because = new ArrayList<Because>();
        for (Map.Entry<String, String> tag : tags.all().entrySet()) {
            String name = tag.getKey().toLowerCase(Locale.ROOT);
            if (!name.startsWith(PREFIX)) {
                continue;
            }
            Optional<Mode> asked =
                    name.equals("entra-guard-mode") ? lowered(tag.getValue(), settings) : Optional.empty();
            if (asked.isPresent()) {
                mode = mode.atMost(asked.get());
                continue;
            }
            switch (effect(name, tag.getValue(), settings, now)) {
                case NOTHING -> {}
                case CAPS -> {
                    mode = mode.atMost(Mode.TICKET);
                    because.add(new Because(Reason.TAG_INVALID, tag.getKey()));
                }
                case NEEDS_APPROVER -> {
                    // Offline nobody can be asked, and nothing is written anyway. Live, the safer step is taken.
                    mode = offline ? mode : mode.atMost(Mode.TICKET);
                    because.add(new Because(
                            offline ? Reason.WRITER_UNKNOWN : Reason.NOT_YET_SUPPORTED, "tag " + tag.getKey()));
                }
            }
        }
        return new GuardTags(mode, List.copyOf(because));
    }

    /** The mode that anybody may choose: safer than the policy's, and ticket at the safest. */
    private static Optional<Mode> lowered(String value, Settings settings) {
        return Mode.of(value)
                .filter(asked -> settings.tagMode() != TagMode.NONE)
                .filter(asked -> asked.compareTo(Mode.TICKET) >= 0 && asked.compareTo(settings.mode()) <= 0);
    }

    private static Effect effect(String name, String value, Settings settings, Instant now) {
        if (value.length() > LONGEST_VALUE) {
            return Effect.CAPS;
        }
        return switch (name) {
            case "entra-guard-mode" -> modeEffect(value, settings);
            case "entra-guard-approve" -> PLAN_ID.matcher(value).matches() ? Effect.NOTHING : Effect.CAPS;
            case "entra-guard-exempt-until" -> until(value, now, LONGEST_EXEMPTION);
            case "entra-guard-break-glass-until" -> until(value, now, LONGEST_BREAK_GLASS);
            case "entra-guard-reason" -> Effect.NOTHING;
            default -> Effect.CAPS;
        };
    }

    private static Effect modeEffect(String value, Settings settings) {
        Optional<Mode> asked = Mode.of(value);
        if (asked.isEmpty()) {
            return Effect.CAPS;
        }
        boolean up = asked.get().compareTo(settings.mode()) > 0;
        return switch (settings.tagMode()) {
            case NONE -> Effect.NOTHING;
            case SAFER -> up ? Effect.NOTHING : Effect.NEEDS_APPROVER;
            case ANY -> Effect.NEEDS_APPROVER;
        };
    }

    private static Effect until(String value, Instant now, Duration longest) {
        Optional<Instant> until = instant(value);
        if (until.isEmpty() || until.get().isAfter(now.plus(longest))) {
            return Effect.CAPS;
        }
        return until.get().isAfter(now) ? Effect.NEEDS_APPROVER : Effect.NOTHING;
    }

    private static Optional<Instant> instant(String value) {
        try {
            return Optional.of(
                    value.length() == "2026-01-05".length()
                            ? LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

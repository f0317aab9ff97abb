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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a cluster's own {@code entra-guard-*} tags ask for and what of it counts. One that is malformed, unknown or too
 * long does not count and caps the mode at ticket; one that needs an approver counts only where the one who wrote it is
 * known to be one.
 *
 * @param mode the mode in force
 * @param because what the tags did to it
 * @param exempt until when an approver let the cluster stay as it is
 * @param breakGlass until when an approver let local accounts be on
 * @param plan the plan that is approved, if whoever wrote it may
 * @param rulings on each tag that needs an approver, whether it counts
 */
public record GuardTags(
        Mode mode,
        List<Because> because,
        Optional<Instant> exempt,
        Optional<Instant> breakGlass,
        Optional<String> plan,
        Map<GuardTag, Ruling> rulings) {
    private static final int LONGEST_VALUE = 256;
    private static final Duration LONGEST_EXEMPTION = Duration.ofDays(90);
    private static final Duration LONGEST_BREAK_GLASS = Duration.ofHours(24);
    private static final Pattern PLAN_ID = Pattern.compile("[0-9a-f]{12}");

    public GuardTags {
        because = List.copyOf(because);
        rulings = Map.copyOf(rulings);
    }

    /** Whether a tag is waited for that the Activity Log does not account for yet. */
    public boolean pending(GuardTag tag) {
        return Optional.ofNullable(rulings.get(tag)).map(Ruling::pending).orElse(false);
    }

    /** A decision for these reasons, and what the tags did to the mode. */
    Decision decision(Step step, List<Because> reasons) {
        var all = new ArrayList<>(reasons);
        because.stream().filter(why -> !all.contains(why)).forEach(all::add);
        return new Decision(step, all, mode);
    }

    /** The same with one more reason. */
    GuardTags and(Because more) {
        var all = new ArrayList<>(because);
        all.add(more);
        return new GuardTags(mode, all, exempt, breakGlass, plan, rulings);
    }

    /**
     * Reads them.
     *
     * @param authors who wrote each; asked only about tags that need an approver
     */
    public static GuardTags read(Tags tags, Settings settings, Function<GuardTag, Author> authors, Instant now) {
        return new Reading(settings, authors, now).of(tags);
    }

    /** One reading of a cluster's tags. */
    private static final class Reading {
        private final Settings settings;
        private final Function<GuardTag, Author> authors;
        private final Instant now;
        private final List<Because> because = new ArrayList<>();
        private final Map<GuardTag, Ruling> rulings = new EnumMap<>(GuardTag.class);
        private Mode mode;
        private Optional<Instant> exempt = Optional.empty();
        private Optional<Instant> breakGlass = Optional.empty();
        private Optional<String> plan = Optional.empty();
        private boolean invalid;

        Reading(Settings settings, Function<GuardTag, Author> authors, Instant now) {
            this.settings = settings;
            this.authors = authors;
            this.now = now;
            this.mode = settings.mode();
        }

        GuardTags of(Tags tags) {
            tags.all().forEach((name, value) -> {
                if (GuardTag.speaksToGuard(name)) {
                    read(name, value);
                }
            });
            if (invalid) {
                mode = mode.atMost(Mode.TICKET);
            }
            return new GuardTags(mode, because, exempt, breakGlass, plan, rulings);
        }

        private void read(String name, String value) {
            Optional<GuardTag> tag = GuardTag.of(name).filter(known -> value.length() <= LONGEST_VALUE);
            if (tag.isEmpty()) {
                invalid(name);
                return;
            }
            switch (tag.get()) {
                case MODE -> mode(name, value);
                case APPROVE -> plan(name, value);
                case EXEMPT -> exempt = until(tag.get(), name, value, LONGEST_EXEMPTION);
                case BREAK_GLASS -> breakGlass = until(tag.get(), name, value, LONGEST_BREAK_GLASS);
                case REASON -> {}
            }
        }

        private void invalid(String name) {
            invalid = true;
            because.add(new Because(Reason.TAG_INVALID, name));
        }

        private void plan(String name, String value) {
            if (PLAN_ID.matcher(value).matches()) {
                plan = Optional.of(value);
            } else {
                invalid(name);
            }
        }

        private void mode(String name, String value) {
            Optional<Mode> asked = Mode.of(value);
            if (asked.isEmpty()) {
                invalid(name);
                return;
            }
            Mode wanted = asked.get();
            int step = wanted.compareTo(settings.mode());
            if (step == 0 || settings.tagMode() == TagMode.NONE) {
                return;
            }
            if (step < 0 && wanted.compareTo(Mode.TICKET) >= 0) {
                mode = wanted; // a safer one, down to ticket, is for anybody to choose
            } else if (step > 0 && settings.tagMode() == TagMode.SAFER) {
                because.add(new Because(Reason.MODE_NOT_SAFER, "tag " + name));
            } else if (counts(GuardTag.MODE, name)) {
                mode = wanted;
            }
        }

        private Optional<Instant> until(GuardTag tag, String name, String value, Duration longest) {
            Optional<Instant> until = instant(value);
            if (until.isEmpty()) {
                invalid(name);
                return Optional.empty();
            }
            // Ahead of when it was written: a tag does not become good by waiting.
            if (until.get().isAfter(authors.apply(tag).since().plus(longest))) {
                invalid(name);
                return Optional.empty();
            }
            if (!until.get().isAfter(now)) {
                return Optional.empty();
            }
            return counts(tag, name) ? until : Optional.empty();
        }

        private boolean counts(GuardTag tag, String name) {
            Ruling ruling = Ruling.on(name, authors.apply(tag), settings);
            rulings.put(tag, ruling);
            ruling.refusal().ifPresent(because::add);
            return ruling.counts();
        }
    }

    /** The instant that a tag's value names; a date means its first instant in UTC. */
    public static Optional<Instant> instant(String value) {
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

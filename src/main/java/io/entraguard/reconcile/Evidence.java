package io.entraguard.reconcile;

import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Author;
import io.entraguard.policy.Author.Known;
import io.entraguard.policy.GuardTag;
import io.entraguard.reconcile.TagHistory.TagChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who can have written a tag: the writers of the cluster and of its tags between the last look without it and the first
 * with it, as the Activity Log shows them. An event alone proves nobody: whoever holds the webhook's key could forge it.
 * Belongs to one pass; asks the Activity Log once.
 */
final class Evidence {
    /** The Activity Log lags by minutes; what it does not show after this time did not happen. */
    static final Duration LOG_LAG = Duration.ofHours(1);

    /** How far ARM's clock and ours may be apart. */
    static final Duration SKEW = Duration.ofSeconds(30);

    /** As far back as the Activity Log reaches. */
    private static final Duration REACH = Duration.ofDays(90);

    private final ActivityLog log;
    private final TagHistory history;
    private final Sightings sightings;
    private final ClusterMemory memory;
    private final Instant now;
    private @Nullable List<Sighting> logged;
    private boolean unreadable;

    Evidence(ActivityLog log, TagHistory history, Sightings sightings, ClusterMemory memory, Instant now) {
        this.log = log;
        this.history = history;
        this.sightings = sightings;
        this.memory = memory;
        this.now = now;
    }

    /** Whether the Activity Log could not be read. */
    boolean unreadable() {
        logged();
        return unreadable;
    }

    /** Everybody's writes of the cluster or its tags that the log shows, the guard's own left out, oldest first. */
    private List<Sighting> logged() {
        List<Sighting> known = logged;
        if (known == null) {
            known = List.of();
            try {
                known = log.since(memory.ref(), now.minus(REACH)).stream()
                        .filter(seen -> writes(seen) && !own(seen))
                        .toList();
            } catch (Failure e) {
                unreadable = true;
            }
            logged = known;
        }
        return known;
    }

    /** A remediation, which leaves the tags as they are; tags that the guard's identity wrote are anybody's who has it. */
    private boolean own(Sighting seen) {
        return seen.act() != Act.TAGS && sightings.byGuard(seen, memory);
    }

    private static boolean writes(Sighting seen) {
        return seen.act() == Act.WRITE || seen.act() == Act.WRITE_FAILED || seen.act() == Act.TAGS;
    }

    /** Who wrote the cluster's configuration last, as far as the log reaches back. */
    Optional<Sighting> lastConfigurationWrite() {
        return logged().stream().filter(seen -> seen.act() == Act.WRITE).reduce((earlier, later) -> later);
    }

    /** Who wrote that tag when it appeared with this value. */
    Author first(Optional<GuardTag> tag, SeenTag seen) {
        if (unreadable()) {
            return author(Known.UNPROVEN, told(seen), seen);
        }
        List<Sighting> unproven = unproven(seen);
        if (!unproven.isEmpty()) {
            return author(Known.UNPROVEN, Optional.of(unproven.get(unproven.size() - 1)), seen);
        }
        List<Sighting> possible = within(seen, logged());
        if (possible.isEmpty()) {
            boolean mayCome =
                    seen.lower().isPresent() && now.isBefore(seen.since().plus(LOG_LAG));
            return author(mayCome ? Known.UNPROVEN : Known.NOBODY, Optional.empty(), seen);
        }
        boolean event = possible.stream().anyMatch(write -> memory.knownWrites().contains(ClusterMemory.name(write)));
        if (tag.isEmpty()
                || seen.lower().isPresent() && event && writers(possible).size() == 1) {
            return one(possible, seen);
        }
        return byHistory(tag.get(), possible, seen);
    }

    /** Where no event told of the write, or no look came before it, the value's own history has a word too. */
    private Author byHistory(GuardTag tag, List<Sighting> possible, SeenTag seen) {
        List<TagChange> changes;
        try {
            changes = changes(tag, seen);
        } catch (Failure e) {
            return author(Known.UNPROVEN, Optional.empty(), seen);
        }
        if (changes.isEmpty()) {
            return one(possible, seen);
        }
        Set<String> setBy = changes.stream()
                .flatMap(change -> change.correlationId().stream())
                .map(id -> id.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<Sighting> set = possible.stream()
                .filter(write -> write.correlationId()
                        .map(id -> setBy.contains(id.toLowerCase(Locale.ROOT)))
                        .orElse(false))
                .toList();
        if (set.isEmpty()) {
            return author(Known.NOBODY, Optional.empty(), seen);
        }
        return seen.lower().isPresent() ? one(possible, seen) : one(set, seen);
    }

    private List<TagChange> changes(GuardTag tag, SeenTag seen) {
        return history.of(memory.ref(), tag.tag(), seen.lower().orElse(now.minus(REACH))).stream()
                .filter(change -> change.newValue().equals(seen.value()))
                .toList();
    }

    /**
     * Who wrote the tag again after a ruling against it; empty where none of those did who count. Somebody else's value
     * is approved by nobody who writes another tag beside it: it must be seen to be set anew.
     */
    Optional<Author> again(GuardTag tag, SeenTag seen, Predicate<Sighting> counts) {
        if (unreadable()) {
            return Optional.empty();
        }
        List<Sighting> later = within(seen, logged());
        List<Sighting> unproven = unproven(seen).stream().filter(counts).toList();
        if (!unproven.isEmpty()) {
            return Optional.of(author(Known.UNPROVEN, Optional.of(unproven.get(unproven.size() - 1)), seen));
        }
        if (later.stream().noneMatch(counts)) {
            return Optional.empty();
        }
        return seen.planted() && !byTheSame(later, seen) ? setAnew(tag, later, seen) : Optional.of(one(later, seen));
    }

    /** Whether all of those writes are by the one who wrote the tag before. */
    private static boolean byTheSame(List<Sighting> later, SeenTag seen) {
        Optional<String> before =
                seen.author().flatMap(Author::by).map(by -> by.by().oid().toLowerCase(Locale.ROOT));
        return before.map(oid -> writers(later).equals(Set.of(oid))).orElse(false);
    }

    private Optional<Author> setAnew(GuardTag tag, List<Sighting> later, SeenTag seen) {
        try {
            List<String> ids = changes(tag, seen).stream()
                    .flatMap(change -> change.correlationId().stream())
                    .toList();
            List<Sighting> set = later.stream()
                    .filter(write -> write.correlationId().map(ids::contains).orElse(false))
                    .toList();
            return set.isEmpty() ? Optional.empty() : Optional.of(one(set, seen));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    /** Events of possible writes that the log does not show, and may yet. */
    private List<Sighting> unproven(SeenTag seen) {
        return within(seen, memory.writes).stream()
                .filter(told -> now.isBefore(told.at().plus(LOG_LAG)))
                .filter(told -> !shown(told))
                .toList();
    }

    /**
     * Events of writes that the log should show by now and does not: somebody made them up, or the log lost them. Nothing
     * where the log was not needed.
     */
    List<Sighting> madeUp() {
        if (logged == null || unreadable) {
            return List.of();
        }
        return memory.writes.stream()
                .filter(told -> told.act() != Act.WRITE_FAILED)
                .filter(told -> !now.isBefore(told.at().plus(LOG_LAG)))
                .filter(told -> told.at().isAfter(now.minus(REACH)))
                .filter(told -> !shown(told))
                .toList();
    }

    /** Whether the log shows the same caller under the same correlation id. */
    private boolean shown(Sighting told) {
        return logged().stream()
                .anyMatch(entry -> told.correlationId().isPresent()
                        && entry.correlationId()
                                .map(told.correlationId().get()::equalsIgnoreCase)
                                .orElse(false)
                        && entry.by().oid().equalsIgnoreCase(told.by().oid()));
    }

    private Optional<Sighting> told(SeenTag seen) {
        return within(seen, memory.writes).stream().reduce((earlier, later) -> later);
    }

    private static List<Sighting> within(SeenTag seen, List<Sighting> writes) {
        var possible = new ArrayList<Sighting>();
        for (Sighting write : writes) {
            boolean late = seen.upper()
                    .map(upper -> write.at().isAfter(upper.plus(SKEW)))
                    .orElse(false);
            boolean early = seen.lower()
                    .map(lower -> write.at().isBefore(lower.minus(SKEW)))
                    .orElse(false);
            if (!late && !early && !seen.known().contains(ClusterMemory.name(write))) {
                possible.add(write);
            }
        }
        return possible;
    }

    private static Set<String> writers(List<Sighting> writes) {
        return writes.stream()
                .map(write -> write.by().oid().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** The one who made all of those writes, by the last of them. */
    private static Author one(List<Sighting> writes, SeenTag seen) {
        return writers(writes).size() == 1
                ? author(Known.ONE, Optional.of(writes.get(writes.size() - 1)), seen)
                : author(Known.SEVERAL, Optional.empty(), seen);
    }

    private static Author author(Known known, Optional<Sighting> by, SeenTag seen) {
        return new Author(known, by, seen.since());
    }
}

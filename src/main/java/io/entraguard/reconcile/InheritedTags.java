package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The tags that clusters inherit from their resource groups and subscriptions, as they were read last: one row a scope,
 * read anew by each sweep and when an event tells of a change. Only what was read counts: a scope whose tags cannot be
 * read has no answer, rather than none. Safe for use by many threads and processes.
 */
final class InheritedTags {
    private static final String ROW = "tags ";

    /** Sweeps come more often; a row this old is left from before inheritance was turned off and on again. */
    private static final Duration STALE = Duration.ofDays(1);

    private static final int TRIES = 5;

    private final ScopeTags scopes;
    private final MemoryStore store;

    InheritedTags(ScopeTags scopes, MemoryStore store) {
        this.scopes = scopes;
        this.store = store;
    }

    /** The row. */
    record State(Instant at, Map<String, String> tags) {}

    /**
     * The tags of a cluster's resource group laid over those of its subscription; none, and nothing is asked, where the
     * policy inherits no tags.
     *
     * @throws Failure where they are not known and could not be read
     */
    Tags of(ClusterRef cluster, Policy policy, Instant now) {
        if (!policy.inheritsTags()) {
            return Tags.NONE;
        }
        return known(TagScope.groupOf(cluster), now).over(known(TagScope.subscriptionOf(cluster), now));
    }

    private Tags known(TagScope scope, Instant now) {
        return load(scope)
                .map(InheritedTags::parse)
                .filter(state -> now.isBefore(state.at().plus(STALE)))
                .map(state -> Tags.of(state.tags()))
                .orElseGet(() -> refresh(scope, now));
    }

    /**
     * Reads the tags of a scope anew and keeps them.
     *
     * @throws Failure where that could not be done; what was known before is forgotten then, since it may not be so any more
     */
    Tags refresh(TagScope scope, Instant now) {
        for (int i = 1; ; i++) {
            // Before the look: a row saved meanwhile was read later than what this one is going to overwrite.
            Optional<Row> row = load(scope);
            Tags tags = look(scope, row);
            try {
                store.save(MemoryStore.FLEET, name(scope), text(new State(now, tags.all())), row.map(Row::etag));
                return tags;
            } catch (Failure.Conflict e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Tags look(TagScope scope, Optional<Row> row) {
        try {
            return scopes.of(scope);
        } catch (Failure e) {
            row.ifPresent(known -> store.delete(MemoryStore.FLEET, known.name(), known.etag()));
            throw e;
        }
    }

    private Optional<Row> load(TagScope scope) {
        return store.load(MemoryStore.FLEET, name(scope));
    }

    private static String name(TagScope scope) {
        return ROW + scope.key();
    }

    private static State parse(Row row) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), State.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("a row of inherited tags could not be read: " + e.getOriginalMessage());
        }
    }

    private static String text(State state) {
        try {
            return Json.Mappers.ROWS.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }
}

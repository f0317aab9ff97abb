package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.policy.Policy;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The inherited tags that one sweep meets: each scope is read anew once. Belongs to one sweep. */
final class SweptTags {
    private final InheritedTags inherited;
    private final Policy policy;
    private final Instant now;
    private final Map<TagScope, Optional<Tags>> read = new HashMap<>();

    SweptTags(InheritedTags inherited, Policy policy, Instant now) {
        this.inherited = inherited;
        this.policy = policy;
        this.now = now;
    }

    /**
     * What a cluster inherits; empty where it could not be read, which must not keep the sweep from the rest of the fleet:
     * the look at the cluster itself will meet it and say so.
     */
    Optional<Tags> of(ClusterRef cluster) {
        if (!policy.inheritsTags()) {
            return Optional.of(Tags.NONE);
        }
        Optional<Tags> group = scope(TagScope.groupOf(cluster));
        Optional<Tags> subscription = scope(TagScope.subscriptionOf(cluster));
        return group.flatMap(own -> subscription.map(own::over));
    }

    private Optional<Tags> scope(TagScope scope) {
        return read.computeIfAbsent(scope, unread -> {
            try {
                return Optional.of(inherited.refresh(unread, now));
            } catch (Failure e) {
                return Optional.empty();
            }
        });
    }
}

package io.entraguard.cli;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.policy.ClusterHistory;
import io.entraguard.policy.Decider.Questions;
import io.entraguard.reconcile.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The facts that decisions turn on, as far as the caller may read them: what was refused once is not asked for again.
 * Belongs to one run.
 */
final class LookedUp {
    private final LiveAzure azure;
    private final Map<String, GroupState> groups = new HashMap<>();
    private final Map<TagScope, Tags> scopes = new HashMap<>();
    /** Subscriptions whose Activity Log or role assignments may not be read, by what it was. */
    private final Set<String> refused = new HashSet<>();

    LookedUp(LiveAzure azure) {
        this.azure = azure;
    }

    /** What a cluster inherits; where that cannot be read, what can. */
    Tags inherited(ClusterRef cluster) {
        return scope(TagScope.groupOf(cluster)).over(scope(TagScope.subscriptionOf(cluster)));
    }

    private Tags scope(TagScope scope) {
        return scopes.computeIfAbsent(scope, unread -> {
            try {
                return azure.scopes().of(unread);
            } catch (Failure e) {
                return Tags.NONE;
            }
        });
    }

    /** What is known of the administrators; empty where one that matters could not be looked up. */
    Optional<Administrators> administrators(ClusterRef cluster, Questions questions) {
        var states = new HashMap<String, GroupState>();
        questions
                .groups()
                .forEach(id ->
                        states.put(id.toLowerCase(Locale.ROOT), groups.computeIfAbsent(id, azure.directory()::group)));
        AssignmentState assignment = questions.roleAssignments() ? assignments(cluster) : AssignmentState.UNVERIFIED;
        boolean unread = states.containsValue(GroupState.UNVERIFIED)
                || questions.roleAssignments() && assignment == AssignmentState.UNVERIFIED;
        return unread ? Optional.empty() : Optional.of(new Administrators(states, assignment));
    }

    private AssignmentState assignments(ClusterRef cluster) {
        String what = "assignments " + cluster.subscription();
        if (refused.contains(what)) {
            return AssignmentState.UNVERIFIED;
        }
        AssignmentState state = azure.directory().clusterAdmins(cluster);
        if (state == AssignmentState.UNVERIFIED) {
            refused.add(what);
        }
        return state;
    }

    /** What the Activity Log shows of the quiet period; nothing but an assumption where it could not be read. */
    ClusterHistory history(ClusterRef cluster, Questions questions, Duration quietPeriod, Instant now) {
        String what = "log " + cluster.subscription();
        if (!questions.credentials() || refused.contains(what)) {
            return ClusterHistory.OFFLINE;
        }
        try {
            List<Sighting> seen = azure.log().since(cluster, now.minus(quietPeriod));
            return ClusterHistory.read(
                    last(seen, Act.ADMIN_CREDENTIAL),
                    last(seen, Act.USER_CREDENTIAL),
                    last(seen, Act.WRITE).map(Sighting::by));
        } catch (Failure e) {
            refused.add(what);
            return ClusterHistory.OFFLINE;
        }
    }

    private static Optional<Sighting> last(List<Sighting> seen, Act act) {
        return seen.stream().filter(sighting -> sighting.act() == act).reduce((one, later) -> later);
    }
}

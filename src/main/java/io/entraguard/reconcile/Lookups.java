package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.policy.ClusterHistory.Credentials;
import io.entraguard.policy.Decider.Questions;
import io.entraguard.policy.Settings;
import io.entraguard.policy.Situation.OwnWindow;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Optional;

/** Fetches the facts that a decision will turn on, and no others. Safe for use by many threads. */
final class Lookups {
    private final Directory directory;
    private final ActivityLog log;
    private final TagHistory history;
    private final Maintenance maintenance;
    private final Sightings sightings;

    Lookups(Directory directory, ActivityLog log, TagHistory history, Maintenance maintenance, Sightings sightings) {
        this.directory = directory;
        this.maintenance = maintenance;
        this.log = log;
        this.history = history;
        this.sightings = sightings;
    }

    /** The cluster's own maintenance window, where the decision turns on it. */
    OwnWindow ownWindow(ClusterRef cluster, Questions questions) {
        if (!questions.ownWindow()) {
            return OwnWindow.NOT_LOOKED_UP;
        }
        try {
            return new OwnWindow(maintenance.of(cluster), "it has neither aksManagedAutoUpgradeSchedule nor default");
        } catch (Failure.Terminal e) {
            return new OwnWindow(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /** Who can have written a cluster's tags; nothing is asked before it is needed. */
    Evidence evidence(ClusterMemory memory, Instant now) {
        return new Evidence(log, history, sightings, memory, now);
    }

    /** What groups and role assignments are worth. */
    Administrators administrators(ClusterRef cluster, Questions questions) {
        var groups = new HashMap<String, GroupState>();
        questions.groups().forEach(group -> groups.put(group.toLowerCase(Locale.ROOT), directory.group(group)));
        AssignmentState assignment =
                questions.roleAssignments() ? directory.clusterAdmins(cluster) : AssignmentState.UNVERIFIED;
        return new Administrators(groups, assignment);
    }

    /**
     * How much is known about listings of credentials. The Activity Log is read back over the quiet period and entered
     * into memory, since an event may never come; a log that cannot be read leaves it unknown, until memory covers the
     * period by itself.
     */
    Credentials credentials(ClusterMemory memory, Settings settings, Instant now) {
        Instant from = now.minus(settings.quietPeriod());
        boolean covered = !memory.credentialsKnownSince.isAfter(from);
        try {
            sightings.enter(log.since(memory.ref(), from), memory);
        } catch (Failure e) {
            return covered ? Credentials.KNOWN : Credentials.UNKNOWN;
        }
        memory.credentialsKnownSince = covered ? memory.credentialsKnownSince : from;
        return Credentials.KNOWN;
    }

    /**
     * Whether somebody else wrote the cluster or its tags since then, as events told or the Activity Log tells; not, where
     * the log cannot be read.
     */
    boolean othersWroteSince(ClusterMemory memory, Instant since) {
        if (Sightings.othersWroteSince(memory, since)) {
            return true;
        }
        try {
            sightings.enter(log.since(memory.ref(), since), memory);
        } catch (Failure e) {
            return false;
        }
        return Sightings.othersWroteSince(memory, since);
    }
}

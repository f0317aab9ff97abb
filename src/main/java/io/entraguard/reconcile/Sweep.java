package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import io.entraguard.model.Severity;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tags;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.Fleet.Page;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks over the whole fleet and queues every cluster that is not known good: those that no event announced, those that
 * changed unnoticed, those that are gone, and those whose appointment was missed. A row never leads to a write: the
 * reconciler reads the live cluster. Safe for use by many threads.
 */
public final class Sweep {
    /** A delayed message this late has been lost. */
    private static final Duration MISSED = Duration.ofMinutes(15);

    private static final Logger LOG = Logger.getLogger(Sweep.class.getName());

    private final GuardParts parts;
    private final ClusterRows rows;
    private final FleetLimits limits;
    private final Watch watch;
    private final InheritedTags inherited;

    public Sweep(GuardParts parts) {
        this.parts = parts;
        this.rows = new ClusterRows(parts.memory(), parts.names());
        this.limits = new FleetLimits(parts.memory());
        this.watch = new Watch(parts.memory());
        this.inherited = new InheritedTags(parts.scopeTags(), parts.memory());
    }

    /**
     * Runs once over all pages.
     *
     * @throws Failure where a page, the memory or the queue was not to be reached; the next sweep starts over
     */
    public void run() {
        Instant now = parts.clock().instant();
        Policy policy = parts.policy().get();
        SweepReport.begins(parts.memory(), now);
        returnPoison(policy, now);
        limits.tell(parts.audit(), policy.hash());
        var tags = new SweptTags(inherited, policy, now);
        Map<String, ClusterMemory> unseen = new HashMap<>();
        rows.all().forEach(memory -> unseen.put(memory.ref().key(), memory));
        var unannounced = new ArrayList<ClusterRef>();
        var subscriptions = new TreeSet<String>();
        int seen = 0;
        Optional<String> next = Optional.empty();
        do {
            Page page = parts.fleet().page(next);
            List<ClusterRef> refs =
                    page.rows().stream().flatMap(row -> ref(row).stream()).toList();
            watch.swept(refs, now);
            seen += refs.size();
            refs.forEach(cluster -> subscriptions.add(cluster.subscription().toLowerCase(Locale.ROOT)));
            page.rows()
                    .forEach(row -> ref(row).ifPresent(cluster -> {
                        Optional<ClusterMemory> memory = Optional.ofNullable(unseen.remove(cluster.key()));
                        if (unannounced(cluster, row, memory, now)) {
                            unannounced.add(cluster);
                            queue(cluster); // the look at it tells of it
                        } else {
                            consider(cluster, row, memory, tags.of(cluster), policy, now);
                        }
                    }));
            next = page.next();
        } while (next.isPresent());
        unseen.values().stream().filter(memory -> !memory.gone).forEach(memory -> queue(memory.ref()));
        Instant finished = parts.clock().instant();
        new SweepReport(
                        Optional.of(now),
                        Optional.of(finished),
                        seen,
                        unannounced.size(),
                        Collections.emptySortedMap(),
                        0,
                        0,
                        subscriptions)
                .save(parts.memory());
        LOG.log(Level.INFO, "sweep done unannounced={0}", unannounced.size());
    }

    /** Whether a cluster is neither known from an event nor older than the guard's watch. */
    private boolean unannounced(
            ClusterRef cluster, Map<String, Object> row, Optional<ClusterMemory> memory, Instant now) {
        Optional<Instant> created = read(row).flatMap(ClusterSnapshot::createdAt);
        Instant born = created.or(() -> memory.map(known -> known.firstSeen)).orElse(now);
        boolean announced = memory.map(known -> known.announced).orElse(false);
        return Detectors.unannounced(announced, false, born, now)
                && !memory.map(known -> known.baseline).orElseGet(() -> watch.older(cluster, created, now));
    }

    /** What failed five times in a row is tried again, and somebody is told. */
    private void returnPoison(Policy policy, Instant now) {
        int returned = parts.queue().returnPoison();
        if (returned > 0) {
            var alert = new Alert(
                    "poison-returned",
                    Severity.MEDIUM,
                    returned + " messages had failed five times and were put back on the queue",
                    Optional.empty());
            parts.audit().record(List.of(new AuditEvent(Optional.empty(), now, "poison " + now, policy.hash(), alert)));
        }
    }

    private static Optional<ClusterRef> ref(Map<String, Object> row) {
        try {
            return Optional.of(SnapshotReader.ref(row));
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    private static Optional<ClusterSnapshot> read(Map<String, Object> row) {
        try {
            return Optional.of(SnapshotReader.read(row));
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    private void consider(
            ClusterRef cluster,
            Map<String, Object> row,
            Optional<ClusterMemory> memory,
            Optional<Tags> tags,
            Policy policy,
            Instant now) {
        Optional<ClusterSnapshot> read = read(row);
        if (read.isEmpty() || tags.isEmpty()) {
            queue(cluster);
            return;
        }
        ClusterSnapshot snapshot = read.get();
        String inheriting = Fingerprint.of(tags.get());
        Policy.Match match = policy.match(cluster, snapshot.tags(), tags.get());
        List<Finding> findings = Controls.judge(snapshot, match.settings(), false);
        boolean compliant =
                findings.stream().noneMatch(finding -> finding.control().decisive()); // by the policy of today
        if (compliant && memory.isPresent() && known(memory.get(), snapshot, inheriting, now)) {
            return;
        }
        if (memory.isEmpty() && findings.isEmpty() && snapshot.settledState() && !guardTagged(snapshot)) {
            remember(snapshot, tags.get(), match, now);
        } else {
            queue(cluster);
        }
    }

    /** Whether nothing is open about a cluster and it still is what the last look found good. */
    private static boolean known(ClusterMemory memory, ClusterSnapshot row, String inheriting, Instant now) {
        boolean missed =
                memory.nextLook != null && memory.nextLook.at().plus(MISSED).isBefore(now);
        return memory.status == Status.COMPLIANT
                && !memory.gone
                && memory.inFlight == null
                && !memory.ticket.open
                && !missed
                && memory.inherited.equals(inheriting)
                && memory.fingerprint.equals(Fingerprint.of(row));
    }

    /** A row that passes every control is known good at once, without a look at ARM. */
    private void remember(ClusterSnapshot snapshot, Tags inherited, Policy.Match match, Instant now) {
        var memory = new ClusterMemory(snapshot.ref(), now);
        memory.region = snapshot.location();
        memory.resourceUid = snapshot.resourceUid().orElse(null);
        memory.status = Status.COMPLIANT;
        memory.judged = true;
        memory.baseline = watch.older(snapshot.ref(), snapshot.createdAt(), now);
        memory.entraOnSince = now;
        memory.localAccountsOff = snapshot.identity().localAccountsOff();
        memory.fingerprint = Fingerprint.of(snapshot);
        memory.inherited = Fingerprint.of(inherited);
        memory.chronicle.knownGood(snapshot.tags(), inherited, match);
        rows.insert(memory);
    }

    private static boolean guardTagged(ClusterSnapshot snapshot) {
        return snapshot.tags().all().keySet().stream()
                .anyMatch(tag -> tag.toLowerCase(Locale.ROOT).startsWith("entra-guard-"));
    }

    private void queue(ClusterRef cluster) {
        parts.queue().send(ReconcileRequest.news(cluster, Trigger.SWEEP, Optional.empty()), Duration.ZERO);
    }
}

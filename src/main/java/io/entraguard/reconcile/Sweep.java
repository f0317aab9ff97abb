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
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks over the whole fleet and queues every cluster that is not known good, what matters most first: those that no
 * event announced, those that changed unnoticed, those that are gone, and those whose appointment was missed. A row never
 * leads to a write: the reconciler reads the live cluster. Safe for use by many threads.
 *
 * <p>Context: a function may run for five minutes, and Resource Graph gives so many queries in so many seconds. Choice: a
 * sweep keeps its place after each page, stops where its time or the quota is used up, and goes on at the next timer; the
 * cluster that is most worth a look is known, and queued, only once every page was read. Cost: a fleet that takes several
 * runs is swept as many times less often.
 */
public final class Sweep {
    /** So much due work the queue is to hold at most, if nothing else is configured. */
    public static final int QUEUE_LIMIT = 1_000;

    /** A delayed message this late has been lost. */
    static final Duration MISSED = Duration.ofMinutes(15);

    /** Below the five minutes that host.json gives a function, a page's answer and the queueing after it left aside. */
    private static final Duration RUN = Duration.ofMinutes(2);

    /** What cannot be judged is as urgent as the commonest way in. */
    private static final Severity UNREADABLE = Severity.HIGH;

    private static final Logger LOG = Logger.getLogger(Sweep.class.getName());

    private final GuardParts parts;
    private final ClusterRows rows;
    private final FleetLimits limits;
    private final Watch watch;
    private final InheritedTags inherited;
    private final SweepEnd end;

    public Sweep(GuardParts parts) {
        this(parts, QUEUE_LIMIT);
    }

    /**
     * @param queueLimit how much due work the queue is to hold at most for a sweep to add to it
     */
    public Sweep(GuardParts parts, int queueLimit) {
        this.parts = parts;
        this.rows = new ClusterRows(parts.memory(), parts.names());
        this.limits = new FleetLimits(parts.memory());
        this.watch = new Watch(parts.memory());
        this.inherited = new InheritedTags(parts.scopeTags(), parts.memory());
        this.end = new SweepEnd(parts, queueLimit);
    }

    /**
     * Runs over all pages, or goes on with a run that was stopped; stops itself where it would take too long.
     *
     * @throws Failure where a page, the memory or the queue was not to be reached; the next run goes on after the last
     *     page that was read
     */
    public void run() {
        Instant now = parts.clock().instant();
        Policy policy = parts.policy().get();
        returnPoison(policy, now);
        limits.tell(parts.audit(), policy.hash());
        Map<String, KnownCluster> known = new HashMap<>();
        rows.each(memory -> known.put(memory.ref().key(), KnownCluster.of(memory)));
        SweepCursor cursor = SweepCursor.resume(parts.memory(), now);
        if (!cursor.resumed()) {
            SweepReport.begins(parts.memory(), now);
        }
        var tags = new SweptTags(inherited, policy, now);
        while (!cursor.whole()) {
            Page page;
            try {
                page = parts.fleet().page(cursor.token());
            } catch (Failure.Conflict e) {
                LOG.log(Level.WARNING, "sweep starts over reason={0}", e.getMessage());
                cursor.forget();
                cursor = SweepCursor.anew(parts.memory(), now);
                continue;
            }
            cursor.read(judge(page, known, tags, policy, now), page.next(), now);
            if (!cursor.whole() && mustStop(page, now)) {
                LOG.log(Level.INFO, "sweep stopped pages={0}", cursor.pages().size());
                return;
            }
        }
        end.of(cursor, known, policy, now);
    }

    private boolean mustStop(Page page, Instant started) {
        return page.pause().isPresent() || !parts.clock().instant().isBefore(started.plus(RUN));
    }

    /** What a page holds; what is known good by its row is remembered as that. */
    private SweptPage judge(Page page, Map<String, KnownCluster> known, SweptTags tags, Policy policy, Instant now) {
        var swept = new SweptPage();
        watch.swept(page.rows().stream().flatMap(row -> ref(row).stream()).toList(), now);
        for (Map<String, Object> row : page.rows()) {
            ref(row).ifPresent(cluster -> {
                swept.see(cluster);
                Optional<KnownCluster> memory = Optional.ofNullable(known.get(cluster.key()));
                boolean unannounced = unannounced(cluster, row, memory, now); // the look at it tells of it
                swept.unannounced += unannounced ? 1 : 0;
                Optional<Tags> inherits = tags.of(cluster);
                Optional<Rank> rank = consider(cluster, row, memory, inherits, unannounced, policy, now);
                Optional<Instant> failing = unannounced ? Optional.empty() : failing(row, memory, inherits, now);
                rank.ifPresent(urgency -> swept.isWorthALook(cluster, urgency, failing));
                if (rank.isPresent() && memory.isEmpty()) {
                    meet(cluster, read(row), inherits.orElse(Tags.NONE), policy, now);
                }
            });
        }
        return swept;
    }

    /** When a look found the cluster failing as this row shows it; empty where none did. */
    private static Optional<Instant> failing(
            Map<String, Object> row, Optional<KnownCluster> memory, Optional<Tags> inherits, Instant now) {
        return memory.filter(known -> read(row)
                        .filter(snapshot -> inherits.map(Fingerprint::of)
                                .map(word -> known.stillFails(snapshot, word, now))
                                .orElse(false))
                        .isPresent())
                .map(KnownCluster::lastLook);
    }

    /** Whether a cluster is neither known from an event nor older than the guard's watch. */
    private boolean unannounced(
            ClusterRef cluster, Map<String, Object> row, Optional<KnownCluster> memory, Instant now) {
        Optional<Instant> created = read(row).flatMap(ClusterSnapshot::createdAt);
        Instant born = created.or(() -> memory.map(KnownCluster::firstSeen)).orElse(now);
        boolean announced = memory.map(KnownCluster::announced).orElse(false);
        return Detectors.unannounced(announced, false, born, now)
                && !memory.map(KnownCluster::baseline).orElseGet(() -> watch.older(cluster, created, now));
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

    /** How urgent a look at the cluster is; empty where it is known good. */
    private Optional<Rank> consider(
            ClusterRef cluster,
            Map<String, Object> row,
            Optional<KnownCluster> memory,
            Optional<Tags> tags,
            boolean unannounced,
            Policy policy,
            Instant now) {
        Optional<ClusterSnapshot> read = read(row);
        if (read.isEmpty() || tags.isEmpty()) {
            Tags own = read.map(ClusterSnapshot::tags).orElse(Tags.NONE);
            Policy.Match match = policy.match(cluster, own);
            return Optional.of(rank(match, own, UNREADABLE, memory, now));
        }
        ClusterSnapshot snapshot = read.get();
        String inheriting = Fingerprint.of(tags.get());
        Policy.Match match = policy.match(cluster, snapshot.tags(), tags.get());
        List<Finding> findings = Controls.judge(snapshot, match.settings(), false);
        boolean compliant =
                findings.stream().noneMatch(finding -> finding.control().decisive()); // by the policy of today
        if (!unannounced && compliant && memory.isPresent() && memory.get().stillWell(snapshot, inheriting, now)) {
            return Optional.empty();
        }
        boolean good = findings.isEmpty() && snapshot.settledState() && !guardTagged(snapshot);
        if (!unannounced && memory.isEmpty() && good) {
            remember(snapshot, tags.get(), match, now);
            return Optional.empty();
        }
        Severity worst = findings.stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.LOW);
        return Optional.of(rank(match, snapshot.tags().over(tags.get()), worst, memory, now));
    }

    private static Rank rank(
            Policy.Match match, Tags tags, Severity worst, Optional<KnownCluster> memory, Instant now) {
        return new Rank(
                match.settings().priority(),
                Rank.production(tags),
                worst,
                memory.map(KnownCluster::since).orElse(now));
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

    /**
     * A cluster that is seen for the first time counts from now on, as unknown: its look may have to wait for hours, and
     * without a row the figures would be of those alone that pass every control. What a first look does is left to it.
     */
    private void meet(ClusterRef cluster, Optional<ClusterSnapshot> read, Tags inherited, Policy policy, Instant now) {
        var memory = new ClusterMemory(cluster, now);
        memory.region = read.map(ClusterSnapshot::location).orElse(memory.region);
        memory.baseline = watch.older(cluster, read.flatMap(ClusterSnapshot::createdAt), now);
        Tags own = read.map(ClusterSnapshot::tags).orElse(Tags.NONE);
        memory.chronicle.tagged(own, inherited, policy.match(cluster, own, inherited));
        rows.insert(memory);
    }

    private static boolean guardTagged(ClusterSnapshot snapshot) {
        return snapshot.tags().all().keySet().stream()
                .anyMatch(tag -> tag.toLowerCase(Locale.ROOT).startsWith("entra-guard-"));
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Limits;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.ClusterMemory.Revert;
import io.entraguard.reconcile.StepRunner.Live;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a look finds out beside its verdict, and tells of: clusters that no event announced, fixes that were undone, and
 * writes by whoever else holds the guard's identity. Safe for use by many threads; each call is about one held row.
 */
final class Detectors {
    /** So old a cluster's event has come, or will not. */
    private static final Duration EVENT_LAG = Duration.ofMinutes(15);

    private final StrangeWrites strange;
    private final Map<String, Instant> reopened;

    Detectors(ActivityLog log, Map<String, Instant> reopened) {
        this.strange = new StrangeWrites(log);
        this.reopened = reopened;
    }

    /** Notes that an event told of the cluster, where one did, and that more than a sweep asks for a look. */
    static void heard(ReconcileRequest request, ClusterMemory memory) {
        boolean byEvent = request.why() == Trigger.EVENT
                || request.seen()
                        .map(seen -> seen.act() != Act.CERTIFICATE_USED)
                        .orElse(false);
        memory.announced = memory.announced || byEvent;
        memory.summoned = memory.summoned || request.why() != Trigger.SWEEP && request.why() != Trigger.RECHECK;
    }

    /**
     * Tells of what this look found out, each once.
     *
     * @return when to look again to find out more
     */
    Optional<Instant> detect(
            ReconcileRequest request,
            ClusterMemory memory,
            Optional<Live> live,
            Policy policy,
            AuditDraft audit,
            Instant now) {
        heard(request, memory); // once more: another cluster of the same name was not heard of before
        if (request.why() == Trigger.SWEEP) {
            live.ifPresent(found -> tellOfUnannounced(memory, found.snapshot(), audit, now));
        }
        tellOfReverts(memory, policy.limits().reverts(), audit);
        return strange.judge(memory, audit, now);
    }

    /**
     * Whether a cluster should have been announced by an event, and was not.
     *
     * @param created as its document says
     */
    static boolean unannounced(boolean announced, boolean baseline, Instant created, Instant now) {
        return !announced && !baseline && !created.plus(EVENT_LAG).isAfter(now);
    }

    private static void tellOfUnannounced(
            ClusterMemory memory, ClusterSnapshot cluster, AuditDraft audit, Instant now) {
        Instant created = cluster.createdAt().orElse(memory.firstSeen);
        if (unannounced(memory.announced, memory.baseline, created, now)) {
            memory.announced = true;
            audit.add(new Alert(
                    "sweep-found-unannounced",
                    Severity.MEDIUM,
                    "the sweep found " + memory.ref().name() + ", which no event had announced",
                    Optional.empty()));
        }
    }

    private void tellOfReverts(ClusterMemory memory, Limits.Reverts limit, AuditDraft audit) {
        SeenTag glass = memory.tags.get(GuardTag.BREAK_GLASS.tag());
        if (glass != null && glass.author().isEmpty()) {
            return; // who wrote the tag is still to be found out, and with it whether this is a revert at all
        }
        Instant told = memory.revertTold;
        List<Revert> news = memory.reverts.stream()
                .filter(revert -> told == null || revert.at().isAfter(told))
                .toList();
        if (news.isEmpty()) {
            return;
        }
        memory.revertTold = news.get(news.size() - 1).at();
        String name = memory.ref().name();
        news.forEach(revert -> raise(
                "fix-reverted",
                Severity.MEDIUM,
                "the guard's fix of " + name + " was undone" + by(revert),
                revert,
                memory,
                audit));
        List<Revert> fight = memory.fiercest(reopened(memory), limit.within());
        if (fight.size() >= limit.count()) {
            Revert last = fight.get(fight.size() - 1);
            raise(
                    "fought-over",
                    Severity.HIGH,
                    "the guard gives up on " + name + ": its fix was undone " + fight.size() + " times within "
                            + limit.within() + ", the last time" + by(last),
                    last,
                    memory,
                    audit);
        }
    }

    private Instant reopened(ClusterMemory memory) {
        Instant set = reopened.getOrDefault(memory.ref().key(), Instant.MIN);
        return memory.reopenedAt != null && memory.reopenedAt.isAfter(set) ? memory.reopenedAt : set;
    }

    private static String by(Revert revert) {
        return revert.by().map(actor -> " by " + actor.oid()).orElse(" by somebody who was not seen");
    }

    /** The last write goes with it as evidence where it is the one that the revert is put down to. */
    private static void raise(
            String kind, Severity severity, String text, Revert revert, ClusterMemory memory, AuditDraft audit) {
        Optional<Sighting> evidence = Optional.ofNullable(memory.lastWrite)
                .filter(write -> revert.by().equals(Optional.of(write.by())));
        audit.add(new Alert(kind, severity, text, evidence));
    }
}

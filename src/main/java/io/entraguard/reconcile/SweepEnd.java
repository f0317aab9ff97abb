package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.FleetSize.Missing;
import io.entraguard.reconcile.SweptPage.Work;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkQueue.Depth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a sweep does once every page was read: queues what is worth a look, as far as the queue has room, tells of what is
 * missing, and leaves its report. Done again from the start where it was stopped. Safe for use by many threads.
 */
final class SweepEnd {
    private static final Logger LOG = Logger.getLogger(SweepEnd.class.getName());

    private final GuardParts parts;
    private final int queueLimit;
    private final FleetSize size;
    private final TicketAllowance allowance;
    private final EventCoverage coverage;

    SweepEnd(GuardParts parts, int queueLimit) {
        this.parts = parts;
        this.queueLimit = queueLimit;
        this.size = new FleetSize(parts.memory());
        this.allowance = new TicketAllowance(parts.memory());
        this.coverage = new EventCoverage(parts.eventTopics());
    }

    /**
     * Ends the sweep.
     *
     * @param known what memory knew when this run began, by the clusters' keys
     */
    void of(SweepCursor cursor, Map<String, KnownCluster> known, Policy policy, Instant now) {
        List<KnownCluster> unseen = unseen(cursor, known);
        List<Work> work = inOrder(cursor, unseen, policy, now);
        int sent = queue(work, known.values(), now);
        var clusters = new TreeMap<String, Integer>();
        cursor.pages()
                .forEach(page -> page.clusters.forEach((name, count) -> clusters.merge(name, count, Integer::sum)));
        Missing missing = size.missing(clusters, known.values(), unseen, cursor.began());
        tell(missing, cursor.began(), policy, now);
        List<ClusterRef> waiting = known.values().stream()
                .filter(KnownCluster::ticketWaits)
                .map(KnownCluster::ref)
                .toList();
        allowance.recount(waiting);
        var report = new SweepReport(
                Optional.of(cursor.began()),
                Optional.of(parts.clock().instant()),
                clusters.values().stream().mapToInt(Integer::intValue).sum(),
                cursor.pages().stream().mapToInt(page -> page.unannounced).sum(),
                missing.sentences(),
                waiting.size(),
                work.size() - sent,
                new TreeSet<>(clusters.keySet()),
                coverage.without(clusters.keySet()));
        report.save(parts.memory());
        AuditBook.renew(
                parts.memory(),
                parts.auditDiagnostics(),
                seen(cursor),
                parts.clock().instant());
        size.save(clusters, known.values(), missing, parts::serves);
        cursor.forget();
        LOG.log(Level.INFO, "sweep done clusters={0} queued={1} postponed={2} unannounced={3}", new Object[] {
            report.clusters(), sent, report.postponed(), report.unannounced()
        });
    }

    private static Set<String> seen(SweepCursor cursor) {
        Set<String> seen = new HashSet<>();
        cursor.pages().forEach(page -> seen.addAll(page.seen));
        return seen;
    }

    private static List<KnownCluster> unseen(SweepCursor cursor, Map<String, KnownCluster> known) {
        Set<String> seen = seen(cursor);
        return known.values().stream()
                .filter(memory -> !seen.contains(SweptPage.name(memory.ref())))
                .toList();
    }

    /** All that is worth a look, each cluster once, what matters most first; what is not seen any more comes with it. */
    private static List<Work> inOrder(SweepCursor cursor, List<KnownCluster> unseen, Policy policy, Instant now) {
        var work = new LinkedHashMap<String, Work>();
        cursor.pages()
                .forEach(page -> page.work.forEach(one -> work.put(one.ref().key(), one)));
        unseen.stream()
                .filter(memory -> !memory.gone() || memory.leftOver(now))
                .forEach(memory -> work.put(
                        memory.ref().key(), new Work(memory.ref().id(), rank(memory, policy), Optional.empty())));
        return work.values().stream().sorted().toList();
    }

    private static Rank rank(KnownCluster memory, Policy policy) {
        Policy.Match match = policy.match(memory.ref(), memory.own(), memory.fromScopes());
        return new Rank(
                match.settings().priority(),
                Rank.production(memory.own().over(memory.fromScopes())),
                Severity.LOW,
                memory.since());
    }

    /** Queues the first of them, as many as the queue has room for, and says how many these were. */
    private int queue(List<Work> work, Collection<KnownCluster> known, Instant now) {
        if (work.isEmpty()) {
            return 0;
        }
        List<Work> sent = work.subList(0, Math.min(work.size(), room(known, now)));
        sent.forEach(one ->
                parts.queue().send(ReconcileRequest.news(one.ref(), Trigger.SWEEP, Optional.empty()), Duration.ZERO));
        return sent.size();
    }

    /** Messages that wait for their time are no backlog: the rows say how many of them there should be. */
    private int room(Collection<KnownCluster> known, Instant now) {
        Depth depth = parts.queue().depth();
        int due = depth.due();
        if (due >= Depth.COUNTED) {
            int appointments = (int) known.stream()
                    .filter(memory ->
                            memory.nextLook().map(at -> at.isAfter(now)).orElse(false))
                    .count();
            due = Math.max(Depth.COUNTED, due - appointments);
        }
        return Math.max(0, queueLimit - due);
    }

    /** A sweep that is ended once more tells the same by the same name. */
    private void tell(Missing missing, Instant began, Policy policy, Instant now) {
        var events = new ArrayList<AuditEvent>();
        missing.news().forEach((subscription, sentence) -> {
            Severity severity = missing.vanished().contains(subscription) ? Severity.HIGH : Severity.MEDIUM;
            events.add(new AuditEvent(
                    Optional.empty(),
                    now,
                    "fleet-shrank " + subscription + " " + began,
                    policy.hash(),
                    new Alert("fleet-shrank", severity, sentence, Optional.empty())));
        });
        if (!events.isEmpty()) {
            parts.audit().record(events);
        }
    }
}

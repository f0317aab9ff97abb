package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import io.entraguard.model.Sighting;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tags;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.ClusterHistory;
import io.entraguard.policy.ClusterHistory.Credentials;
import io.entraguard.policy.ClusterHistory.Operation;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Decider;
import io.entraguard.policy.Decider.Questions;
import io.entraguard.policy.Decision;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Situation;
import io.entraguard.policy.Step;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.ClusterMemory.InFlight;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.Conclusions.Flight;
import io.entraguard.reconcile.StepRunner.Live;
import io.entraguard.reconcile.StepRunner.Task;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loop. A request names a cluster; one pass reads what it is, judges it, decides the single next step, takes it,
 * records it and says when to look again. Events are hints: they may come twice, late, out of order or never, and the
 * outcome is the same. Safe for use by many threads and processes; a lease in the cluster's row keeps one at a time.
 */
public final class Reconciler {
    /** How soon a message is looked at again that finds another worker at its cluster. */
    private static final Duration BUSY = Duration.ofSeconds(15);

    private final GuardParts parts;
    private final ClusterRows rows;
    private final Appointments appointments;
    private final FleetLimits limits;
    private final Sightings sightings;
    private final Lookups lookups;
    private final Conclusions conclusions;
    private final StepRunner steps;
    private final Watch watch;
    private final Clock clock;

    public Reconciler(GuardParts parts) {
        this.parts = parts;
        this.clock = parts.clock();
        this.rows = new ClusterRows(parts.memory(), parts.names());
        this.appointments = new Appointments(parts.queue(), parts.names());
        this.limits = new FleetLimits(parts.memory());
        this.sightings = new Sightings(parts.guard());
        this.lookups = new Lookups(parts.directory(), parts.activityLog(), sightings);
        this.conclusions = new Conclusions(parts.clusters(), limits, lookups, parts.guard());
        this.steps =
                new StepRunner(parts.tickets(), rows, new Remediations(parts.clusters(), limits, rows, parts.guard()));
        this.watch = new Watch(parts.memory());
    }

    /**
     * Does what a message asks for. What cannot be done now is put back on the queue.
     *
     * @throws Failure where not even the queue was to be reached; the message must stay where it is
     */
    public void handle(WorkItem item) {
        if (item instanceof ReconcileRequest request) {
            look(request);
        } else if (item instanceof Rejected rejected) {
            reject(rejected);
        }
    }

    private void reject(Rejected rejected) {
        // An event without an id of its own cannot be known again: each is recorded, rather than the first alone.
        boolean named = rejected.ids().containsKey("event");
        parts.audit()
                .record(List.of(new AuditEvent(
                        Optional.empty(),
                        clock.instant(),
                        rejected.reason()
                                + rejected.ids()
                                + (named ? "" : parts.names().get()),
                        parts.policy().get().hash(),
                        new EventRejected(rejected.reason(), rejected.ids()))));
    }

    private void look(ReconcileRequest request) {
        Instant now = clock.instant();
        try {
            if (appointments.due(request, rows, now)) {
                pass(request, now);
            }
        } catch (ClusterRows.Busy e) {
            parts.queue().send(request, BUSY);
        } catch (Failure.Transient e) {
            parts.queue().send(request.again(), Backoff.after(request.attempt(), e.retryAfter()));
        } catch (Failure e) {
            parts.queue().send(request.again(), Backoff.after(request.attempt(), Optional.empty()));
        }
    }

    private void pass(ReconcileRequest request, Instant now) {
        Held held = rows.take(request.cluster(), now);
        Policy policy = parts.policy().get();
        var audit = new AuditDraft(parts.audit(), held.memory, policy.hash(), now);
        boolean done = false;
        try {
            Optional<Instant> next = pass(request, held, policy, audit, now);
            appointments.make(held, next, now);
            rows.release(held);
            done = true;
        } finally {
            if (!done) {
                letGo(held, audit);
            }
        }
    }

    /**
     * After a failure the row is given free early; where even that fails the lease ends by itself. What was not recorded
     * yet must not be remembered either, or it would never be.
     */
    private void letGo(Held held, AuditDraft audit) {
        try {
            if (audit.durable()) {
                rows.release(held);
            } else {
                rows.abandon(held);
            }
        } catch (Failure e) {
            // The failure that led here is on its way to the queue already.
        }
    }

    private Optional<Instant> pass(ReconcileRequest request, Held held, Policy policy, AuditDraft audit, Instant now) {
        ClusterMemory memory = held.memory;
        request.seen().ifPresent(seen -> sightings.enter(seen, memory, audit));

        InFlight flight = memory.inFlight;
        Optional<Flight> flown = flight == null ? Optional.empty() : Optional.of(conclusions.look(memory, flight, now));
        if (flown.map(Flight::running).orElse(false)) {
            return stillRunning(request, held, policy, audit, now);
        }
        Reading reading = read(request.cluster(), memory, now);
        memory.region = reading.live().map(live -> live.snapshot().location()).orElse(memory.region);
        if (flight != null && flown.isPresent()) {
            conclude(memory, flight, flown.get(), reading, policy, audit, now);
            if (memory.inFlight != null && reading.live().isPresent()) {
                return stillRunning(request, held, policy, audit, now); // what it shows is not proven yet
            }
        }
        Judgement judgement = judge(reading, memory, policy, audit, now);
        Decision decision = decide(judgement, memory, policy, now);
        noteWait(memory, decision, now);
        note(request, memory, decision, now);
        return steps.run(new Task(
                held,
                reading.live(),
                judgement.match(),
                policy,
                decision,
                parts.mode() == GuardMode.ENFORCE,
                audit,
                now));
    }

    private Optional<Instant> stillRunning(
            ReconcileRequest request, Held held, Policy policy, AuditDraft audit, Instant now) {
        InFlight flight = java.util.Objects.requireNonNull(held.memory.inFlight);
        Policy.Match match = policy.match(held.memory.ref(), Tags.NONE);
        Decision decision = Decider.running(
                new Operation(flight.nextLook()), match.settings().mode());
        note(request, held.memory, decision, now);
        audit.flush();
        return Optional.of(flight.nextLook());
    }

    private void note(ReconcileRequest request, ClusterMemory memory, Decision decision, Instant now) {
        parts.decisions()
                .decided(new Pass(
                        now,
                        memory.ref(),
                        request.why(),
                        List.copyOf(memory.findings.keySet()),
                        decision,
                        parts.names().get()));
    }

    /** What came of asking ARM. */
    private record Reading(Optional<Live> live, Optional<Verdict> unjudged) {}

    private Reading read(ClusterRef cluster, ClusterMemory memory, Instant now) {
        try {
            Optional<Map<String, Object>> document = parts.clusters().read(cluster);
            memory.armRefusedSince = null;
            memory.armRefusals = 0;
            if (document.isEmpty()) {
                return new Reading(Optional.empty(), Optional.of(new Verdict.Gone()));
            }
            ClusterSnapshot snapshot = SnapshotReader.read(document.get());
            return new Reading(Optional.of(new Live(snapshot, document.get())), Optional.empty());
        } catch (Unreadable e) {
            return new Reading(Optional.empty(), Optional.of(new Verdict.Unreadable(String.valueOf(e.getMessage()))));
        } catch (Failure.Terminal e) {
            return refused(memory, e.code(), Optional.empty(), now);
        } catch (Failure.Transient e) {
            return refused(memory, String.valueOf(e.getMessage()), e.retryAfter(), now);
        }
    }

    private static Reading refused(ClusterMemory memory, String why, Optional<Duration> retryAfter, Instant now) {
        if (memory.armRefusedSince == null) {
            memory.armRefusedSince = now;
        }
        Instant again = now.plus(Backoff.after(memory.armRefusals, retryAfter));
        memory.armRefusals++;
        return new Reading(Optional.empty(), Optional.of(new Verdict.Refused(why, memory.armRefusedSince, again)));
    }

    private void conclude(
            ClusterMemory memory,
            InFlight flight,
            Flight flown,
            Reading reading,
            Policy policy,
            AuditDraft audit,
            Instant now) {
        var reread = conclusions.new Reread(memory, flight, policy.limits(), audit, now);
        Optional<Live> live = reading.live();
        if (live.map(found -> recreated(memory, found.snapshot())).orElse(false)) {
            reread.gone(); // another cluster of that name proves nothing about this one
        } else if (live.isPresent()) {
            reread.shows(live.get(), flown);
        } else if (reading.unjudged().orElseThrow() instanceof Verdict.Gone) {
            reread.gone();
        }
    }

    /** A verdict and the part of the policy that it was made by. */
    private record Judgement(Verdict verdict, Policy.Match match) {}

    private Judgement judge(Reading reading, ClusterMemory memory, Policy policy, AuditDraft audit, Instant now) {
        var book = new FindingBook(memory, audit, now);
        if (reading.live().isEmpty()) {
            Verdict verdict = reading.unjudged().orElseThrow();
            if (verdict instanceof Verdict.Gone) {
                book.enterGone();
            } else if (!(verdict instanceof Verdict.Refused refused) || refused.overdue(now)) {
                memory.status = Status.UNKNOWN;
            }
            return new Judgement(verdict, policy.match(memory.ref(), Tags.NONE));
        }
        ClusterSnapshot cluster = reading.live().get().snapshot();
        memory.id = cluster.ref().id();
        startOverIfRecreated(memory, cluster, book, now);
        if (cluster.provisioningState()
                .map("RotatingClusterCertificates"::equalsIgnoreCase)
                .orElse(false)) {
            memory.certificatesRotatedAt = now;
        }
        if (!memory.judged) {
            memory.baseline = watch.older(cluster.ref(), cluster.createdAt(), now);
        }
        Policy.Match match = policy.match(cluster.ref(), cluster.tags());
        List<Finding> findings = Controls.judge(cluster, match.settings(), issuedCertificates(memory));
        var verdict = new Verdict.Judged(cluster, findings);
        book.enter(verdict);
        return new Judgement(verdict, match);
    }

    private static void startOverIfRecreated(
            ClusterMemory memory, ClusterSnapshot cluster, FindingBook book, Instant now) {
        if (recreated(memory, cluster)) {
            book.enterGone();
            memory.startOver(cluster.resourceUid().orElseThrow(), now);
        }
        cluster.resourceUid().ifPresent(uid -> memory.resourceUid = uid);
    }

    /** Whether this is another cluster than the one that is remembered, of the same name. */
    private static boolean recreated(ClusterMemory memory, ClusterSnapshot cluster) {
        String known = memory.resourceUid;
        return known != null
                && cluster.resourceUid().map(uid -> !uid.equals(known)).orElse(false);
    }

    private static boolean issuedCertificates(ClusterMemory memory) {
        Instant on = memory.localAccountsOnAt;
        Instant rotated = memory.certificatesRotatedAt;
        return on != null && (rotated == null || rotated.isBefore(on));
    }

    private Decision decide(Judgement judgement, ClusterMemory memory, Policy policy, Instant now) {
        Situation first = situation(
                judgement,
                history(memory, Credentials.UNKNOWN, policy),
                Optional.of(Administrators.UNVERIFIED),
                FleetLoad.IDLE,
                policy,
                now);
        Questions questions = Decider.questions(first);
        if (questions.equals(Questions.NONE)) {
            return Decider.decide(first);
        }
        Credentials credentials = lookups.credentials(memory, judgement.match().settings(), now);
        return Decider.decide(situation(
                judgement,
                history(memory, credentials, policy),
                Optional.of(lookups.administrators(memory.ref(), questions)),
                limits.load(memory.ref(), now, policy.limits()),
                policy,
                now));
    }

    private Situation situation(
            Judgement judgement,
            ClusterHistory history,
            Optional<Administrators> administrators,
            FleetLoad load,
            Policy policy,
            Instant now) {
        return new Situation(
                judgement.verdict(),
                judgement.match(),
                history,
                administrators,
                load,
                policy.limits(),
                parts.mode(),
                now);
    }

    private ClusterHistory history(ClusterMemory memory, Credentials credentials, Policy policy) {
        Duration within = policy.limits().reverts().within();
        Instant reopened = parts.reopened().getOrDefault(memory.ref().key(), Instant.MIN);
        List<ClusterMemory.Revert> lately = memory.fiercest(reopened, within);
        return new ClusterHistory(
                Optional.of(memory.firstSeen),
                credentials,
                Optional.ofNullable(memory.adminCredential),
                Optional.ofNullable(memory.userCredential),
                Optional.ofNullable(memory.lastWrite).map(Sighting::by),
                Optional.ofNullable(memory.inFlight).map(flight -> new Operation(flight.nextLook())),
                Optional.ofNullable(memory.entraOnSince),
                Optional.ofNullable(memory.refusal),
                new ClusterHistory.Reverts(
                        lately.size(),
                        lately.isEmpty()
                                ? Optional.empty()
                                : lately.get(lately.size() - 1).by()),
                Optional.ofNullable(memory.waiting),
                Optional.ofNullable(memory.unexplained));
    }

    private static void noteWait(ClusterMemory memory, Decision decision, Instant now) {
        Step step = decision.step() instanceof Step.Recorded recorded ? recorded.would() : decision.step();
        if (!(step instanceof Step.Await await)) {
            memory.waiting = null;
            return;
        }
        String what = Decider.what(decision.because());
        Wait before = memory.waiting;
        Instant since = before != null && before.what().equals(what) ? before.since() : now;
        memory.waiting = new Wait(what, since, Optional.of(await.until()));
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.Tags;
import io.entraguard.policy.ClusterHistory.Operation;
import io.entraguard.policy.Decider;
import io.entraguard.policy.Decision;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.ClusterMemory.Look;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.Conclusions.Flight;
import io.entraguard.reconcile.GuardMetrics.Fault;
import io.entraguard.reconcile.Judgements.Judgement;
import io.entraguard.reconcile.Readings.Reading;
import io.entraguard.reconcile.StepRunner.Live;
import io.entraguard.reconcile.StepRunner.Task;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The loop. A request names a cluster; one pass reads what it is, judges it, decides the single next step, takes it,
 * records it and says when to look again. Events are hints: they may come twice, late, out of order or never, and the
 * outcome is the same. Safe for use by many threads and processes; a lease in the cluster's row keeps one at a time.
 */
public final class Reconciler {
    /** How soon a message is looked at again that finds another worker at its cluster. */
    private static final Duration BUSY = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(Reconciler.class.getName());

    private final GuardParts parts;
    private final ClusterRows rows;
    private final Appointments appointments;
    private final ScopeChanges scopeChanges;
    private final Sightings sightings;
    private final CertificateUses uses;
    private final Conclusions conclusions;
    private final Readings readings;
    private final Judgements judgements;
    private final Decisions decisions;
    private final StepRunner steps;
    private final Detectors detectors;
    private final FleetLimits limits;
    private final Clock clock;

    public Reconciler(GuardParts parts) {
        this.parts = parts;
        this.clock = parts.clock();
        this.rows = new ClusterRows(parts.memory(), parts.names());
        this.appointments = new Appointments(parts.queue(), parts.names());
        this.sightings = new Sightings(parts.guard());
        this.uses = new CertificateUses(rows, sightings, parts.clusters());
        this.limits = new FleetLimits(parts.memory());
        this.detectors = new Detectors(parts.activityLog(), parts.reopened());
        var lookups =
                new Lookups(parts.directory(), parts.activityLog(), parts.tagHistory(), parts.maintenance(), sightings);
        this.conclusions = new Conclusions(parts.clusters(), limits, lookups, parts.guard());
        var inherited = new InheritedTags(parts.scopeTags(), parts.memory());
        this.scopeChanges = new ScopeChanges(rows, inherited, parts.queue());
        this.readings = new Readings(parts.clusters(), inherited);
        this.judgements = new Judgements(new Watch(parts.memory()), lookups);
        this.decisions = new Decisions(lookups, limits, parts.mode(), parts.guard(), parts.reopened());
        this.steps = new StepRunner(
                parts.tickets(),
                new TrackerOutages(parts.memory()),
                rows,
                new Remediations(parts.clusters(), limits, rows, parts.guard()),
                new TicketTurn(parts.memory()));
    }

    /**
     * Does what a message asks for. What cannot be done now is put back on the queue.
     *
     * @throws Failure where not even the queue was to be reached; the message must stay where it is
     */
    public void handle(WorkItem item) {
        if (item instanceof ReconcileRequest request) {
            if (parts.serves(request.cluster().subscription())) {
                look(request);
            } else {
                reject(notServed(request));
            }
        } else if (item instanceof ScopeChanged changed) {
            scopeChanges.handle(changed, parts.policy().get(), clock.instant());
        } else if (item instanceof Rejected rejected) {
            reject(rejected);
        }
    }

    /** Whoever can send events could make the guard look at clusters that nobody asked it to look after. */
    private static Rejected notServed(ReconcileRequest request) {
        return new Rejected("subscription-not-served", ids(request));
    }

    private static Map<String, String> ids(ReconcileRequest request) {
        return request.seen().map(seen -> Map.of("event", seen.eventId())).orElse(Map.of());
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
            if (uses.settled(request, now)) {
                return;
            }
            if (uses.unknown(request)) {
                reject(new Rejected("unknown-cluster", ids(request)));
            } else if (appointments.due(request, rows, now)) {
                parts.telemetry().pass(request, clock, () -> pass(request, now));
            }
        } catch (ClusterRows.Busy e) {
            parts.telemetry().metrics().failed(Fault.BUSY);
            parts.queue().send(request, BUSY);
        } catch (Failure.Transient e) {
            parts.telemetry().metrics().failed(Fault.TRANSIENT);
            parts.queue().send(request.again(), Backoff.after(request.attempt(), e.retryAfter()));
        } catch (Failure e) {
            parts.telemetry().metrics().failed(Fault.of(e));
            parts.queue().send(request.again(), Backoff.after(request.attempt(), Optional.empty()));
        }
    }

    private void pass(ReconcileRequest request, Instant now) {
        Policy policy = parts.policy().get(); // before the row is held, which a policy that cannot be had would keep
        Held held = rows.take(request.cluster(), now);
        parts.telemetry()
                .begun(request, Optional.ofNullable(held.memory.nextLook).map(Look::at), now);
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
        Detectors.heard(request, memory);
        request.seen().ifPresent(seen -> sightings.enter(seen, request.used(), memory, audit));

        InFlight flight = memory.inFlight;
        Optional<Flight> flown = flight == null ? Optional.empty() : Optional.of(conclusions.look(memory, flight, now));
        if (flown.map(Flight::running).orElse(false)) {
            return stillRunning(request, held, policy, audit, now);
        }
        Reading reading = readings.read(request.cluster(), memory, policy, now);
        memory.region = reading.live().map(live -> live.snapshot().location()).orElse(memory.region);
        if (flight != null && flown.isPresent()) {
            conclude(memory, flight, flown.get(), reading, policy, audit, now);
            if (memory.inFlight != null && reading.live().isPresent()) {
                return stillRunning(request, held, policy, audit, now); // what it shows is not proven yet
            }
        }
        Judgement judgement = judgements.judge(reading, memory, policy, audit, now);
        Optional<Instant> again = detectors.detect(request, memory, reading.live(), policy, audit, now);
        Decision decision = decisions.decide(judgement, memory, policy, audit, now);
        memory.chronicle.decided(judgement.match().rule(), decision);
        note(request, memory, decision, now);
        Optional<Instant> next = steps.run(new Task(
                held,
                reading.live(),
                judgement.match(),
                policy,
                decision,
                parts.mode() == GuardMode.ENFORCE,
                audit,
                now));
        if (flight != null) {
            tellOfBreaker(policy);
        }
        // A write in flight has its next look, also where the step asks for none.
        return earlier(next.or(() -> Optional.ofNullable(memory.inFlight).map(InFlight::nextLook)), again);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /** It concerns others than this pass's cluster, which goes on where it cannot be told; the sweep tells it then. */
    private void tellOfBreaker(Policy policy) {
        try {
            limits.tell(parts.audit(), policy.hash());
        } catch (Failure e) {
            LOG.log(Level.WARNING, "breaker not told of reason={0}", e.getMessage());
        }
    }

    private Optional<Instant> stillRunning(
            ReconcileRequest request, Held held, Policy policy, AuditDraft audit, Instant now) {
        InFlight flight = java.util.Objects.requireNonNull(held.memory.inFlight);
        Policy.Match match = policy.match(held.memory.ref(), Tags.NONE);
        Decision decision = Decider.running(
                new Operation(flight.nextLook()), match.settings().mode());
        held.memory.chronicle.decided(held.memory.chronicle.rule().orElse(match.rule()), decision);
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
        if (live.map(found -> Judgements.recreated(memory, found.snapshot())).orElse(false)) {
            reread.gone(); // another cluster of that name proves nothing about this one
        } else if (live.isPresent()) {
            reread.shows(live.get(), flown);
        } else if (reading.unjudged().orElseThrow() instanceof Verdict.Gone) {
            reread.gone();
        } else {
            reread.unclear();
        }
    }
}

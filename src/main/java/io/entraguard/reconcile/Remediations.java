package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Sighting;
import io.entraguard.policy.ClusterHistory.Refusal;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.Limits;
import io.entraguard.policy.Plan;
import io.entraguard.reconcile.ClusterMemory.Fix;
import io.entraguard.reconcile.ClusterMemory.InFlight;
import io.entraguard.reconcile.ClusterMemory.Revert;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.Clusters.Progress;
import io.entraguard.reconcile.Clusters.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The remediation protocol: intent recorded, memory says "in flight", one conditional PUT, its operation looked at from
 * the queue, and a re-read that proves the outcome. A stop at any line loses nothing and repeats no write: what is in
 * flight is looked for before anything is sent again. Safe for use by many threads; each call is about one held row.
 */
final class Remediations {
    private static final Duration LOOK_AT_OPERATION = Duration.ofMinutes(1);
    private static final Duration LOOK_AFTER_NO_ANSWER = Duration.ofSeconds(30);
    private static final Duration LOOK_WHEN_BUSY = Duration.ofMinutes(2);

    private final Clusters clusters;
    private final FleetLimits limits;
    private final ClusterRows rows;
    private final Guard guard;

    Remediations(Clusters clusters, FleetLimits limits, ClusterRows rows, Optional<String> guard) {
        this.clusters = clusters;
        this.limits = limits;
        this.rows = rows;
        this.guard = new Guard(guard);
    }

    /**
     * Writes the cluster.
     *
     * @param authority who or what allowed it, for the record
     * @return when to look again
     */
    Instant start(
            Held held,
            ClusterSnapshot cluster,
            Map<String, Object> document,
            Plan plan,
            String authority,
            Limits most,
            AuditDraft audit,
            Instant now) {
        ClusterMemory memory = held.memory;
        String etag = cluster.etag().orElseThrow(() -> new IllegalStateException("a write without an etag"));
        FleetLoad load = limits.begin(cluster.ref(), now, most);
        Optional<Instant> later = load.breakerUntil().or(load::fullUntil);
        if (later.isPresent()) {
            return later.get();
        }
        memory.remediations++;
        String command = "rem-" + TicketDesk.key(memory).substring("entra-guard-".length()) + "-" + memory.remediations;
        audit.add(new RemediationIntended(command, plan.id(), changes(plan), authority, guard), command);
        audit.flush();
        memory.inFlight = new InFlight(
                command, plan, etag, now, false, Optional.empty(), Optional.empty(), now.plus(LOOK_AFTER_NO_ANSWER));
        rows.keep(held);
        return clusters.write(cluster.ref(), plan.applyTo(document), etag).match(new Answer(held, audit, now));
    }

    /** What each answer to a PUT means; each case says when to look again. */
    private final class Answer implements Written.Cases<Instant> {
        private final ClusterMemory memory;
        private final AuditDraft audit;
        private final Instant now;
        private final InFlight flight;

        Answer(Held held, AuditDraft audit, Instant now) {
            this.memory = held.memory;
            this.audit = audit;
            this.now = now;
            this.flight = java.util.Objects.requireNonNull(held.memory.inFlight);
        }

        @Override
        public Instant accepted(Written.Accepted written) {
            Instant look = now.plus(written.retryAfter().orElse(LOOK_AT_OPERATION));
            memory.inFlight = new InFlight(
                    flight.command(),
                    flight.plan(),
                    flight.etag(),
                    flight.intended(),
                    true,
                    written.operation(),
                    written.requestId(),
                    look);
            return look;
        }

        @Override
        public Instant outdated(Written.Outdated written) {
            return notApplied(written.code(), "the cluster changed after it was read", now);
        }

        @Override
        public Instant busy(Written.Busy written) {
            return notApplied(written.code(), "another operation on the cluster runs", now.plus(LOOK_WHEN_BUSY));
        }

        @Override
        public Instant throttled(Written.Throttled written) {
            Duration pause = Backoff.after(3, written.retryAfter());
            return notApplied(
                    written.code(),
                    "asked too often",
                    now.plus(written.retryAfter().orElse(pause)));
        }

        @Override
        public Instant refused(Written.Refused written) {
            String missing = written.action()
                    .map(action -> "; missing permission " + action
                            + written.scope().map(scope -> " on " + scope).orElse(""))
                    .orElse("");
            refuse(memory, flight, written.code() + " (" + written.message() + ")" + missing, now);
            end(memory, audit, flight, Outcome.REFUSED, written.code(), written.message() + missing);
            limits.forget(memory.ref());
            return now;
        }

        @Override
        public Instant vanished(Written.Vanished written) {
            return notApplied(written.code(), "the cluster is gone", now);
        }

        @Override
        public Instant unanswered(Written.Unanswered written) {
            return flight.nextLook(); // it may have been done: what is in flight is looked for first
        }

        private Instant notApplied(String code, String why, Instant look) {
            end(memory, audit, flight, Outcome.NOT_APPLIED, code, why);
            limits.forget(memory.ref());
            return look;
        }
    }

    /** What ARM says of the operation of the write in flight. */
    record Flight(boolean running, Optional<Progress.Failed> failure, boolean superseded) {}

    /** Asks ARM about the write in flight; {@code running} also moves its next look. */
    Flight look(ClusterMemory memory, InFlight flight, Instant now) {
        if (flight.operation().isEmpty()) {
            return new Flight(false, Optional.empty(), false);
        }
        Progress progress = clusters.progress(flight.operation().get());
        if (progress instanceof Progress.Running running) {
            memory.inFlight = moved(flight, now.plus(running.retryAfter().orElse(LOOK_AT_OPERATION)));
            return new Flight(true, Optional.empty(), false);
        }
        if (progress instanceof Progress.Failed failed) {
            return new Flight(false, Optional.of(failed), false);
        }
        return new Flight(false, Optional.empty(), progress instanceof Progress.Succeeded done && done.superseded());
    }

    /**
     * Brings the write in flight to its end, by what a re-read shows; leaves it in flight while the cluster is not in a
     * terminal state.
     */
    void conclude(
            ClusterMemory memory,
            InFlight flight,
            Flight state,
            ClusterSnapshot cluster,
            Limits most,
            AuditDraft audit,
            Instant now) {
        if (!cluster.settledState()) {
            memory.inFlight = moved(flight, now.plus(LOOK_AT_OPERATION));
            return;
        }
        if (flight.plan().holdsIn(cluster.identity())) {
            memory.fix = new Fix(flight.plan().id(), now, true);
            memory.refusal = null;
            end(memory, audit, flight, Outcome.PROVEN, "200", "a re-read shows every intended property");
            limits.end(memory.ref(), now, false, most);
        } else if (state.failure().isPresent()) {
            Progress.Failed failure = state.failure().get();
            refuse(memory, flight, failure.code() + " (" + failure.message() + ")", now);
            end(memory, audit, flight, Outcome.FAILED, failure.code(), failure.message());
            limits.end(memory.ref(), now, true, most);
        } else if (!flight.answered()) {
            end(memory, audit, flight, Outcome.NOT_APPLIED, "NoAnswer", "a re-read shows that it was not applied");
            limits.forget(memory.ref());
        } else {
            undone(memory, flight, state, most, audit, now);
        }
    }

    /** ARM took the write, said nothing of a failure, and the intended values are not there. */
    private void undone(
            ClusterMemory memory, InFlight flight, Flight state, Limits most, AuditDraft audit, Instant now) {
        Sighting write = memory.lastWrite;
        boolean byOther = write != null && !write.at().isBefore(flight.intended());
        if (byOther || state.superseded()) {
            memory.revert(new Revert(now, Optional.ofNullable(write).map(Sighting::by)));
            end(
                    memory,
                    audit,
                    flight,
                    Outcome.NOT_APPLIED,
                    "Overwritten",
                    "another writer wrote the cluster meanwhile");
            limits.forget(memory.ref());
        } else {
            String why = "ARM reported success and a re-read does not show the intended properties";
            refuse(memory, flight, "NotApplied (" + why + ")", now);
            end(memory, audit, flight, Outcome.FAILED, "NotApplied", why);
            limits.end(memory.ref(), now, true, most);
        }
    }

    /** Ends the write in flight of a cluster that no longer exists. */
    void concludeGone(ClusterMemory memory, InFlight flight, AuditDraft audit) {
        end(memory, audit, flight, Outcome.NOT_APPLIED, "ResourceNotFound", "the cluster is gone");
        limits.forget(memory.ref());
    }

    private static void refuse(ClusterMemory memory, InFlight flight, String why, Instant now) {
        Refusal before = memory.refusal;
        int tries = before != null && before.planId().equals(flight.plan().id()) ? before.tries() + 1 : 1;
        memory.refusal = new Refusal(flight.plan().id(), now, why, tries);
    }

    private void end(
            ClusterMemory memory, AuditDraft audit, InFlight flight, Outcome outcome, String code, String detail) {
        audit.add(
                new RemediationEnded(
                        flight.command(),
                        flight.plan().id(),
                        changes(flight.plan()),
                        outcome,
                        code,
                        detail,
                        flight.requestId(),
                        guard),
                flight.command());
        memory.inFlight = null;
    }

    private static InFlight moved(InFlight flight, Instant look) {
        return new InFlight(
                flight.command(),
                flight.plan(),
                flight.etag(),
                flight.intended(),
                flight.answered(),
                flight.operation(),
                flight.requestId(),
                look);
    }

    /** A plan's changes as an audit event shows them. */
    static List<PropertyChange> changes(Plan plan) {
        return plan.changes().stream()
                .map(change -> new PropertyChange(change.path(), change.from(), change.to()))
                .toList();
    }
}

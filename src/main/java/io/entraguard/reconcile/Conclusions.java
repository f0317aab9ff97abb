package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Limits;
import io.entraguard.reconcile.ClusterMemory.Revert;
import io.entraguard.reconcile.Clusters.Progress;
import io.entraguard.reconcile.StepRunner.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The second half of the remediation protocol: the operation of a write in flight is looked at from the queue, and a
 * re-read proves what came of it. "Succeeded" alone is no proof. Safe for use by many threads; each call is about one
 * held row.
 */
final class Conclusions {
    /** The Activity Log lags by minutes: before this much time is over, its silence about a change proves nothing. */
    private static final Duration LOG_LAG = Duration.ofMinutes(15);

    private static final Duration LOOK_LATER = Duration.ofMinutes(5);

    /** A ticket shows this many of the changes that nothing explains. */
    private static final int SHOWN = 10;

    private final Clusters clusters;
    private final FleetLimits limits;
    private final Lookups lookups;
    private final Guard guard;

    Conclusions(Clusters clusters, FleetLimits limits, Lookups lookups, Optional<String> guard) {
        this.clusters = clusters;
        this.limits = limits;
        this.lookups = lookups;
        this.guard = new Guard(guard);
    }

    /**
     * What ARM says of the operation of the write in flight.
     *
     * @param superseded whether a later operation took its place
     */
    record Flight(boolean running, Optional<Progress.Failed> failure, boolean superseded) {
        private static final Flight OVER = new Flight(false, Optional.empty(), false);
    }

    /** Asks ARM about the write in flight; where it still runs, its next look moves. */
    Flight look(ClusterMemory memory, InFlight flight, Instant now) {
        if (flight.operation().isEmpty()) {
            return Flight.OVER;
        }
        Progress progress;
        try {
            progress = clusters.progress(flight.operation().get());
        } catch (Failure.Terminal e) {
            return Flight.OVER; // ARM will not tell of the operation; what came of it a re-read shows
        }
        if (progress instanceof Progress.Running running) {
            memory.inFlight = flight.lookedAt(now.plus(running.retryAfter().orElse(Remediations.LOOK_AT_OPERATION)));
            return new Flight(true, Optional.empty(), false);
        }
        if (progress instanceof Progress.Failed failed) {
            return new Flight(false, Optional.of(failed), false);
        }
        return new Flight(false, Optional.empty(), progress instanceof Progress.Succeeded done && done.superseded());
    }

    /** A re-read of the cluster that a write in flight is about, and what brings it to its end. */
    final class Reread {
        private final ClusterMemory memory;
        private final InFlight flight;
        private final Limits most;
        private final AuditDraft audit;
        private final Instant now;
        private final FlightEnd end;

        Reread(ClusterMemory memory, InFlight flight, Limits most, AuditDraft audit, Instant now) {
            this.memory = memory;
            this.flight = flight;
            this.most = most;
            this.audit = audit;
            this.now = now;
            this.end = new FlightEnd(memory, flight, guard, audit, now);
        }

        /** The cluster no longer exists. */
        void gone() {
            end.notApplied("ResourceNotFound", "the cluster is gone");
            limits.forget(memory.ref());
        }

        /** The cluster could not be read or judged: the write stays in flight and is looked at again, whatever is decided. */
        void unclear() {
            memory.inFlight = flight.lookedAt(now.plus(LOOK_LATER));
        }

        /** The cluster is as this document says. It stays in flight while another operation runs. */
        void shows(Live live, Flight state) {
            ClusterSnapshot cluster = live.snapshot();
            if (!cluster.settledState()) {
                memory.inFlight = flight.lookedAt(now.plus(Remediations.LOOK_AT_OPERATION));
            } else if (flight.plan().holdsIn(cluster.identity())) {
                proven(live);
            } else if (state.failure().isPresent()) {
                end.failed(state.failure().get());
                limits.end(memory.ref(), now, true, most);
            } else if (!flight.answered()) {
                end.notApplied("NoAnswer", "a re-read shows that it was not applied");
                limits.forget(memory.ref());
            } else {
                undone(state);
            }
        }

        private void proven(Live live) {
            List<PropertyChange> others = Collateral.between(flight.before(), live.document(), flight.plan());
            if (others.isEmpty()) {
                end.proven("a re-read shows every intended property and nothing else changed");
                limits.end(memory.ref(), now, false, most);
            } else if (lookups.othersWroteSince(memory, flight.intended())) {
                end.proven("a re-read shows every intended property; another writer changed " + paths(others));
                limits.end(memory.ref(), now, false, most);
            } else if (now.isBefore(flight.intended().plus(LOG_LAG))) {
                memory.inFlight = flight.lookedAt(now.plus(LOOK_LATER));
            } else {
                unexplained(others);
            }
        }

        private void unexplained(List<PropertyChange> others) {
            String what = others.stream()
                    .limit(SHOWN)
                    .map(change -> change.path() + " was " + change.before() + " and is " + change.after())
                    .collect(Collectors.joining("; "));
            memory.unexplained = what;
            audit.add(
                    new Alert(
                            "unexplained-change",
                            Severity.HIGH,
                            "while the guard wrote " + memory.ref().name()
                                    + " something else changed and nobody was seen to change it: " + paths(others),
                            Optional.empty()),
                    flight.command());
            end.proven("a re-read shows every intended property; nothing explains the change of " + paths(others));
            limits.trip(memory.ref(), now, most);
        }

        /** ARM took the write, said nothing of a failure, and the intended values are not there. */
        private void undone(Flight state) {
            if (state.superseded() || lookups.othersWroteSince(memory, flight.intended())) {
                Optional<Sighting> write = Optional.ofNullable(memory.lastWrite)
                        .filter(seen -> !seen.at().isBefore(flight.intended()));
                memory.revert(new Revert(now, write.map(Sighting::by)));
                end.notApplied("Overwritten", "another writer wrote the cluster meanwhile");
                limits.forget(memory.ref());
            } else {
                end.failed("NotApplied", "ARM reported success and a re-read does not show the intended properties");
                limits.end(memory.ref(), now, true, most);
            }
        }
    }

    private static String paths(List<PropertyChange> changes) {
        return changes.stream().limit(SHOWN).map(PropertyChange::path).collect(Collectors.joining(", "));
    }
}

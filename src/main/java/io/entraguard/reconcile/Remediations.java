package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.Limits;
import io.entraguard.policy.Plan;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.Clusters.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first half of the remediation protocol: intent recorded, memory says "in flight", one conditional PUT. The other
 * half is {@link Conclusions}. A stop at any line loses nothing and repeats no write: what is in flight is looked for
 * before anything is sent again. Safe for use by many threads; each call is about one held row.
 */
final class Remediations {
    /** How soon an operation is looked at where ARM does not say. */
    static final Duration LOOK_AT_OPERATION = Duration.ofMinutes(1);

    private static final Duration LOOK_AFTER_NO_ANSWER = Duration.ofSeconds(30);
    private static final Duration LOOK_WHEN_BUSY = Duration.ofMinutes(2);

    /** ARM refills one PUT a minute: the pause after being throttled is that of the fourth try, 80 seconds. */
    private static final int THROTTLED = 3;

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
        // The plan is part of the name: a pass that is played again after a stop may come to another one.
        String command = "rem-" + TicketDesk.key(memory).substring("entra-guard-".length()) + "-" + memory.remediations
                + "-" + plan.id();
        audit.add(new RemediationIntended(command, plan.id(), changes(plan), authority, guard), command);
        audit.flush();
        var flight = new InFlight(
                command,
                plan,
                etag,
                document,
                now,
                false,
                Optional.empty(),
                Optional.empty(),
                now.plus(later(LOOK_AFTER_NO_ANSWER, memory)));
        memory.inFlight = flight;
        rows.keep(held);
        return clusters.write(cluster.ref(), plan.applyTo(document), etag).match(new Answer(held, flight, audit, now));
    }

    /** What each answer to a PUT means; each case says when to look again. */
    private final class Answer implements Written.Cases<Instant> {
        private final ClusterMemory memory;
        private final InFlight flight;
        private final FlightEnd end;
        private final Instant now;

        Answer(Held held, InFlight flight, AuditDraft audit, Instant now) {
            this.memory = held.memory;
            this.flight = flight;
            this.end = new FlightEnd(memory, flight, guard, audit, now);
            this.now = now;
        }

        @Override
        public Instant accepted(Written.Accepted written) {
            Instant look = now.plus(written.retryAfter().orElse(LOOK_AT_OPERATION));
            memory.inFlight = flight.answered(written.operation(), written.requestId(), look);
            written.requestId().ifPresent(memory::ownWrite);
            memory.useApproval(now);
            return look;
        }

        @Override
        public Instant outdated(Written.Outdated written) {
            return notApplied(written.code(), "the cluster changed after it was read", Duration.ZERO);
        }

        @Override
        public Instant busy(Written.Busy written) {
            return notApplied(written.code(), "another operation on the cluster runs", LOOK_WHEN_BUSY);
        }

        @Override
        public Instant throttled(Written.Throttled written) {
            return notApplied(written.code(), "asked too often", Backoff.after(THROTTLED, written.retryAfter()));
        }

        @Override
        public Instant refused(Written.Refused written) {
            end.refused(written);
            limits.forget(memory.ref());
            return now;
        }

        @Override
        public Instant vanished(Written.Vanished written) {
            return notApplied(written.code(), "the cluster is gone", Duration.ZERO);
        }

        @Override
        public Instant unanswered(Written.Unanswered written) {
            return flight.nextLook(); // it may have been done: what is in flight is looked for first
        }

        private Instant notApplied(String code, String why, Duration pause) {
            Instant look = now.plus(later(pause, memory));
            end.notApplied(code, why);
            limits.forget(memory.ref());
            return look;
        }
    }

    /** That pause, or more where writes before this one came to nothing: each is one of few that ARM and policy allow. */
    private static Duration later(Duration pause, ClusterMemory memory) {
        Duration least = memory.futile == 0 ? Duration.ZERO : Backoff.after(memory.futile - 1, Optional.empty());
        return pause.compareTo(least) > 0 ? pause : least;
    }

    /** A plan's changes as an audit event shows them. */
    static List<PropertyChange> changes(Plan plan) {
        return plan.changes().stream()
                .map(change -> new PropertyChange(change.path(), change.from(), change.to()))
                .toList();
    }
}

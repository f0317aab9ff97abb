package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the loop counts, told by a rig that listens. */
class TelemetryTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final Finding FINDING =
            new Finding(ControlId.ENTRA_03, Severity.HIGH, "disableLocalAccounts is absent", Remedy.AUTOMATIC);

    private final Counted counted = new Counted();
    private final ClusterDocument document = ClusterDocument.plain("c1");
    private final ClusterRef cluster = Rig.ref(document);

    private Rig rig() {
        return new Rig(Set.of(), new Telemetry(counted, GuardTraces.NONE), document);
    }

    @Test
    void a_pass_is_counted_with_what_it_decided_and_began() {
        try (Rig rig = rig()) {
            rig.reconciler.handle(Rig.news(cluster));
            assertThat(counted.lines)
                    .containsSubsequence("decided event remediate", "remediation started", "passed event true");
            assertThat(counted.lines("failed")).isEmpty();
        }
    }

    @Test
    void a_pass_that_comes_to_nothing_is_counted_as_failed_and_so_is_why() {
        try (Rig rig = rig()) {
            rig.queueFaults.once();
            rig.reconciler.handle(Rig.news(cluster));
            assertThat(counted.lines).containsSubsequence("passed event false", "failed transient");
        }
    }

    @Test
    void how_late_work_begins_is_told_from_the_event_or_the_appointment() {
        try (Rig rig = rig()) {
            var seen = new Sighting(
                    Sighting.Act.WRITE,
                    "e1",
                    rig.now().minusSeconds(90),
                    new io.entraguard.model.Actor("oid", Optional.empty(), false, true, Optional.empty()),
                    Optional.empty());
            var request = ReconcileRequest.news(cluster, Trigger.EVENT, Optional.of(seen));
            rig.reconciler.handle(request);
            rig.reconciler.handle(request.again());
            assertThat(counted.lines("begun")).containsExactly("begun event PT1M30S");

            Duration wait = rig.nextMessage().orElseThrow();
            rig.passes(wait.plusSeconds(5));
            rig.reconciler.handle(rig.take());
            assertThat(counted.lines("begun")).endsWith("begun operation PT5S");
        }
    }

    @Test
    void after_a_sweep_the_fleet_is_counted() {
        try (Rig rig = rig()) {
            Runnable sweep = new Telemetry(counted, GuardTraces.NONE)
                    .sweep(() -> rig.reconciler.handle(Rig.news(cluster)), rig.memory, rig.clock);
            sweep.run();
            assertThat(counted.lines)
                    .contains(
                            "swept true",
                            "clusters {COMPLIANT=0, NONCOMPLIANT=1, EXEMPT=0, UNKNOWN=0}",
                            "finding ENTRA-03 HIGH 1");
        }
    }

    @Test
    void a_sweep_that_fails_is_counted_and_still_fails() {
        try (Rig rig = rig()) {
            Runnable sweep = new Telemetry(counted, GuardTraces.NONE)
                    .sweep(
                            () -> {
                                throw new Failure.Transient("planted");
                            },
                            rig.memory,
                            rig.clock);
            assertThatExceptionOfType(Failure.Transient.class).isThrownBy(sweep::run);
            assertThat(counted.lines).containsExactly("swept false");
        }
    }

    private static AuditEvent event(AuditEvent.Body body) {
        return new AuditEvent(Optional.empty(), NOW, "n1", "hash", body);
    }

    @Test
    void what_is_recorded_is_counted_once_it_is_durable() {
        List<AuditEvent> recorded = new ArrayList<>();
        var audit = new MeasuredAudit(recorded::addAll, counted);
        var ended = new RemediationEnded(
                "c",
                "p",
                List.of(),
                Outcome.REFUSED,
                "403",
                "",
                Optional.empty(),
                new AuditEvent.Guard(Optional.empty()));
        List<AuditEvent> events = List.of(
                event(ended),
                event(new FindingClosed(FINDING, NOW.minusSeconds(60), false, "")),
                event(new FindingClosed(FINDING, NOW.minusSeconds(60), true, "")),
                event(new RequestRuled(Request.APPROVAL, false, "by-a-stranger", "p", Optional.empty())),
                event(new Alert("breaker-open", Severity.HIGH, "", Optional.empty())));
        audit.record(events);

        assertThat(recorded).isEqualTo(events);
        assertThat(counted.lines)
                .containsExactly(
                        "remediation refused", "closed HIGH PT1M", "ruled approval false", "alerted breaker-open HIGH");
    }

    @Test
    void what_the_ledger_does_not_take_is_counted_as_lost_to_it_and_fails() {
        var audit = new MeasuredAudit(
                events -> {
                    throw new Failure.Transient("planted");
                },
                counted);
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> audit.record(List.of(event(new Alert("x", Severity.LOW, "", Optional.empty())))));
        assertThat(counted.lines).containsExactly("lost ledger 1");
    }

    @Test
    void what_is_asked_of_a_tracker_is_counted_with_how_it_came_out() {
        try (Rig rig = rig()) {
            var tickets = new MeasuredTickets(rig.tickets, counted);
            tickets.find(TicketRouting.DEFAULT, "k", Optional.empty());
            rig.trackerFaults.once();
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> tickets.find(TicketRouting.DEFAULT, "k", Optional.empty()));
            assertThat(counted.lines).containsExactly("ticket - find done", "ticket - find transient");
        }
    }
}

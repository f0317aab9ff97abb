package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.Severity;
import io.entraguard.model.Tags;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Settings;
import io.entraguard.reconcile.ClusterMemory.Open;
import io.entraguard.reconcile.StepRunner.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a cluster's ticket has its turn. Only a new ticket that nothing but a sweep asks for waits for one of the day's
 * ({@link TicketAllowance}): what an event, a tag or a refused write calls for is never held back. Safe for use by many
 * threads; each call is about one held row.
 */
final class TicketTurn {
    private final TicketAllowance allowance;

    TicketTurn(MemoryStore store) {
        this.allowance = new TicketAllowance(store);
    }

    /**
     * Whether the ticket has to wait, remembered of the cluster.
     *
     * @param worst of its findings
     * @return when to ask again; empty where it may be opened
     */
    Optional<Instant> waits(Task task, Severity worst) {
        ClusterMemory memory = task.held().memory;
        boolean underWay = memory.ticket.open && !memory.ticketOutlived;
        if (memory.summoned || memory.refusal != null || underWay) {
            leave(memory);
            return Optional.empty();
        }
        Optional<Instant> again = allowance.take(
                memory.ref(),
                rank(task, worst),
                memory.ticket.waits,
                task.now(),
                task.whole().limits().newTicketsPerDay());
        if (again.isEmpty() && memory.ticket.waits) {
            askAnew(task);
        }
        memory.ticket.waits = again.isPresent();
        return again;
    }

    private static Rank rank(Task task, Severity worst) {
        Settings settings = task.policy().settings();
        ClusterMemory memory = task.held().memory;
        Tags inherited = Tags.of(Objects.requireNonNullElse(memory.acceptedInherited, Map.of()));
        boolean production = task.cluster()
                .map(live -> Rank.production(live.snapshot().tags().over(inherited)))
                .orElseGet(() -> Rank.production(Tags.of(Objects.requireNonNullElse(memory.accepted, Map.of()))));
        return new Rank(settings.priority(), production, worst, since(memory));
    }

    /** Since when something is wrong with the cluster, as far as memory knows; else since when it is known. */
    static Instant since(ClusterMemory memory) {
        return memory.findings.values().stream()
                .map(Open::since)
                .min(Comparator.naturalOrder())
                .orElse(memory.firstSeen);
    }

    /** Who approves gets the whole time from when the ticket asks. */
    private static void askAnew(Task task) {
        ClusterMemory memory = task.held().memory;
        Asked asked = memory.asked;
        Optional<Plan> plan = task.decision().step().asksFor();
        if (asked != null && plan.isPresent() && plan.get().id().equals(asked.planId())) {
            Instant deadline = task.now().plus(task.policy().settings().approvalTtl());
            memory.asked = new Asked(asked.planId(), asked.at(), deadline);
            task.audit().add(new ApprovalAsked(asked.planId(), Remediations.changes(plan.get()), deadline));
        }
    }

    /** The cluster needs no turn any more. */
    void leave(ClusterMemory memory) {
        if (memory.ticket.waits) {
            allowance.leave(memory.ref());
            memory.ticket.waits = false;
        }
    }
}

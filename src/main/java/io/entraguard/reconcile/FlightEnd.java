package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.policy.ClusterHistory.Refusal;
import io.entraguard.reconcile.ClusterMemory.Fix;
import io.entraguard.reconcile.ClusterMemory.Flown;
import io.entraguard.reconcile.Clusters.Progress;
import io.entraguard.reconcile.Clusters.Written;
import java.time.Instant;

/**
 * How a write in flight ends: the outcome is recorded, memory keeps what it means for the next decision, and nothing is
 * in flight any more. Belongs to one pass.
 */
final class FlightEnd {
    private final ClusterMemory memory;
    private final InFlight flight;
    private final Guard guard;
    private final AuditDraft audit;
    private final Instant now;

    FlightEnd(ClusterMemory memory, InFlight flight, Guard guard, AuditDraft audit, Instant now) {
        this.memory = memory;
        this.flight = flight;
        this.guard = guard;
        this.audit = audit;
        this.now = now;
    }

    /** A re-read shows every intended property. */
    void proven(String detail) {
        memory.fix = new Fix(flight.plan().id(), now, true);
        memory.refusal = null;
        memory.futile = 0;
        memory.useApproval(now); // where the answer got lost, this is the first that shows it was taken
        record(Outcome.PROVEN, "200", detail);
    }

    /** Azure will not do it until people change something. */
    void refused(Written.Refused written) {
        String missing = written.action()
                .map(action -> "; missing permission " + action
                        + written.scope().map(scope -> " on " + scope).orElse("")
                        + cure(action, written.scope().orElse("")))
                .orElse("");
        remember(written.code() + " (" + written.message() + ")" + missing);
        record(Outcome.REFUSED, written.code(), written.message() + missing);
    }

    /** The role assignment that would cure a missing permission, as a command. */
    private String cure(String action, String scope) {
        return "; whoever may assign roles there cures it with: az role assignment create --assignee-object-id "
                + guard.oid().orElse("<object id of the guard>")
                + " --assignee-principal-type ServicePrincipal --role <a role that has " + action + "> --scope "
                + (scope.isEmpty() ? memory.ref().id() : scope);
    }

    /** ARM's operation failed. */
    void failed(Progress.Failed failure) {
        failed(failure.code(), failure.message());
    }

    /** It came to no good end. */
    void failed(String code, String why) {
        remember(code + " (" + why + ")");
        record(Outcome.FAILED, code, why);
    }

    /** It was not carried out; the cluster is judged anew. */
    void notApplied(String code, String why) {
        memory.futile++;
        record(Outcome.NOT_APPLIED, code, why);
    }

    private void remember(String why) {
        Refusal before = memory.refusal;
        int tries = before != null && before.planId().equals(flight.plan().id()) ? before.tries() + 1 : 1;
        memory.refusal = new Refusal(flight.plan().id(), now, why, tries);
    }

    private void record(Outcome outcome, String code, String detail) {
        audit.add(
                new RemediationEnded(
                        flight.command(),
                        flight.plan().id(),
                        Remediations.changes(flight.plan()),
                        outcome,
                        code,
                        detail,
                        flight.requestId(),
                        guard),
                flight.command());
        memory.landed(new Flown(flight.intended(), now));
        memory.inFlight = null;
    }
}

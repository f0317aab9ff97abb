package io.entraguard.reconcile;

import io.entraguard.model.Severity;
import io.entraguard.reconcile.ClusterMemory.Open;
import io.entraguard.reconcile.FleetView.Question;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that exists, as the list of clusters shows it. Immutable. Environment, owner and cost centre are tag values:
 * text from strangers, with nothing in it that hides.
 *
 * @param exempt whether it fails and an approver lets it
 * @param rule the policy's rule that its last decision was made by; empty before the first
 * @param findings codes of the failing controls
 * @param severity the worst of them
 * @param ticket the key of its open ticket
 * @param openSince when the oldest finding that is open was found
 * @param waitingUntil when what it waits for is said to end
 * @param approval the plan that waits for an approver
 * @param baseline whether it was there before its subscription was watched
 * @param auditCoverage whether its audit log reaches the guard
 */
public record ClusterEntry(
        String id,
        String name,
        String subscription,
        String resourceGroup,
        String region,
        Optional<String> environment,
        Optional<String> owner,
        Optional<String> costCenter,
        Status status,
        boolean exempt,
        Optional<String> rule,
        Optional<String> mode,
        Optional<String> step,
        List<String> reasons,
        List<String> findings,
        Optional<Severity> severity,
        Optional<String> ticket,
        Optional<Instant> openSince,
        Optional<Instant> waitingUntil,
        Optional<Question> approval,
        Optional<Instant> lastLook,
        Optional<Instant> nextLook,
        boolean baseline,
        AuditCoverage auditCoverage) {
    public ClusterEntry {
        reasons = List.copyOf(reasons);
        findings = List.copyOf(findings);
    }

    static ClusterEntry of(ClusterMemory memory, AuditCoverage auditCoverage, Instant now) {
        Chronicle chronicle = memory.chronicle;
        Optional<Chronicle.Last> decided = Optional.ofNullable(chronicle.decided);
        return new ClusterEntry(
                memory.id,
                memory.ref().name(),
                memory.ref().subscription(),
                memory.ref().resourceGroup(),
                memory.region,
                Optional.ofNullable(chronicle.environment),
                Optional.ofNullable(chronicle.owner),
                Optional.ofNullable(chronicle.costCenter),
                memory.status,
                memory.status == Status.NONCOMPLIANT && memory.exempt(now),
                decided.map(Chronicle.Last::rule),
                decided.map(Chronicle.Last::mode),
                decided.map(Chronicle.Last::step),
                decided.map(Chronicle.Last::reasons).orElse(List.of()),
                List.copyOf(memory.findings.keySet()),
                memory.findings.values().stream()
                        .map(open -> open.finding().severity())
                        .max(Comparator.naturalOrder()),
                memory.ticket.open ? Optional.of(TicketDesk.key(memory)) : Optional.empty(),
                memory.findings.values().stream().map(Open::since).min(Comparator.naturalOrder()),
                Optional.ofNullable(memory.waiting).flatMap(wait -> wait.until()),
                FleetView.question(memory, now),
                Optional.ofNullable(memory.lastLook),
                Optional.ofNullable(memory.nextLook).map(ClusterMemory.Look::at),
                memory.baseline,
                auditCoverage);
    }

    /** As a JSON tree. */
    @SuppressWarnings("NullAway") // a JSON tree holds null where nothing is known
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("id", id);
        tree.put("name", name);
        tree.put("subscription", subscription);
        tree.put("resourceGroup", resourceGroup);
        tree.put("region", region.isEmpty() ? null : region);
        tree.put("environment", environment.orElse(null));
        tree.put("owner", owner.orElse(null));
        tree.put("costCenter", costCenter.orElse(null));
        tree.put("status", status.word());
        tree.put("exempt", exempt);
        tree.put("rule", rule.orElse(null));
        tree.put("mode", mode.orElse(null));
        tree.put("step", step.orElse(null));
        tree.put("reasons", reasons);
        tree.put("findings", findings);
        tree.put("severity", severity.map(Severity::word).orElse(null));
        tree.put("ticket", ticket.orElse(null));
        tree.put("openSince", text(openSince));
        tree.put("waitingUntil", text(waitingUntil));
        tree.put("approval", approval.map(ClusterEntry::approval).orElse(null));
        tree.put("lastLook", text(lastLook));
        tree.put("nextLook", text(nextLook));
        tree.put("baseline", baseline);
        tree.put("auditCoverage", auditCoverage.word());
        return tree;
    }

    private static Map<String, Object> approval(Question question) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("planId", question.planId());
        tree.put("until", question.until());
        tree.put("command", question.command());
        return tree;
    }

    private static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}

package io.entraguard.reconcile;

import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Policy;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the loop is put together from: the ports, the policy in force, the global switch, the clock, and the two things
 * that it is told about itself.
 *
 * @param auditDiagnostics empty where the guard reads no audit logs of clusters
 * @param policy the policy in force; asked once a pass
 * @param guard the object id that the guard's own calls carry, where it is known
 * @param reopened by lower-case cluster id, until when reverts of the guard's fix no longer count
 * @param serves the subscriptions that are looked after; empty for all that the guard may read
 * @param telemetry what the loop tells of itself
 * @param names makes names that nobody else has, for leases, appointments and passes
 */
public record GuardParts(
        Clusters clusters,
        Directory directory,
        ActivityLog activityLog,
        TagHistory tagHistory,
        Maintenance maintenance,
        ScopeTags scopeTags,
        Fleet fleet,
        EventTopics eventTopics,
        Optional<AuditDiagnostics> auditDiagnostics,
        MemoryStore memory,
        WorkQueue queue,
        Tickets tickets,
        Audit audit,
        DecisionLog decisions,
        Supplier<Policy> policy,
        GuardMode mode,
        Optional<String> guard,
        Map<String, Instant> reopened,
        Set<String> serves,
        Telemetry telemetry,
        Supplier<String> names,
        Clock clock) {
    public GuardParts {
        reopened = Map.copyOf(reopened);
        serves = serves.stream().map(id -> id.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Those that tell nothing of themselves. */
    public GuardParts(
            Clusters clusters,
            Directory directory,
            ActivityLog activityLog,
            TagHistory tagHistory,
            Maintenance maintenance,
            ScopeTags scopeTags,
            Fleet fleet,
            EventTopics eventTopics,
            Optional<AuditDiagnostics> auditDiagnostics,
            MemoryStore memory,
            WorkQueue queue,
            Tickets tickets,
            Audit audit,
            DecisionLog decisions,
            Supplier<Policy> policy,
            GuardMode mode,
            Optional<String> guard,
            Map<String, Instant> reopened,
            Set<String> serves,
            Supplier<String> names,
            Clock clock) {
        this(
                clusters,
                directory,
                activityLog,
                tagHistory,
                maintenance,
                scopeTags,
                fleet,
                eventTopics,
                auditDiagnostics,
                memory,
                queue,
                tickets,
                audit,
                decisions,
                policy,
                mode,
                guard,
                reopened,
                serves,
                Telemetry.NONE,
                names,
                clock);
    }

    /** The same parts, measured: calls of trackers, records of the trail and decisions are told of as well. */
    public GuardParts measured(Telemetry telemetry) {
        return new GuardParts(
                clusters,
                directory,
                activityLog,
                tagHistory,
                maintenance,
                scopeTags,
                fleet,
                eventTopics,
                auditDiagnostics,
                memory,
                queue,
                new MeasuredTickets(tickets, telemetry.metrics()),
                new MeasuredAudit(audit, telemetry.metrics()),
                telemetry.decisions(decisions),
                policy,
                mode,
                guard,
                reopened,
                serves,
                telemetry,
                names,
                clock);
    }

    /** Whether the guard looks after clusters of that subscription. */
    boolean serves(String subscription) {
        return serves.isEmpty() || serves.contains(subscription.toLowerCase(Locale.ROOT));
    }
}

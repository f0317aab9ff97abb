package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.ControlId;
import io.entraguard.reconcile.Chronicle.Answered;
import io.entraguard.reconcile.FleetView.Waiver;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The figures that the programme is run by, at one moment, computed from memory one cluster after the other. Rates and
 * shares are fractions of 1 with four decimals; durations are ISO 8601. Clusters that are gone count only as to what the
 * guard did to them. Not thread-safe.
 */
public final class Kpis {
    /** How far back remediations are counted. */
    private static final Duration LATELY = Duration.ofDays(30);

    private static final Set<String> DECISIVE = Arrays.stream(ControlId.values())
            .filter(ControlId::decisive)
            .map(ControlId::code)
            .collect(Collectors.toUnmodifiableSet());

    private final Instant now;
    private final Tally fleet = new Tally();
    private final Map<String, Map<String, Tally>> by = new LinkedHashMap<>();
    private final Spread mttr = new Spread();
    private final Spread mttd = new Spread();
    private final OpenFindings open = new OpenFindings();
    private final List<Waiver> waivers = new ArrayList<>();
    private final Map<Outcome, Integer> remediations = new EnumMap<>(Outcome.class);
    private final Map<LocalDate, Integer> remediationsByDay = new TreeMap<>();
    private final List<Duration> approvalTimes = new ArrayList<>();
    private int approvalsPending;
    private long tickets;
    private long ticketsReopened;

    Kpis(Instant now) {
        this.now = now;
        for (String grouping : List.of("subscription", "environment", "owner", "costCenter")) {
            by.put(grouping, new TreeMap<>());
        }
        for (Outcome outcome : Outcome.values()) {
            remediations.put(outcome, 0);
        }
    }

    /** The figures as a JSON tree, by their contractual names. */
    public static Map<String, Object> of(MemoryStore store, Instant now) {
        return FleetOverview.read(store, now).kpis();
    }

    /** Compliant over evaluated; null where nothing was. */
    public static @Nullable BigDecimal rate(long compliant, long evaluated) {
        return Tally.rate(compliant, evaluated);
    }

    /** The name of a group; the empty one is for clusters that no tag puts in one. */
    static String group(@Nullable String tag) {
        return tag == null ? "" : tag;
    }

    /** Counts a cluster. */
    void add(ClusterMemory memory) {
        remediated(memory);
        if (memory.gone) {
            return;
        }
        fleet.add(memory, now);
        group("subscription", memory.ref().subscription().toLowerCase(java.util.Locale.ROOT), memory);
        group("environment", group(memory.chronicle.environment), memory);
        group("owner", group(memory.chronicle.owner), memory);
        group("costCenter", group(memory.chronicle.costCenter), memory);
        open.add(memory, now);
        times(memory);
        waivers.addAll(FleetView.waivers(memory, now));
        approvalsPending += FleetView.question(memory).isPresent() ? 1 : 0;
        memory.chronicle.answered.stream().map(Answered::took).forEach(approvalTimes::add);
        if (memory.ticket.begun != null) {
            tickets++;
            ticketsReopened += memory.ticket.reopened > 0 ? 1 : 0;
        }
    }

    private void group(String grouping, String name, ClusterMemory memory) {
        Map<String, Tally> groups = by.getOrDefault(grouping, Map.of());
        groups.computeIfAbsent(name, first -> new Tally()).add(memory, now);
    }

    private void remediated(ClusterMemory memory) {
        memory.chronicle.remedied.forEach(ended -> {
            remediationsByDay.merge(LocalDate.ofInstant(ended.at(), ZoneOffset.UTC), 1, Integer::sum);
            if (ended.at().plus(LATELY).isAfter(now)) {
                remediations.merge(ended.outcome(), 1, Integer::sum);
            }
        });
    }

    private void times(ClusterMemory memory) {
        for (Closed closed : memory.closed) {
            if (DECISIVE.contains(closed.control())) {
                mttr.add(closed.severity(), Duration.between(closed.detected(), closed.resolved()));
                closed.changed()
                        .ifPresent(
                                changed -> mttd.add(closed.severity(), Duration.between(changed, closed.detected())));
            }
        }
        memory.findings.forEach((control, finding) -> {
            if (DECISIVE.contains(control)) {
                finding.changed()
                        .ifPresent(changed ->
                                mttd.add(finding.finding().severity(), Duration.between(changed, finding.since())));
            }
        });
    }

    /** The figures as a JSON tree. */
    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no figure
    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, @Nullable Object>(fleet.tree());
        tree.put("mttr", mttr.tree());
        tree.put("mttd", mttd.tree());
        tree.put("openFindings", open.tree());
        tree.put(
                "waivers",
                waivers.stream()
                        .sorted(Comparator.comparing(Waiver::cluster).thenComparing(Waiver::kind))
                        .map(Waiver::tree)
                        .toList());
        tree.put("accessProvisioningTime", null);
        tree.put("accessReviewFailures", null);
        tree.put("by", by());
        tree.put("remediations", remediations());
        tree.put("approvals", approvals());
        tree.put("reopenedShare", rate(ticketsReopened, tickets));
        return tree;
    }

    private Map<String, Object> by() {
        var groupings = new LinkedHashMap<String, Object>();
        by.forEach((grouping, groups) -> {
            var trees = new LinkedHashMap<String, Object>();
            groups.forEach((name, tally) -> {
                Map<String, Object> tree = tally.tree();
                tree.keySet().retainAll(Set.of("complianceRate", "evaluated", "exempt", "unknown"));
                trees.put(name, tree);
            });
            groupings.put(grouping, trees);
        });
        return groupings;
    }

    private Map<String, Object> remediations() {
        var tree = new LinkedHashMap<String, Object>();
        remediations.forEach((outcome, count) -> tree.put(word(outcome), count));
        return tree;
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case PROVEN -> "proven";
            case REFUSED -> "refused";
            case FAILED -> "failed";
            case NOT_APPLIED -> "notApplied";
        };
    }

    private Map<String, Object> approvals() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("pending", approvalsPending);
        tree.put("latency", Spread.of(approvalTimes));
        return tree;
    }

    /** What one day's row keeps of the fleet. */
    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no figure
    Day day() {
        Map<String, Object> figures = fleet.tree();
        return new Day(
                LocalDate.ofInstant(now, ZoneOffset.UTC).toString(),
                now,
                Optional.ofNullable((BigDecimal) figures.get("complianceRate")),
                (int) figures.get("evaluated"),
                (int) figures.get("exempt"),
                (long) figures.get("unknown"),
                (long) figures.get("noncompliant"),
                open.all(),
                0);
    }

    /** How many remediations ended on that day (UTC). */
    int remediationsOn(LocalDate day) {
        return remediationsByDay.getOrDefault(day, 0);
    }
}

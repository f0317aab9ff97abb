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
import java.util.Collection;
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
 * shares are fractions of 1 with four decimals; durations are ISO 8601. Clusters that are gone count as to what the guard did
 * to them and how long that took. Not thread-safe.
 */
public final class Kpis {
    /** How many days back remediations are counted, today included. */
    private static final int LATELY = 30;

    private static final Set<String> DECISIVE = Arrays.stream(ControlId.values())
            .filter(ControlId::decisive)
            .map(ControlId::code)
            .collect(Collectors.toUnmodifiableSet());

    private final Instant now;
    private final Tally fleet = new Tally();
    private final Map<Facet, Parts> by = new EnumMap<>(Facet.class);
    private final Spread mttr = new Spread();
    private final Spread mttd = new Spread();
    private final OpenFindings open = new OpenFindings();
    private final List<Waiver> waivers = new ArrayList<>();
    private final Map<LocalDate, Map<Outcome, Integer>> remediations = new TreeMap<>();
    private final List<Duration> approvalTimes = new ArrayList<>();
    private int approvalsPending;
    private long tickets;
    private long ticketsReopened;

    Kpis(Instant now) {
        this.now = now;
        for (Facet facet : Facet.values()) {
            by.put(facet, new Parts());
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

    /** Counts a cluster. */
    void add(ClusterMemory memory) {
        memory.chronicle.ended.forEach((day, outcomes) -> outcomes.forEach((outcome, count) -> remediations
                .computeIfAbsent(day, first -> new EnumMap<>(Outcome.class))
                .merge(outcome, count, Integer::sum)));
        memory.closed.forEach(this::closed);
        memory.chronicle.answered.stream().map(Answered::took).forEach(approvalTimes::add);
        if (memory.ticket.begun != null) {
            tickets++;
            ticketsReopened += memory.ticket.reopened > 0 ? 1 : 0;
        }
        if (memory.gone) {
            return; // what the guard did and how long it took stays true: deleting a slow cluster makes nothing faster
        }
        fleet.add(memory, now);
        by.forEach((facet, parts) -> parts.add(facet.part(memory), memory, now));
        open.add(memory, now);
        detected(memory);
        waivers.addAll(FleetView.waivers(memory, now));
        approvalsPending += FleetView.question(memory, now).isPresent() ? 1 : 0;
    }

    private void closed(Closed closed) {
        if (DECISIVE.contains(closed.control())) {
            mttr.add(closed.severity(), Duration.between(closed.detected(), closed.resolved()));
            closed.changed()
                    .ifPresent(changed -> mttd.add(closed.severity(), Duration.between(changed, closed.detected())));
        }
    }

    private void detected(ClusterMemory memory) {
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
        tree.put("openFindings", open.tree(by(Facet.OWNER).findings()));
        tree.put(
                "waivers",
                waivers.stream()
                        .sorted(Comparator.comparing(Waiver::cluster).thenComparing(Waiver::kind))
                        .map(Waiver::tree)
                        .toList());
        tree.put("accessProvisioningTime", null);
        tree.put("accessReviewFailures", null);
        var rates = new LinkedHashMap<String, Object>();
        by.forEach((facet, parts) -> rates.put(facet.word(), parts.rates()));
        tree.put("by", rates);
        tree.put("remediations", remediations());
        tree.put("approvals", approvals());
        tree.put("reopenedShare", rate(ticketsReopened, tickets));
        return tree;
    }

    /** The fleet divided by that. */
    Parts by(Facet facet) {
        return by.getOrDefault(facet, new Parts());
    }

    private Map<String, Integer> remediations() {
        LocalDate first = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(LATELY - 1);
        var lately = new TreeMap<LocalDate, Map<Outcome, Integer>>(remediations);
        return outcomes(lately.tailMap(first).values());
    }

    /** The counts of all these days, by the outcomes' words. */
    private static Map<String, Integer> outcomes(Collection<Map<Outcome, Integer>> days) {
        var counts = new LinkedHashMap<String, Integer>();
        for (Outcome outcome : Outcome.values()) {
            counts.put(
                    word(outcome),
                    days.stream().mapToInt(day -> day.getOrDefault(outcome, 0)).sum());
        }
        return counts;
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
                0,
                Optional.of(new Day.Rest(
                        mttr.tree(),
                        mttd.tree(),
                        open.byAge(),
                        Map.of(),
                        approvals(),
                        waiversByKind(),
                        Optional.ofNullable(rate(ticketsReopened, tickets)))));
    }

    private Map<String, Integer> waiversByKind() {
        var counts = new LinkedHashMap<String, Integer>();
        FleetView.KINDS.forEach(kind -> counts.put(kind, 0));
        waivers.forEach(waiver -> counts.merge(waiver.kind(), 1, Integer::sum));
        return counts;
    }

    /** How many remediations ended on that day (UTC), by outcome. */
    Map<String, Integer> remediationsOn(LocalDate day) {
        return outcomes(List.of(remediations.getOrDefault(day, Map.of())));
    }
}

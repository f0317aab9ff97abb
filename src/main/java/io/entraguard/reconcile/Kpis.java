package io.entraguard.reconcile;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures that the programme is run by, at one moment, computed from memory. Rates are fractions of 1 with four
 * decimals; durations are ISO 8601.
 */
public final class Kpis {
    private final List<ClusterMemory> present;
    private final Instant now;

    private Kpis(List<ClusterMemory> present, Instant now) {
        this.present = present;
        this.now = now;
    }

    /** The figures as a JSON tree, by their contractual names. */
    public static Map<String, Object> of(MemoryStore store, Instant now) {
        var rows = new ClusterRows(store, () -> "");
        var present = rows.all().stream().filter(memory -> !memory.gone).toList();
        return new Kpis(present, now).tree();
    }

    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no figure
    private Map<String, Object> tree() {
        long compliant = count(Status.COMPLIANT);
        var tree = new LinkedHashMap<String, @Nullable Object>();
        int exempt = Math.toIntExact(present.stream()
                .filter(memory -> memory.status == Status.NONCOMPLIANT && memory.exempt(now))
                .count());
        tree.put("complianceRate", rate(compliant, present.size() - exempt));
        tree.put("evaluated", present.size());
        tree.put("compliant", compliant);
        tree.put("noncompliant", count(Status.NONCOMPLIANT));
        tree.put("exempt", exempt);
        tree.put("unknown", count(Status.UNKNOWN));
        tree.put("mttr", spread(timesToRepair()));
        tree.put("mttd", spread(timesToDetect()));
        tree.put("openFindings", openFindings());
        tree.put(
                "waivers",
                FleetView.waivers(present, now).stream().map(Kpis::waiver).toList());
        tree.put("accessProvisioningTime", null);
        tree.put("accessReviewFailures", null);
        return tree;
    }

    @SuppressWarnings("NullAway") // a JSON tree holds null where there is nothing to say
    private static Map<String, Object> waiver(FleetView.Waiver waiver) {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("cluster", waiver.cluster());
        tree.put("kind", waiver.kind());
        tree.put("until", waiver.until());
        tree.put("by", waiver.by());
        tree.put("reason", waiver.reason());
        return tree;
    }

    private long count(Status status) {
        return present.stream().filter(memory -> memory.status == status).count();
    }

    /** Compliant over evaluated; null where nothing was. */
    public static @Nullable BigDecimal rate(long compliant, long evaluated) {
        return evaluated == 0
                ? null
                : BigDecimal.valueOf(compliant).divide(BigDecimal.valueOf(evaluated), 4, RoundingMode.HALF_UP);
    }

    private List<Duration> timesToRepair() {
        return present.stream()
                .flatMap(memory -> memory.closed.stream())
                .filter(closed -> decisive(closed.control()))
                .map(closed -> Duration.between(closed.detected(), closed.resolved()))
                .toList();
    }

    private List<Duration> timesToDetect() {
        var times = new ArrayList<Duration>();
        for (ClusterMemory memory : present) {
            memory.closed.stream()
                    .filter(closed -> decisive(closed.control()))
                    .forEach(closed -> closed.changed()
                            .ifPresent(changed -> times.add(Duration.between(changed, closed.detected()))));
            memory.findings.forEach((control, open) -> {
                if (decisive(control)) {
                    open.changed().ifPresent(changed -> times.add(Duration.between(changed, open.since())));
                }
            });
        }
        return times;
    }

    private static boolean decisive(String control) {
        return control.startsWith("ENTRA-0") && !control.equals("ENTRA-09");
    }

    @SuppressWarnings("NullAway") // null where there is no figure
    private static Map<String, Object> spread(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        var spread = new LinkedHashMap<String, @Nullable Object>();
        spread.put("median", percentile(sorted, 0.5));
        spread.put("p90", percentile(sorted, 0.9));
        return spread;
    }

    /** The nearest-rank percentile. */
    private static @Nullable String percentile(List<Duration> sorted, double share) {
        if (sorted.isEmpty()) {
            return null;
        }
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(0, rank - 1)).toString();
    }

    private Map<String, Object> openFindings() {
        var byControl = new TreeMap<String, Object>();
        var byAge = new LinkedHashMap<String, Object>();
        for (Age age : Age.values()) {
            byAge.put(age.words, 0);
        }
        for (ClusterMemory memory : present) {
            memory.findings.forEach((control, open) -> {
                byControl.merge(control, 1, Kpis::sum);
                byAge.merge(Age.of(Duration.between(open.since(), now)).words, 1, Kpis::sum);
            });
        }
        var open = new LinkedHashMap<String, Object>();
        open.put("byControl", byControl);
        open.put("byAge", byAge);
        return open;
    }

    private static Object sum(Object one, Object other) {
        return (int) one + (int) other;
    }

    /** How long a finding is open. */
    private enum Age {
        DAY("under 1 day", Duration.ofDays(1)),
        WEEK("1 to 7 days", Duration.ofDays(7)),
        MONTH("7 to 30 days", Duration.ofDays(30)),
        LONGER("over 30 days", Duration.ofDays(36500));

        private final String words;
        private final Duration below;

        Age(String words, Duration below) {
            this.words = words;
            this.below = below;
        }

        static Age of(Duration age) {
            for (Age bucket : values()) {
                if (age.compareTo(bucket.below) < 0) {
                    return bucket;
                }
            }
            return LONGER;
        }
    }
}

package io.entraguard.functions.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Made-up fleets of any size, always the same, as the tree that the page gets. */
public final class SampleFleet {
    static final Instant NOW = Instant.parse("2026-11-27T08:40:00Z");

    private SampleFleet() {}

    /** Some 150 clusters with everybody's details: what a company with a few teams has. */
    public static Map<String, Object> small() {
        return of(148, 148, 120);
    }

    /** 10,000 clusters over the 400 days that are kept, with the details of three. */
    public static Map<String, Object> large() {
        return of(10_000, 3, 400);
    }

    private static Map<String, Object> of(int clusters, int detailed, int days) {
        var chance = new Random(20261127);
        List<Map<String, Object>> entries = new ArrayList<>();
        for (int i = 1; i <= clusters; i++) {
            entries.add(new SampleCluster(i, chance, NOW).entry());
        }
        List<Map<String, Object>> waivers = waivers(entries);
        var details = new LinkedHashMap<String, Object>();
        entries.stream()
                .limit(detailed)
                .forEach(entry ->
                        details.put(String.valueOf(entry.get("id")), SampleCluster.details(entry, waivers, NOW)));
        return tree(entries, kpis(entries, waivers, days, chance), details);
    }

    /** A tree of those parts. */
    static Map<String, Object> tree(
            List<Map<String, Object>> entries, Map<String, Object> kpis, Map<String, Object> details) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("now", NOW.toString());
        tree.put("version", "0.1.0");
        tree.put("health", health());
        tree.put("kpis", kpis);
        tree.put("clusters", entries);
        tree.put("details", details);
        return tree;
    }

    private static Map<String, Object> health() {
        var parts = new ArrayList<Map<String, Object>>();
        for (String part : List.of("events", "queue", "sweep", "memory", "ledger", "policy", "Application Insights")) {
            parts.add(part(part, "ok", "works"));
        }
        parts.add(part("Jira", "degraded", "429 three times in the last hour; next try in 4 min"));
        return Map.of("status", "degraded", "mode", "enforce", "parts", parts);
    }

    private static Map<String, Object> part(String name, String status, String text) {
        return Map.of("name", name, "status", status, "since", "2026-11-27T07:02:00Z", "text", text);
    }

    private static List<Map<String, Object>> waivers(List<Map<String, Object>> entries) {
        var waivers = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> entry : entries) {
            if (Boolean.TRUE.equals(entry.get("exempt"))) {
                waivers.add(
                        waiver(entry, "exemption", Duration.ofDays(3 + waivers.size() * 7L), "vendor image needs it"));
            }
        }
        waivers.add(waiver(entries.get(0), "break-glass", Duration.ofHours(5), "incident 4711: Entra sign-in is down"));
        return waivers;
    }

    private static Map<String, Object> waiver(Map<String, Object> entry, String kind, Duration left, String reason) {
        return Map.of(
                "cluster",
                String.valueOf(entry.get("id")),
                "kind",
                kind,
                "until",
                NOW.plus(left).toString(),
                "by",
                "11111111-1111-1111-1111-111111111111",
                "reason",
                reason);
    }

    private static Map<String, Object> kpis(
            List<Map<String, Object>> entries, List<Map<String, Object>> waivers, int days, Random chance) {
        var kpis = new LinkedHashMap<String, Object>(part(entries));
        kpis.put("compliant", count(entries, entry -> Objects.equals(entry.get("status"), "compliant")));
        kpis.put("noncompliant", count(entries, entry -> Objects.equals(entry.get("status"), "noncompliant")));
        kpis.put("mttr", spread("PT9H12M", "PT76H", Map.of("high", "PT8H5M", "medium", "PT51H20M")));
        kpis.put("mttd", spread("PT1M14S", "PT11M", Map.of("high", "PT1M9S", "medium", "PT1M30S")));
        kpis.put("openFindings", openFindings(entries));
        kpis.put("waivers", waivers);
        kpis.put(
                "approvals",
                Map.of(
                        "pending", count(entries, entry -> entry.get("approval") != null),
                        "latency", Map.of("median", "PT3H40M", "p90", "PT19H")));
        var outcomes = new TreeMap<String, Object>(Map.of("proven", 38, "refused", 3, "failed", 1, "notApplied", 0));
        kpis.put("remediations", outcomes);
        kpis.put("by", by(entries));
        kpis.put("series", series(kpis, days, chance));
        return kpis;
    }

    private static Map<String, Object> spread(String median, String p90, Map<String, String> bySeverity) {
        var severities = new TreeMap<String, Object>();
        bySeverity.forEach((severity, time) -> severities.put(severity, Map.of("median", time, "p90", p90)));
        return Map.of("median", median, "p90", p90, "bySeverity", severities);
    }

    private static int count(List<Map<String, Object>> entries, Predicate<Map<String, Object>> which) {
        return Math.toIntExact(entries.stream().filter(which).count());
    }

    @SuppressWarnings("NullAway") // JSON has null where there is no rate
    private static Map<String, Object> part(List<Map<String, Object>> entries) {
        int exempt = count(entries, entry -> Objects.equals(entry.get("exempt"), true));
        int compliant = count(entries, entry -> Objects.equals(entry.get("status"), "compliant"));
        int counted = entries.size() - exempt;
        var part = new LinkedHashMap<String, Object>();
        part.put(
                "complianceRate",
                counted == 0
                        ? null
                        : BigDecimal.valueOf(compliant).divide(BigDecimal.valueOf(counted), 4, RoundingMode.HALF_UP));
        part.put("evaluated", entries.size());
        part.put("exempt", exempt);
        part.put("unknown", count(entries, entry -> Objects.equals(entry.get("status"), "unknown")));
        return part;
    }

    private static Map<String, Object> by(List<Map<String, Object>> entries) {
        var by = new LinkedHashMap<String, Object>();
        for (String key : List.of("subscription", "environment", "owner", "costCenter")) {
            var parts = new TreeMap<String, List<Map<String, Object>>>();
            entries.forEach(
                    entry -> parts.computeIfAbsent(Objects.toString(entry.get(key), ""), name -> new ArrayList<>())
                            .add(entry));
            var rates = new LinkedHashMap<String, Object>();
            parts.forEach((name, of) -> rates.put(name, part(of)));
            by.put(key, rates);
        }
        return by;
    }

    private static Map<String, Object> openFindings(List<Map<String, Object>> entries) {
        var byControl = new TreeMap<String, Object>();
        var byOwner = new TreeMap<String, Object>();
        var byAge = new LinkedHashMap<String, Object>();
        for (String age : List.of("under 1 day", "1 to 7 days", "7 to 30 days", "over 30 days")) {
            byAge.put(age, 0);
        }
        for (Map<String, Object> entry : entries) {
            for (Object control : (List<?>) Objects.requireNonNull(entry.get("findings"))) {
                byControl.merge(String.valueOf(control), 1, (one, other) -> (int) one + (int) other);
                byAge.merge(age(entry.get("openSince")), 1, (one, other) -> (int) one + (int) other);
                byOwner.merge(Objects.toString(entry.get("owner"), ""), 1, (one, other) -> (int) one + (int) other);
            }
        }
        return Map.of("byControl", byControl, "byAge", byAge, "byOwner", byOwner);
    }

    private static String age(@org.jspecify.annotations.Nullable Object since) {
        if (since == null) {
            return "over 30 days";
        }
        long days = Duration.between(Instant.parse(String.valueOf(since)), NOW).toDays();
        return days < 1 ? "under 1 day" : days < 7 ? "1 to 7 days" : days < 30 ? "7 to 30 days" : "over 30 days";
    }

    /** A programme that gets better, with a setback, a day that has no rate and five that nobody swept, and ends where it stands today. */
    @SuppressWarnings("NullAway") // JSON has null where there is no rate
    private static List<Map<String, Object>> series(Map<String, Object> kpis, int days, Random chance) {
        double last = ((BigDecimal) Objects.requireNonNull(kpis.get("complianceRate"))).doubleValue();
        int evaluated = (int) Objects.requireNonNull(kpis.get("evaluated"));
        var series = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < days; i++) {
            if (i >= days / 2 && i < days / 2 + 5) {
                continue;
            }
            double done = i / (days - 1.0);
            double setback = i > days * 0.62 && i < days * 0.68 ? 0.035 : 0;
            double rate = last - (0.31 * Math.pow(1 - done, 1.7)) - setback - chance.nextDouble() * 0.006 * (1 - done);
            int all = (int) (evaluated * (0.82 + 0.18 * done));
            var day = new LinkedHashMap<String, Object>();
            day.put(
                    "date",
                    LocalDate.parse("2026-11-27").minusDays(days - 1L - i).toString());
            day.put(
                    "complianceRate",
                    i == days / 3 ? null : BigDecimal.valueOf(rate).setScale(4, RoundingMode.HALF_UP));
            day.put("evaluated", all);
            day.put("exempt", kpis.get("exempt"));
            day.put("unknown", kpis.get("unknown"));
            day.put("noncompliant", (int) (all * (1 - rate)));
            day.put("openFindings", (int) (all * (1 - rate) * 1.9));
            day.put("remediations", (int) (5 * chance.nextDouble()));
            series.add(day);
        }
        return series;
    }
}

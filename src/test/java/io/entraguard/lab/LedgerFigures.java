package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.Json;
import io.entraguard.model.ControlId;
import io.entraguard.model.Tree;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures as an auditor reckons them from the events of a run's ledger and from nothing else, by what {@code docs/api.md}
 * says; {@link #check} holds what the program tells from memory against them.
 */
final class LedgerFigures {
    private static final Map<String, String> OUTCOMES = Map.of(
            "remediation.executed", "proven",
            "remediation.refused", "refused",
            "remediation.failed", "failed",
            "remediation.skipped", "notApplied");

    private final Map<String, Integer> remediations = new TreeMap<>();
    private final Map<String, String> openFindings = new HashMap<>();
    private final List<Duration> repairs = new ArrayList<>();
    private final List<Duration> answers = new ArrayList<>();
    private final Map<String, Instant> asked = new HashMap<>();
    private final Map<String, Map<String, Object>> decided = new HashMap<>();
    private final LocalDate firstDay;

    private LedgerFigures(Instant end) {
        this.firstDay = LocalDate.ofInstant(end, ZoneOffset.UTC).minusDays(29);
        OUTCOMES.values().forEach(outcome -> remediations.put(outcome, 0));
    }

    /** Memory's figures are the ledger's. */
    static void check(Played played) {
        var figures = new LedgerFigures(played.end());
        var events =
                new LinkedHashMap<Object, Map<String, Object>>(); // an append that was applied unanswered comes twice
        for (String line : Trail.ledgerLines(played.out().resolve("ledger"))) {
            Map<String, Object> event = object(Json.object(line).orElseThrow(), "event");
            events.put(object(event, "metadata").get("uid"), event);
        }
        events.values().stream().sorted(Comparator.comparing(LedgerFigures::at)).forEach(figures::count);
        Map<String, Object> told = played.object("summary.json");
        assertThat(told.get("remediations")).as("remediations").isEqualTo(figures.remediations);
        assertThat(object(told, "openFindings").get("byControl"))
                .as("open findings")
                .isEqualTo(figures.openFindings());
        assertThat(object(told, "mttr")).as("repairs").containsAllEntriesOf(spread(figures.repairs));
        assertThat(object(told, "approvals").get("latency")).as("answers").isEqualTo(spread(figures.answers));
        assertThat(object(told, "approvals").get("pending")).as("pending").isEqualTo(figures.pending());
    }

    private void count(Map<String, Object> event) {
        String code = String.valueOf(object(event, "metadata").get("event_code"));
        Map<String, Object> unmapped = object(event, "unmapped");
        switch (code) {
            case "finding.created", "finding.resolved" -> finding(event, code.endsWith("created"), unmapped);
            case "approval.requested" -> asked.put(plan(event), at(event));
            case "approval.granted" ->
                answers.add(Duration.between(
                        Optional.ofNullable(asked.get(plan(event))).orElseThrow(),
                        Instant.parse(
                                String.valueOf(object(unmapped, "evidence").get("time")))));
            case "decision.made" -> decided.put(cluster(event), unmapped);
            default -> {
                String outcome = OUTCOMES.get(code);
                if (outcome != null
                        && !LocalDate.ofInstant(at(event), ZoneOffset.UTC).isBefore(firstDay)) {
                    remediations.merge(outcome, 1, Integer::sum);
                }
            }
        }
    }

    private void finding(Map<String, Object> event, boolean created, Map<String, Object> unmapped) {
        Map<String, Object> info = object(event, "finding_info");
        String control = String.valueOf(object(info, "analytic").get("uid"));
        String finding = String.valueOf(info.get("uid"));
        if (created) {
            openFindings.put(finding, control);
            return;
        }
        openFindings.remove(finding);
        boolean gone = "".equals(unmapped.get("fixed_by")); // with its cluster, which repairs nothing
        boolean decisive = java.util.Arrays.stream(ControlId.values())
                .anyMatch(one -> one.decisive() && one.code().equals(control));
        if (decisive && !gone) {
            repairs.add(Duration.between(instant(info.get("created_time")), at(event)));
        }
    }

    private Map<String, Integer> openFindings() {
        var counts = new TreeMap<String, Integer>();
        openFindings.values().forEach(control -> counts.merge(control, 1, Integer::sum));
        return counts;
    }

    /** Where the last decision waits for a yes, or for one that allows again what was reverted. */
    private int pending() {
        return (int) decided.values().stream()
                .filter(last -> "await-approval".equals(last.get("step"))
                        || "ticket".equals(last.get("step"))
                                && last.get("reasons") instanceof List<?> reasons
                                && reasons.contains("reverted"))
                .count();
    }

    private static Map<String, @Nullable Object> spread(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        var spread = new LinkedHashMap<String, @Nullable Object>();
        spread.put("median", rank(sorted, 50));
        spread.put("p90", rank(sorted, 90));
        return spread;
    }

    private static @Nullable String rank(List<Duration> sorted, int percent) {
        return sorted.isEmpty()
                ? null
                : sorted.get((sorted.size() * percent + 99) / 100 - 1).toString();
    }

    private static String plan(Map<String, Object> event) {
        return cluster(event) + " " + object(event, "unmapped").get("plan_id");
    }

    private static String cluster(Map<String, Object> event) {
        return event.get("resources") instanceof List<?> resources
                ? String.valueOf(Tree.object(resources.get(0)).orElseThrow().get("uid"))
                        .toLowerCase(java.util.Locale.ROOT)
                : "";
    }

    private static Instant at(Map<String, Object> event) {
        return instant(event.get("time"));
    }

    private static Instant instant(@Nullable Object milliseconds) {
        return Instant.ofEpochMilli(Long.parseLong(String.valueOf(milliseconds)));
    }

    private static Map<String, Object> object(Map<String, Object> tree, String name) {
        return Tree.object(tree.get(name)).orElse(Map.of());
    }
}

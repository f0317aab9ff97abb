package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What waits for somebody, most urgent first.
 *
 * @param approvals plans that wait for an approver, by deadline, those last whose is over
 * @param moreApprovals how many more there are; empty for none
 * @param allApprovals how many there are in all
 * @param breakGlass clusters whose local accounts may be on
 * @param ending exemptions that end soon
 * @param lasting how many waivers last longer; empty for none
 * @param gates what holds clusters back, with how many of them
 */
record NeedsPeople(
        List<Approval> approvals,
        String moreApprovals,
        String allApprovals,
        List<Waiver> breakGlass,
        List<Waiver> ending,
        String lasting,
        List<Gate> gates,
        long heldByPeople,
        long heldByTime,
        long waivers) {
    private static final int SHOWN = 12;
    private static final Duration SOON = Duration.ofDays(14);
    private static final Map<String, Reason> REASONS =
            Stream.of(Reason.values()).collect(Collectors.toUnmodifiableMap(Reason::code, Function.identity()));

    /** One plan; {@code overdue} where the first tag would only have it asked for anew. */
    record Approval(
            String cluster,
            String place,
            String link,
            String planId,
            String until,
            String away,
            boolean overdue,
            String command) {}

    /** What an approver lets a cluster do without. */
    record Waiver(String cluster, String link, String kind, String until, String away, String by, String reason) {}

    /** Why clusters are held back; {@code opener} is {@code people}, {@code time} or {@code policy}. */
    record Gate(String code, String sentence, String opener, String icon, long clusters, String count, String link) {}

    /** The clusters that wait for something, taken in one by one. */
    static final class Waiting {
        private final List<JsonNode> asked = new ArrayList<>();
        private final Map<String, Long> held = new TreeMap<>();
        private long byPeople;
        private long byTime;

        void add(Map<?, ?> cluster) {
            if (cluster.get("approval") instanceof Map<?, ?>) {
                asked.add(PageJson.tree(cluster));
            }
            List<String> codes = codes(cluster);
            codes.forEach(code -> held.merge(code, 1L, Long::sum));
            boolean people = codes.stream().anyMatch(code -> opener(code).equals("people"));
            byPeople += people ? 1 : 0;
            byTime += !people && codes.stream().anyMatch(code -> opener(code).equals("time")) ? 1 : 0;
        }

        /** All of them, and what the figures tell beside. */
        NeedsPeople with(JsonNode kpis, Optional<Instant> now) {
            return NeedsPeople.of(kpis, this, now);
        }
    }

    private static NeedsPeople of(JsonNode kpis, Waiting clusters, Optional<Instant> now) {
        List<JsonNode> waivers = list(kpis.path("waivers"));
        List<JsonNode> ending = waivers.stream()
                .filter(waiver -> !kind(waiver).equals("break-glass") && soon(waiver, now))
                .toList();
        List<JsonNode> glass = waivers.stream()
                .filter(waiver -> kind(waiver).equals("break-glass"))
                .toList();
        int lasting = waivers.size() - ending.size() - glass.size();
        return new NeedsPeople(
                clusters.asked.stream()
                        .sorted(Comparator.comparing((JsonNode cluster) -> overdue(cluster, now))
                                .thenComparing(NeedsPeople::deadline))
                        .limit(SHOWN)
                        .map(cluster -> approval(cluster, now))
                        .toList(),
                more(clusters.asked.size() - SHOWN),
                PageText.count(clusters.asked.size()),
                glass.stream().map(waiver -> waiver(waiver, now)).toList(),
                ending.stream()
                        .sorted(Comparator.comparing(
                                waiver -> waiver.path("until").asText()))
                        .map(waiver -> waiver(waiver, now))
                        .toList(),
                more(lasting),
                gates(clusters.held),
                clusters.byPeople,
                clusters.byTime,
                waivers.size());
    }

    /** Whether there is nothing at all to do. */
    boolean nothing() {
        return approvals.isEmpty() && breakGlass.isEmpty() && ending.isEmpty() && gates.isEmpty();
    }

    private static String more(int count) {
        return count > 0 ? PageText.count(count) : "";
    }

    /** Why that cluster is held back, without what is said elsewhere on the page. */
    private static List<String> codes(Map<?, ?> cluster) {
        if (FleetRows.calm(cluster) || !(cluster.get("reasons") instanceof List<?> reasons)) {
            return List.of();
        }
        return reasons.stream()
                .map(String::valueOf)
                .filter(code -> !code.equals(Reason.APPROVAL_MISSING.code())
                        && !code.equals(Reason.COMPLIANT.code())
                        && !code.equals(Reason.EXEMPTED.code()))
                .distinct()
                .toList();
    }

    private static List<Gate> gates(Map<String, Long> held) {
        return held.entrySet().stream()
                .map(gate -> new Gate(
                        gate.getKey(),
                        sentence(gate.getKey()),
                        opener(gate.getKey()),
                        opener(gate.getKey()).equals("people") ? "person" : "clock",
                        gate.getValue(),
                        PageText.count(gate.getValue()),
                        PageText.link("reason", gate.getKey())))
                .sorted(Comparator.comparing(Gate::opener)
                        .thenComparing(Gate::clusters, Comparator.reverseOrder())
                        .thenComparing(Gate::code))
                .toList();
    }

    private static String sentence(String code) {
        return Optional.ofNullable(REASONS.get(code)).map(Reason::sentence).orElse(code);
    }

    /** Whoever opens it; a reason that is not known here is for people. */
    private static String opener(String code) {
        Reason reason = REASONS.get(code);
        if (reason == null || reason.opener() == Reason.Opener.PEOPLE) {
            return "people";
        }
        if (reason.opener() == Reason.Opener.TIME) {
            return "time";
        }
        return switch (reason) {
            case MODE_OFF, MODE_AUDIT, MODE_TICKET, GUARD_MODE -> "policy";
            case NOT_TERMINAL, SETTLING, ARM_UNAVAILABLE -> "time";
            default -> "people";
        };
    }

    private static Instant deadline(JsonNode cluster) {
        return PageText.instant(cluster.path("approval").path("until")).orElse(Instant.MAX);
    }

    private static boolean overdue(JsonNode cluster, Optional<Instant> now) {
        return now.isPresent() && now.get().isAfter(deadline(cluster));
    }

    private static Approval approval(JsonNode cluster, Optional<Instant> now) {
        JsonNode approval = cluster.path("approval");
        return new Approval(
                cluster.path("name").asText(""),
                cluster.path("resourceGroup").asText(""),
                PageText.clusterLink(cluster.path("id").asText("")),
                approval.path("planId").asText(""),
                PageText.moment(approval.path("until")),
                away(approval.path("until"), now),
                overdue(cluster, now),
                approval.path("command").asText(""));
    }

    private static Waiver waiver(JsonNode waiver, Optional<Instant> now) {
        String id = waiver.path("cluster").asText("");
        return new Waiver(
                PageText.name(id),
                PageText.clusterLink(id),
                kind(waiver),
                PageText.moment(waiver.path("until")),
                away(waiver.path("until"), now),
                waiver.path("by").asText(""),
                waiver.path("reason").asText(""));
    }

    private static String kind(JsonNode waiver) {
        return waiver.path("kind").asText("");
    }

    private static boolean soon(JsonNode waiver, Optional<Instant> now) {
        return now.isPresent()
                && PageText.instant(waiver.path("until"))
                        .filter(until -> until.isBefore(now.get().plus(SOON)))
                        .isPresent();
    }

    private static String away(JsonNode until, Optional<Instant> now) {
        return now.isEmpty()
                ? ""
                : PageText.instant(until)
                        .map(then -> PageText.away(now.get(), then))
                        .orElse("");
    }

    private static List<JsonNode> list(JsonNode array) {
        var all = new ArrayList<JsonNode>();
        array.forEach(all::add);
        return all;
    }
}

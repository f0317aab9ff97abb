package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.functions.HttpAnswer.Problem;
import io.entraguard.model.Severity;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.AuditCoverage;
import io.entraguard.reconcile.ClusterEntry;
import io.entraguard.reconcile.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterQueryTest {
    private static final Instant NOW = Instant.parse("2026-02-05T09:00:00Z");
    private static final List<Severity> SEVERITIES = List.of(Severity.values());

    private static ClusterEntry cluster(String name) {
        return cluster(name, Status.COMPLIANT, "team-a", Optional.empty(), Optional.empty());
    }

    private static ClusterEntry cluster(
            String name, Status status, String owner, Optional<Severity> severity, Optional<Instant> openSince) {
        return new ClusterEntry(
                "/subscriptions/SUB-1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/" + name,
                name,
                "SUB-1",
                "rg",
                "westeurope",
                Optional.of("prod"),
                Optional.of(owner).filter(tag -> !tag.isEmpty()),
                Optional.of(owner).filter(tag -> !tag.isEmpty()).map(tag -> "CC-" + tag),
                status,
                severity.equals(Optional.of(Severity.LOW)),
                Optional.empty(),
                severity.map(failing -> "approve"),
                severity.map(failing -> failing == Severity.HIGH ? "await-approval" : "ticket"),
                List.of(),
                severity.isPresent() ? List.of("ENTRA-03") : List.of(),
                severity,
                Optional.empty(),
                openSince,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                AuditCoverage.COVERED);
    }

    private static Map<String, Object> page(List<ClusterEntry> fleet, Map<String, String> parameters) {
        return ClusterQuery.of(parameters).page(fleet);
    }

    private static List<String> names(Map<String, Object> page) {
        return Objects.requireNonNull((List<?>) page.get("clusters")).stream()
                .map(cluster ->
                        String.valueOf(Tree.object(cluster).orElseThrow().get("name")))
                .toList();
    }

    private static final List<ClusterEntry> FLEET = List.of(
            cluster("b", Status.NONCOMPLIANT, "Team-A", Optional.of(Severity.HIGH), Optional.of(NOW)),
            cluster("a", Status.UNKNOWN, "", Optional.empty(), Optional.empty()),
            cluster(
                    "c",
                    Status.NONCOMPLIANT,
                    "z\u00fcrich",
                    Optional.of(Severity.CRITICAL),
                    Optional.of(NOW.minusMillis(500))),
            cluster("d", Status.NONCOMPLIANT, "b", Optional.of(Severity.LOW), Optional.of(NOW.plusSeconds(1))));

    @ParameterizedTest
    @CsvSource({
        "status, noncompliant, b c d",
        "status, unknown, a",
        "owner, TEAM-a, b",
        "owner, '', a",
        "owner, Z\u00dcRICH, c",
        "subscription, sub-1, a b c d",
        "subscription, sub-2, ''",
        "environment, PROD, a b c d",
        "costCenter, cc-TEAM-a, b",
        "costCenter, '', a",
        "mode, approve, b c d",
        "mode, auto, ''",
        "step, await-approval, b",
        "step, ticket, c d",
        "exempt, true, d",
        "exempt, false, a b c",
        "control, ENTRA-03, b c d",
        "control, ENTRA-04, ''",
        "auditCoverage, covered, a b c d",
        "auditCoverage, missing, ''",
        "search, MANAGEDCLUSTERS/A, a",
        "search, team, b",
        "search, .*, ''",
        "sort, -name, d c b a",
        "sort, severity, d b c a",
        "sort, -severity, c b d a",
        "sort, openSince, c b d a",
        "sort, -openSince, d b c a",
        "sort, owner, d b c a",
        "limit, 2, a b"
    })
    void what_is_asked_for_is_what_is_found(String parameter, String value, String names) {
        Map<String, Object> page = page(FLEET, Map.of(parameter, value));
        assertThat(names(page)).containsExactlyElementsOf(names.isEmpty() ? List.of() : List.of(names.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status | Compliant | status may be compliant, noncompliant, unknown.",
                "status | '' | status may be compliant, noncompliant, unknown.",
                "auditCoverage | Covered | auditCoverage may be covered, missing, unknown, off.",
                "limit | 0 | limit may be a whole number from 1 to 1000.",
                "limit | 1001 | limit may be a whole number from 1 to 1000.",
                "limit | -1 | limit may be a whole number from 1 to 1000.",
                "limit | 99999999999999999999 | limit may be a whole number from 1 to 1000.",
                "limit | \u0661 | limit may be a whole number from 1 to 1000.",
                "after | 1 | after may be what next was in an answer with the same sort.",
                "after | ../../x | after may be what next was in an answer with the same sort.",
                "Status | compliant | Status is no parameter; there are status, subscription, environment, owner,"
                        + " costCenter, control, mode, step, exempt, auditCoverage, search, sort, limit, after.",
                "mode | Auto | mode may be off, audit, ticket, approve, auto.",
                "exempt | yes | exempt may be true, false.",
            })
    void what_is_not_known_is_named_with_what_is_allowed(String parameter, String value, String problem) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> page(FLEET, Map.of(parameter, value)))
                .withMessage(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "sort"})
    void no_value_is_repeated_to_whoever_sent_it(String parameter) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> page(FLEET, Map.of(parameter, "<script>alert(1)</script>")))
                .satisfies(problem -> assertThat(problem.getMessage())
                        .startsWith(parameter + " may be ")
                        .doesNotContain("alert"));
    }

    @Test
    void a_parameters_name_that_hides_something_is_shown_for_what_it_is_and_cut() {
        String name = "\u202e\r\nx".concat("y".repeat(500));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> page(FLEET, Map.of(name, "")))
                .satisfies(problem -> assertThat(String.valueOf(problem.getMessage()))
                        .startsWith("[U+202E] x")
                        .hasSizeLessThan(250));
    }

    @Test
    void a_search_for_too_much_is_refused() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> page(FLEET, Map.of("search", "x".repeat(5_000))))
                .withMessage("search is longer than 4096 characters.");
    }

    @Test
    void the_functions_key_of_the_caller_is_no_parameter_of_ours() {
        assertThat(names(page(FLEET, Map.of("code", "s3cret", "clientId", "default"))))
                .hasSize(4);
    }

    @Test
    void the_last_page_names_no_further_one_and_all_pages_count_all() {
        Map<String, Object> first = page(FLEET, Map.of("limit", "3"));
        assertThat(first).containsEntry("total", 4);
        Map<String, Object> last = page(FLEET, Map.of("limit", "3", "after", String.valueOf(first.get("next"))));
        assertThat(names(last)).containsExactly("d");
        assertThat(last).containsEntry("total", 4).containsEntry("next", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "-name", "severity", "-openSince", "owner"})
    void a_cluster_that_stays_is_seen_exactly_once_while_others_come_and_go(String sort) {
        var fleet = new ArrayList<ClusterEntry>();
        for (int i = 0; i < 50; i++) {
            Optional<Severity> severity = i % 3 == 0 ? Optional.empty() : Optional.of(SEVERITIES.get(i % 4));
            fleet.add(cluster(
                    "stays-" + i,
                    Status.NONCOMPLIANT,
                    i % 5 == 0 ? "" : "o" + i % 7,
                    severity,
                    severity.map(is -> NOW.plusSeconds(60))));
        }
        var seen = new HashMap<String, Integer>();
        Optional<String> next = Optional.of("");
        for (int round = 0; next.isPresent(); round++) {
            var parameters = new HashMap<>(Map.of("sort", sort, "limit", "7"));
            next.filter(token -> !token.isEmpty()).ifPresent(token -> parameters.put("after", token));
            Map<String, Object> page = page(fleet, parameters);
            names(page).forEach(name -> seen.merge(name, 1, Integer::sum));
            next = Optional.ofNullable((String) page.get("next"));
            fleet.removeIf(entry -> entry.name().startsWith("comes"));
            fleet.add(0, cluster("comes-a-" + round));
            fleet.add(cluster(
                    "comes-z-" + round, Status.NONCOMPLIANT, "zz", Optional.of(Severity.CRITICAL), Optional.of(NOW)));
        }
        seen.keySet().removeIf(name -> name.startsWith("comes"));
        assertThat(seen)
                .hasSize(50)
                .allSatisfy((name, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void a_place_in_one_order_is_none_in_another() {
        Object next = page(FLEET, Map.of("limit", "1", "sort", "name")).get("next");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> page(FLEET, Map.of("sort", "-name", "after", String.valueOf(next))));
    }
}

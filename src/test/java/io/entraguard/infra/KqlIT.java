package io.entraguard.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every query for Sentinel and Azure Monitor is sound by Microsoft's own parser and binder, names only what the code knows,
 * and is deployed. There is no Azure here: whether a workspace takes them is not known.
 */
class KqlIT {
    private static final Path INFRA = Path.of("infra");
    private static final List<List<String>> SAID = new ArrayList<>();

    /**
     * A copy of infra with one mistake.
     *
     * @param becomes what stands in its place
     * @param said how the fault begins that must be found, file first
     */
    record Broken(String file, String is, String becomes, String said) {
        @Override
        public String toString() {
            return said;
        }
    }

    static List<Broken> broken() {
        return List.of(
                new Broken(
                        "monitoring/main.bicep",
                        "every: 'PT15M'",
                        "every: 'PT20M'",
                        "monitoring/queries/queue-age.kql: no alert rule of Azure Monitor runs every PT20M"),
                new Broken(
                        "sentinel/rules/breaker-open.kql",
                        "Ingested >",
                        "IngestedAt >",
                        "sentinel/rules/breaker-open.kql:6: The name 'IngestedAt' does not refer"),
                new Broken(
                        "sentinel/rules/ledger-touched.kql",
                        "tostring(",
                        "tosting(",
                        "sentinel/rules/ledger-touched.kql:7: The name 'tosting' does not refer to any known function"),
                new Broken(
                        "modules/logs.bicep",
                        "name: 'SourceIp'",
                        "name: 'SrcIp'",
                        "sentinel/EntraGuardAudit.kql:32: The name 'SourceIp' does not refer"),
                new Broken(
                        "sentinel/EntraGuardAudit.kql",
                        "    TicketId,",
                        "    TicketKey,",
                        "sentinel/EntraGuardAudit.kql:33: The name 'TicketKey' does not refer"),
                new Broken(
                        "sentinel/rules/breaker-open.kql",
                        "alert.breaker-open",
                        "alert.breaker-opened",
                        "sentinel/rules/breaker-open.kql: no event has the code alert.breaker-opened"),
                new Broken(
                        "sentinel/rules/breaker-open.kql",
                        "alert.breaker-open",
                        "alert.breaker-closed",
                        "sentinel/main.bicep: no rule is about alert.breaker-open"),
                new Broken(
                        "sentinel/rules/ledger-rewound.kql",
                        "Ocsf.unmapped.heads",
                        "Ocsf.unmapped.anchors",
                        "sentinel/rules/ledger-rewound.kql: no event has a member anchors"),
                new Broken(
                        "sentinel/rules/breaker-open.kql",
                        "5m + 15s",
                        "5m",
                        "sentinel/rules/breaker-open.kql: runs every PT5M and looks back not at all"),
                new Broken(
                        "sentinel/rules/breaker-open.kql",
                        "// Severity: High",
                        "// Severity: Grave",
                        "sentinel/rules/breaker-open.kql: its third and fourth lines are not a severity"),
                new Broken(
                        "sentinel/rules/breaker-open.kql",
                        "// Severity: High",
                        "// Severity: Low",
                        "sentinel/main.bicep: docs/siem-rules.md says something else"),
                new Broken(
                        "sentinel/main.bicep",
                        "rules/breaker-open.kql",
                        "rules/breaker.kql",
                        "sentinel/main.bicep:125: no file sentinel/rules/breaker.kql"),
                new Broken(
                        "sentinel/main.bicep",
                        "hunting/refused-requests.kql",
                        "hunting/rejected-events.kql",
                        "sentinel/hunting/refused-requests.kql: is deployed by nothing"),
                new Broken(
                        "sentinel/main.bicep",
                        "columnName: 'ActorId'",
                        "columnName: 'ActorOid'",
                        "sentinel/rules/new-cluster-without-entra.kql: gives no column ActorOid"),
                new Broken(
                        "monitoring/main.bicep",
                        "name: 'no-sweep'\n",
                        "name: 'no-swept'\n",
                        "monitoring/queries/no-sweep.kql: is loaded by a rule called no-swept"),
                new Broken(
                        "monitoring/queries/no-sweep.kql",
                        "Functions.FleetSweep",
                        "Functions.Sweep",
                        "monitoring/queries/no-sweep.kql: no function is called Sweep"),
                new Broken(
                        "monitoring/queries/queue-age.kql",
                        "entraguard.queue.age",
                        "entraguard.queue.length",
                        "monitoring/queries/queue-age.kql: no metric or attribute is called entraguard.queue.length"),
                new Broken(
                        "monitoring/workbook.json",
                        "dcount(ClusterResourceId)",
                        "dcount(ClusterId)",
                        "monitoring/workbook.json: credentials: The name 'ClusterId' does not refer"),
                new Broken(
                        "monitoring/workbook.json",
                        "\"visualization\": \"linechart\"",
                        "\"visualization\": \"line\"",
                        "monitoring/workbook.json: compliance-rate: no visualization is called line"),
                new Broken(
                        "monitoring/workbook.json",
                        "accessReviewFailures",
                        "reviewFailures",
                        "monitoring/workbook.json: accessReviewFailures is missing"));
    }

    @BeforeAll
    static void all_broken_copies_are_checked_at_once(@TempDir Path copies) throws IOException {
        List<Broken> broken = broken();
        var folders = new ArrayList<Path>();
        for (Broken one : broken) {
            Path copy = copies.resolve("copy-" + folders.size());
            copy(INFRA, copy);
            Path file = copy.resolve(one.file());
            String text = Files.readString(file);
            assertThat(text).as(one.file()).contains(one.is());
            int at = text.indexOf(one.is());
            Files.writeString(
                    file,
                    text.substring(0, at)
                            + one.becomes()
                            + text.substring(at + one.is().length()));
            folders.add(copy);
        }
        List<String> said = check(folders);
        IntStream.range(0, broken.size())
                .mapToObj(i -> "copy-" + i + "/")
                .forEach(copy -> SAID.add(said.stream()
                        .filter(line -> line.startsWith(copy))
                        .map(line -> line.substring(copy.length()))
                        .toList()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** What the check prints; a check that cannot even be made says why. */
    private static List<String> check(List<Path> folders) throws IOException {
        var command =
                new ArrayList<>(List.of("node", "src/test/kql/check.mjs", System.getProperty("npm.directory"), "."));
        folders.forEach(folder -> command.add(folder.toString()));
        Shell.Result checked = Shell.run(command, Map.of());
        assertThat(checked.errors()).isEmpty();
        assertThat(checked.exit()).isEqualTo(checked.lines().isEmpty() ? 0 : 1);
        return checked.lines();
    }

    @Test
    void every_query_is_sound_and_names_what_the_code_knows() throws IOException {
        assertThat(check(List.of(INFRA))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_mistake_is_found(Broken mistake) {
        assertThat(SAID.get(broken().indexOf(mistake))).anyMatch(line -> line.startsWith(mistake.said()));
    }
}

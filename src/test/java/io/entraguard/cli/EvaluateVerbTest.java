package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.cli.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluateVerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void the_json_report_has_the_stable_shape() throws IOException {
        Ran ran = Shell.guard("evaluate", "--output", "json", Shell.cluster("arm-get.json"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        JsonNode report = JSON.readTree(ran.out());
        assertThat(report.fieldNames()).toIterable().containsExactly("clusters", "summary");
        JsonNode cluster = report.path("clusters").path(0);
        assertThat(cluster.fieldNames()).toIterable().containsExactly("id", "name", "status", "findings");
        assertThat(cluster.path("id").textValue())
                .isEqualTo("/subscriptions/3f2c9a10-5b7e-4d1c-9a44-0c6d2f1e8b01/resourcegroups/rg-payments"
                        + "/providers/Microsoft.ContainerService/managedClusters/payments-dev");
        assertThat(cluster.path("name").textValue()).isEqualTo("payments-dev");
        assertThat(cluster.path("status").textValue()).isEqualTo("noncompliant");
        JsonNode finding = cluster.path("findings").path(1);
        assertThat(finding.fieldNames())
                .toIterable()
                .containsExactly("control", "severity", "title", "observed", "remediation", "references");
        assertThat(finding.path("control").textValue()).isEqualTo("ENTRA-03");
        assertThat(finding.path("severity").textValue()).isEqualTo("high");
        assertThat(finding.path("title").textValue()).isEqualTo("local accounts are enabled");
        assertThat(finding.path("observed").textValue()).isEqualTo("disableLocalAccounts is absent");
        assertThat(finding.path("remediation").textValue()).isEqualTo("automatic");
        assertThat(report.path("summary"))
                .isEqualTo(
                        JSON.readTree("{\"evaluated\":1,\"compliant\":0,\"noncompliant\":1,\"exempt\":0,\"unknown\":0,"
                                + "\"complianceRate\":0.0}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arm-list.json",
                "array.json",
                "az-list.json",
                "graph-answer.json",
                "graph-rows.json",
                "graph-table.json"
            })
    void every_shape_gives_the_same_report(String file) {
        String expected = Shell.guard("evaluate", "--output", "json", Shell.cluster("arm-list.json"))
                .out();

        Ran ran = Shell.guard("evaluate", "--output", "json", Shell.cluster(file));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        // az prints null for what ARM leaves out.
        assertThat(ran.out().replace(" is null", " is absent"))
                .isEqualTo(expected)
                .contains("\"complianceRate\" : 0.5");
    }

    @Test
    void exit_code_0_means_that_every_cluster_is_compliant() {
        assertThat(Shell.guard("evaluate", Shell.cluster("arm-compliant.json")).code())
                .isZero();
        assertThat(Shell.guard("evaluate", Shell.cluster("arm-compliant.json"), Shell.cluster("arm-get.json"))
                        .code())
                .isEqualTo(1);
    }

    @Test
    void findings_about_ownership_leave_a_cluster_compliant() throws IOException {
        String untagged = read("arm-compliant.json").replace("\"owner\"", "\"whose\"");

        Ran ran = new Shell().input(untagged).run("evaluate", "--output", "json", "-");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("OWN-01", "\"compliant\" : 1", "\"complianceRate\" : 1.0");
    }

    @Test
    void the_policy_says_which_tags_and_which_tenant_are_right() throws IOException {
        Path policy = folder.resolve("p.yaml");
        Files.writeString(policy, """
                apiVersion: entra-guard/v1
                defaults: {ownerTag: env, tenant: 00000000-0000-0000-0000-000000000000}
                """);

        Ran ran = Shell.guard("evaluate", "--policy", policy.toString(), Shell.cluster("arm-compliant.json"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("ENTRA-08").doesNotContain("OWN-01");
    }

    @Test
    void a_policy_that_is_not_valid_is_one_line() throws IOException {
        Path policy = folder.resolve("p.yaml");
        Files.writeString(policy, "apiVersion: entra-guard/v1\ndefaults:\n  mod: x\n  mode: y\n");

        Ran ran = Shell.guard("evaluate", "--policy", policy.toString(), Shell.cluster("arm-get.json"));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith(policy + ":3:3: defaults.mod: unknown key 'mod'; did you mean 'mode'?")
                .endsWith("(and 1 more; 'guard policy check' lists them)");
    }

    @Test
    void a_cluster_that_cannot_be_judged_is_unknown_where_others_can() throws IOException {
        String broken = read("arm-get.json")
                .replace("\"enableRBAC\": true", "\"enableRBAC\": true, \"disableLocalAccounts\": \"false\"");
        Path file = Files.writeString(folder.resolve("b.json"), broken);

        Ran ran = Shell.guard("evaluate", "--output", "json", file.toString(), Shell.cluster("arm-compliant.json"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith(file + ": /subscriptions/")
                .contains("payments-dev: properties.disableLocalAccounts is a string, expected true or false");
        JsonNode report = JSON.readTree(ran.out());
        assertThat(report.at("/clusters/0/status").textValue()).isEqualTo("unknown");
        assertThat(report.at("/clusters/0/findings").isEmpty()).isTrue();
        assertThat(report.at("/clusters/0/unreadable").textValue()).startsWith("properties.disableLocalAccounts");
        assertThat(report.at("/summary"))
                .isEqualTo(
                        JSON.readTree("{\"evaluated\":2,\"compliant\":1,\"noncompliant\":0,\"exempt\":0,\"unknown\":1,"
                                + "\"complianceRate\":0.5}"));
    }

    @Test
    void where_no_cluster_at_all_can_be_judged_the_input_is_unusable() throws IOException {
        String broken = "{\"id\":\"/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService"
                + "/managedClusters/c\",\"properties\":\"x\"}";

        Ran ran = new Shell().input(broken).run("evaluate", "--output", "json", "-");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("standard input: /subscriptions/s/")
                .contains("properties is a string, expected an object");
        assertThat(JSON.readTree(ran.out()).at("/summary/unknown").intValue()).isEqualTo(1);
    }

    @Test
    void a_file_of_other_things_evaluates_nothing_and_says_so() {
        Ran ran = new Shell()
                .input("[{\"type\":\"Microsoft.Compute/disks\"},{\"id\":\"/subscriptions/s/resourceGroups/g/providers"
                        + "/Microsoft.Network/virtualNetworks/v\"},{\"type\":\"microsoft.compute/DISKS\"}]")
                .run("evaluate", "--output", "json", "-");

        assertThat(ran.code()).isZero();
        assertThat(ran.err())
                .contains("left out 2 of type Microsoft.Compute/disks", "left out 1 of type Microsoft.Network");
        assertThat(ran.out()).contains("\"evaluated\" : 0", "\"complianceRate\" : null");
    }

    @Test
    void the_rate_has_four_decimals() throws IOException {
        Ran ran = Shell.guard(
                "evaluate", "--output", "json", Shell.cluster("arm-list.json"), Shell.cluster("arm-get.json"));

        assertThat(JSON.readTree(ran.out()).at("/summary/complianceRate").doubleValue())
                .isEqualTo(0.3333);
        assertThat(ran.err()).contains("payments-dev is given twice, first in ");
    }

    @Test
    void the_table_is_for_people() {
        Ran ran = Shell.guard("evaluate", Shell.cluster("arm-list.json"));

        assertThat(ran.out()).isEqualToNormalizingNewlines("""
                        CLUSTER                   STATUS        CONTROL   SEVERITY  REMEDIATION  FOUND
                        rg-payments/payments-dev  noncompliant  ENTRA-01  high      automatic    Entra integration is off: aadProfile is absent
                        rg-payments/payments-dev  noncompliant  ENTRA-03  high      automatic    local accounts are enabled: disableLocalAccounts is absent
                        rg-payments/ledger-prod   compliant     -         -         -            nothing

                        2 evaluated: 1 compliant, 1 noncompliant, 0 exempt, 0 unknown; compliance rate 50.00 %
                        """);
    }

    @Test
    void the_table_is_coloured_on_a_terminal_only() {
        String file = Shell.cluster("arm-get.json");

        assertThat(new Shell().onTerminal().run("evaluate", file).out()).contains("\u001b[31mhigh\u001b[0m  ");
        assertThat(new Shell().run("evaluate", file).out()).doesNotContain("\u001b");
        assertThat(new Shell()
                        .onTerminal()
                        .with("NO_COLOR", "1")
                        .run("evaluate", file)
                        .out())
                .doesNotContain("\u001b");
        assertThat(new Shell()
                        .onTerminal()
                        .with("TERM", "dumb")
                        .run("evaluate", file)
                        .out())
                .doesNotContain("\u001b");
        assertThat(new Shell()
                        .onTerminal()
                        .run("evaluate", "--output", "json", file)
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void what_strangers_wrote_cannot_steer_the_terminal() throws IOException {
        String hostile = read("arm-get.json")
                .replace("\"aadProfile\"", "\"x\"")
                .replace(
                        "\"enableRBAC\": true", "\"aadProfile\": 1, \"aadprofile\\u001b]0;x\\u0007\\u202e\\u009b\": 2");

        Ran table = new Shell().input(hostile).run("evaluate", "-");
        Ran json = new Shell()
                .input(hostile.replace("resourcegroups/rg", "resourcegroups/r\u00e4g"))
                .run("evaluate", "--output", "json", "-");

        assertThat(table.out() + table.err()).doesNotContain("\u001b", "\u0007", "\u202e", "\u009b");
        assertThat(json.out()).isASCII().contains("r\\u00E4g");
    }

    private static String read(String cluster) throws IOException {
        return Files.readString(Path.of(Shell.cluster(cluster)));
    }
}

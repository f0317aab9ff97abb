package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.cli.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PlanVerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SANDBOX = Shell.cluster("arm-get.json");

    @Test
    void the_json_report_adds_policy_and_decision_in_the_stable_shape() throws IOException {
        Ran ran = plan(new Shell(), "--output", "json", SANDBOX);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        JsonNode cluster = JSON.readTree(ran.out()).at("/clusters/0");
        assertThat(cluster.fieldNames())
                .toIterable()
                .containsExactly("id", "name", "status", "findings", "policy", "decision");
        assertThat(cluster.path("policy"))
                .isEqualTo(JSON.readTree("{\"rule\":\"sandbox\",\"mode\":\"auto\","
                        + "\"passedOver\":[\"production: tag env is 'dev', not one of [prod, production]\"]}"));
        JsonNode decision = cluster.path("decision");
        assertThat(decision.fieldNames())
                .toIterable()
                .containsExactly("step", "reasons", "changes", "planId", "until", "mode", "because");
        assertThat(decision.path("step").textValue()).isEqualTo("remediate");
        assertThat(decision.path("reasons"))
                .isEqualTo(JSON.readTree("[\"administrators-unverified\",\"credentials-unknown\"]"));
        assertThat(decision.path("changes")).isEqualTo(JSON.readTree("""
                                [{"path":"properties.aadProfile.managed","from":null,"to":true},
                                 {"path":"properties.aadProfile.adminGroupObjectIDs","from":null,"to":["22222222-2222-2222-2222-222222222222"]},
                                 {"path":"properties.disableLocalAccounts","from":null,"to":true}]
                                """));
        assertThat(decision.path("planId").textValue()).matches("[0-9a-f]{12}");
        assertThat(decision.path("until").isNull()).isTrue();
        assertThat(decision.path("because")).hasSize(2);
    }

    @Test
    void a_step_without_a_plan_has_no_changes_and_no_id() throws IOException {
        Ran ran = plan(new Shell(), "--output", "json", Shell.cluster("arm-compliant.json"));

        assertThat(ran.code()).isZero();
        JsonNode decision = JSON.readTree(ran.out()).at("/clusters/0/decision");
        assertThat(decision.path("step").textValue()).isEqualTo("none");
        assertThat(decision.path("changes")).isEqualTo(JSON.readTree("[]"));
        assertThat(decision.path("planId").isNull()).isTrue();
        assertThat(decision.path("until").isNull()).isTrue();
    }

    @Test
    void a_young_cluster_waits_until_it_has_settled() throws IOException {
        Ran ran = plan(new Shell(), "--now", "2025-11-03T09:20:00+01:00", "--output", "json", SANDBOX);

        JsonNode decision = JSON.readTree(ran.out()).at("/clusters/0/decision");
        assertThat(decision.path("step").textValue()).isEqualTo("wait");
        assertThat(decision.path("reasons")).isEqualTo(JSON.readTree("[\"settling\"]"));
        assertThat(decision.path("until").textValue()).isEqualTo("2025-11-03T08:30:30.123456700Z");
        assertThat(plan(new Shell().at("2025-11-03T08:20:00Z"), "--output", "json", SANDBOX)
                        .out())
                .isEqualTo(ran.out());
    }

    @Test
    void with_the_global_switch_at_audit_the_step_is_recorded_with_what_would_be_done() throws IOException {
        Ran ran = plan(new Shell().with("GUARD_MODE", "audit"), "--output", "json", SANDBOX);

        JsonNode decision = JSON.readTree(ran.out()).at("/clusters/0/decision");
        assertThat(decision.path("step").textValue()).isEqualTo("record");
        assertThat(decision.path("reasons").path(0).textValue()).isEqualTo("guard-mode");
        assertThat(decision.path("changes")).isEqualTo(JSON.readTree("[]"));
        assertThat(decision.at("/would/step").textValue()).isEqualTo("remediate");
        assertThat(decision.at("/would/changes")).hasSize(3);
    }

    @Test
    void with_the_global_switch_off_nothing_is_done_and_an_unknown_word_is_refused() throws IOException {
        Ran off = plan(new Shell().with("GUARD_MODE", "off"), "--output", "json", SANDBOX);
        Ran wrong = plan(new Shell().with("GUARD_MODE", "on"), SANDBOX);

        assertThat(JSON.readTree(off.out()).at("/clusters/0/decision/step").textValue())
                .isEqualTo("none");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .isEqualToIgnoringNewLines("environment variable GUARD_MODE: 'on' is not one of off, audit, enforce;"
                        + " set one of them or unset it");
    }

    @Test
    void an_instant_that_is_none_is_refused() {
        Ran ran = plan(new Shell(), "--now", "yesterday", SANDBOX);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines("--now: 'yesterday' is not an instant; write it as 2026-01-05T09:00:00Z");
    }

    @Test
    void a_document_that_cannot_be_judged_is_ticketed_by_the_defaults() throws IOException {
        String broken = Files.readString(Path.of(SANDBOX)).replace("\"enableRBAC\": true", "\"enableRBAC\": 1");

        Ran ran = plan(new Shell().input(broken), "--output", "json", "-", Shell.cluster("arm-compliant.json"));

        assertThat(ran.code()).isEqualTo(1);
        JsonNode cluster = JSON.readTree(ran.out()).at("/clusters/0");
        assertThat(cluster.path("status").textValue()).isEqualTo("unknown");
        assertThat(cluster.at("/policy/rule").textValue()).isEqualTo("defaults");
        assertThat(cluster.at("/decision/step").textValue()).isEqualTo("ticket");
        assertThat(cluster.at("/decision/reasons")).isEqualTo(JSON.readTree("[\"unreadable-document\"]"));
    }

    @Test
    void a_tag_that_needs_an_approver_does_not_count_offline() throws IOException {
        String tagged = Files.readString(Path.of(SANDBOX))
                .replace("\"env\": \"dev\"", "\"env\": \"dev\", \"entra-guard-exempt-until\": \"2026-02-01\"");

        Ran ran = plan(new Shell().input(tagged), "--output", "json", "-");

        JsonNode report = JSON.readTree(ran.out());
        assertThat(report.at("/clusters/0/decision/reasons")).contains(JSON.readTree("\"writer-unknown\""));
        assertThat(report.at("/summary/exempt").intValue()).isZero();
    }

    @Test
    void the_table_says_which_rule_won_what_is_next_and_why() {
        Ran ran = plan(new Shell(), SANDBOX);

        assertThat(ran.out())
                .contains(
                        "  policy   rule sandbox, mode auto",
                        "           not rule production: tag env is 'dev', not one of [prod, production]",
                        "  next     remediate, plan ",
                        "           set properties.disableLocalAccounts from absent to true",
                        "  because  groups and role assignments are taken as declared; nobody looked them up"
                                + " (administrators-unverified)");
    }

    @Test
    void the_table_says_who_opens_a_gate() throws IOException {
        String stopped = Files.readString(Path.of(SANDBOX))
                .replaceFirst(
                        "\"powerState\": *\\{\\s*\"code\": \"Running\"", "\"powerState\": {\"code\": \"Stopped\"");

        assertThat(plan(new Shell().input(stopped), "-").out())
                .contains("next     wait, plan ", ", until 2026-01-05T10:00:00Z", "(stopped, opened by time)");
    }

    @Test
    void a_cluster_without_a_rule_falls_under_the_defaults() throws IOException {
        String untagged = Files.readString(Path.of(SANDBOX)).replace("\"env\"", "\"stage\"");

        assertThat(plan(new Shell().input(untagged), "-").out())
                .contains("policy   defaults, as no rule is for it, mode ticket", "next     ticket");
    }

    private static Ran plan(Shell shell, String... rest) {
        var arguments = new String[rest.length + 3];
        arguments[0] = "plan";
        arguments[1] = "--policy";
        arguments[2] = Shell.examplePolicy();
        System.arraycopy(rest, 0, arguments, 3, rest.length);
        return shell.run(arguments);
    }
}

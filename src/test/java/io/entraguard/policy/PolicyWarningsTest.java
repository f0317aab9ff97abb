package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyWarningsTest {
    @Test
    void the_defaults_give_no_cause_for_a_warning() {
        assertThat(warnings("")).isEmpty();
    }

    @Test
    void the_built_in_policy_warns_of_the_mode_that_is_not_carried_out_yet() {
        assertThat(PolicyWarnings.of(PolicyFile.builtIn()))
                .containsExactly("rule 'production': mode approve is not carried out by this version:"
                        + " its clusters get a ticket instead");
    }

    @Test
    void a_change_window_gives_no_cause_for_a_warning() {
        String window = "changeWindow: {days: [SAT], from: \"01:00\", to: \"02:00\", zone: UTC}";

        assertThat(warnings("defaults: {mode: auto, azureRbac: enable, " + window + "}"))
                .isEmpty();
        assertThat(warnings("defaults: {mode: auto, azureRbac: enable, changeWindow: aks}"))
                .isEmpty();
    }

    @Test
    void a_rule_behind_one_for_every_cluster_can_never_match() {
        assertThat(warnings("rules: [{name: a, when: {tags: {env: []}}}, {name: b}]"))
                .containsExactly("rule 'b' can never match, because rule 'a' before it is for every cluster;"
                        + " put it before that one");
        assertThat(warnings("rules: [{name: a, when: {resourceGroups: [x]}}, {name: b}]"))
                .isEmpty();
    }

    @Test
    void a_rule_named_as_the_defaults_are_shown_is_confusing() {
        assertThat(warnings("rules: [{name: defaults}]"))
                .singleElement()
                .asString()
                .contains("another name");
    }

    @Test
    void auto_without_groups_and_approve_without_approvers_lead_nowhere() {
        assertThat(warnings("defaults: {mode: auto}"))
                .singleElement()
                .asString()
                .contains("names no adminGroups");
        assertThat(warnings("defaults: {mode: auto, azureRbac: enable}")).isEmpty();
        assertThat(warnings("defaults: {mode: approve}"))
                .anySatisfy(warning -> assertThat(warning).contains("names no approvers"));
    }

    @Test
    void a_limit_of_zero_stops_everything() {
        assertThat(warnings("limits: {concurrentRemediations: 0, remediationsPerHour: 0, newTicketsPerDay: 0,"
                        + " breaker: {failures: 0}, reverts: {count: 0}}"))
                .hasSize(5)
                .allSatisfy(warning -> assertThat(warning).startsWith("limits.").contains(" is 0: "));
    }

    private static List<String> warnings(String rest) {
        return PolicyWarnings.of(PolicyFile.read("apiVersion: entra-guard/v1\n" + rest + "\n"));
    }
}

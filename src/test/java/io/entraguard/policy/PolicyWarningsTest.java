package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyWarningsTest {
    @Test
    void the_defaults_give_no_cause_for_a_warning() {
        assertThat(warnings("")).isEmpty();
    }

    @Test
    void the_built_in_policy_gives_no_cause_for_a_warning() {
        assertThat(PolicyWarnings.of(PolicyFile.builtIn())).isEmpty();
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{tags: {env: [prod]}}                         | {tags: {ENV: [prod], team: [a]}}",
                "{tags: {env: [prod, dev]}}                    | {tags: {env: [dev]}}",
                "{tags: {env: ['*']}}                          | {tags: {env: ['d*v']}}",
                "{tags: {env: ['p*d']}}                        | {tags: {env: ['p*o*d', pd]}}",
                "{tags: {env: []}, resourceGroups: ['RG-*']}   | {resourceGroups: ['rg-shop-*']}",
                "{subscriptions: [A-1, b-2]}                   | {subscriptions: [a-1], resourceGroups: [x]}",
            })
    void a_rule_whose_clusters_an_earlier_one_takes_can_never_match(String earlier, String later) {
        String rules = "rules: [{name: a, when: " + earlier + "}, {name: between, when: {tags: {x: [y]}}},"
                + " {name: b, when: " + later + "}]";
        assertThat(warnings(rules))
                .containsExactly("rule 'b' can never match, because rule 'a' before it is for all of its clusters;"
                        + " put it before that one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{tags: {env: [prod]}}                            | {tags: {env: [Prod]}}",
                "{tags: {env: [prod], team: [a]}}                 | {tags: {env: [prod]}}",
                "{tags: {env: [prod]}}                            | {tags: {env: [prod, dev]}}",
                "{tags: {env: [prod]}}                            | {tags: {env: ['*']}}",
                "{tags: {env: ['*']}}                             | {subscriptions: [a-1]}",
                "{tags: {env: ['p*d']}}                           | {tags: {env: ['p*']}}",
                "{resourceGroups: ['rg-*']}                       | {resourceGroups: ['rg-*', other]}",
                "{subscriptions: [a-1], resourceGroups: ['rg-*']} | {subscriptions: [a-1]}",
            })
    void a_rule_that_may_find_a_cluster_for_itself_is_in_order(String earlier, String later) {
        assertThat(warnings("rules: [{name: a, when: " + earlier + "}, {name: b, when: " + later + "}]"))
                .isEmpty();
    }

    @Test
    void a_rule_that_sees_inherited_tags_may_find_a_cluster_that_an_earlier_one_without_them_did_not() {
        String first = "rules: [{name: a, when: {tags: {env: [x]}}";
        String second = ", {name: b, when: {tags: {env: [x]}}";
        assertThat(warnings(first + "}" + second + ", inheritTags: true}]")).isEmpty();
        assertThat(warnings(first + ", inheritTags: true}" + second + "}]")).hasSize(1);
        assertThat(warnings("rules: [{name: a}" + second + ", inheritTags: true}]"))
                .hasSize(1);
    }

    @Test
    void a_rule_with_the_conditions_of_an_earlier_one_can_never_match() {
        assertThat(warnings("rules: [{name: a, when: {tags: {env: [x, y]}}}, {name: b, when: {tags: {Env: [y, x]}}}]"))
                .containsExactly("rule 'b' can never match, because rule 'a' before it is for the same clusters;"
                        + " put it before that one");
    }

    @Test
    void what_is_listed_twice_is_told() {
        assertThat(warnings("rules: [{name: a, when: {tags: {env: [x, y, x, x], team: [x]}, subscriptions: [s, S],"
                        + " resourceGroups: [RG, rg-2, rg]}}]"))
                .containsExactly(
                        "rule 'a': when: the tag 'env' lists 'x' twice",
                        "rule 'a': when: subscriptions lists 's' twice",
                        "rule 'a': when: resourceGroups lists 'rg' twice");
        String id = "ab111111-1111-1111-1111-111111111111";
        String ids = "[" + id + ", 22222222-2222-2222-2222-222222222222, " + id.toUpperCase(Locale.ROOT) + "]";
        assertThat(warnings("defaults: {approvers: " + ids + "}\nrules: [{name: a, adminGroups: " + ids + "}]"))
                .containsExactly(
                        "defaults, rule 'a': approvers lists an object id twice: once is enough, and another may have"
                                + " been meant",
                        "rule 'a': adminGroups lists an object id twice: once is enough, and another may have been"
                                + " meant");
    }

    @Test
    void a_tag_mode_that_only_approvers_can_use_needs_some() {
        assertThat(warnings("defaults: {tagMode: any}"))
                .containsExactly("defaults: tagMode any names no approvers: no tag can choose a less safe mode, as with"
                        + " safer");
        assertThat(warnings("defaults: {tagMode: any, approvers: [22222222-2222-2222-2222-222222222222]}"))
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
                .singleElement()
                .asString()
                .contains("names no approvers");
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

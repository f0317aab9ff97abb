package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tags;
import io.entraguard.testing.ClusterDocument;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyMatchTest {
    private static final ClusterRef CLUSTER =
            ClusterDocument.plain("c-1").snapshot().ref();

    private static final Policy POLICY = PolicyFile.read("""
            apiVersion: entra-guard/v1
            defaults:
              mode: audit
              ownerTag: team
            rules:
              - name: production
                when: {tags: {env: [prod*]}}
                mode: ticket
              - name: first-of-two
                when: {tags: {stage: [one]}}
                mode: approve
              - name: second-of-two
                when: {tags: {stage: [one]}, resourceGroups: ["RG-*"]}
                mode: auto
                ownerTag: owner
            """);

    private static Policy.Match match(Map<String, String> tags) {
        return POLICY.match(CLUSTER, Tags.of(tags));
    }

    @Test
    void the_first_rule_that_matches_wins() {
        assertThat(match(Map.of("stage", "one")).rule()).isEqualTo("first-of-two");
        assertThat(match(Map.of("stage", "one", "env", "prod-eu")).rule()).isEqualTo("production");
    }

    @Test
    void where_none_matches_the_defaults_hold() {
        assertThat(match(Map.of()).rule()).isEqualTo(Policy.NO_RULE).isEqualTo("defaults");
        assertThat(match(Map.of()).settings()).isEqualTo(POLICY.defaults());
    }

    @Test
    void a_rule_is_laid_over_the_defaults() {
        Settings settings = match(Map.of("env", "prod")).settings();
        assertThat(settings.mode()).isEqualTo(Mode.TICKET);
        assertThat(settings.ownerTag()).as("of the defaults").isEqualTo("team");
    }

    @Test
    void each_rule_that_was_passed_over_says_why() {
        assertThat(match(Map.of("stage", "one")).passedOver())
                .containsExactly("production: tag env is not there, not one of [prod*]");
        assertThat(match(Map.of("env", "dev")).passedOver())
                .hasSize(3)
                .first()
                .asString()
                .contains("'dev'");
        assertThat(match(Map.of("env", "prod")).passedOver()).isEmpty();
    }

    @Test
    void a_policy_without_rules_is_its_defaults() {
        Policy plain = PolicyFile.read("apiVersion: entra-guard/v1\ndefaults: {mode: auto}\n");
        assertThat(plain.match(CLUSTER, Tags.of(Map.of("env", "prod")))
                        .settings()
                        .mode())
                .isEqualTo(Mode.AUTO);
    }

    @Test
    void the_safer_of_two_modes_is_the_one_that_does_less() {
        assertThat(Mode.AUTO.atMost(Mode.TICKET)).isEqualTo(Mode.TICKET);
        assertThat(Mode.OFF.atMost(Mode.TICKET)).isEqualTo(Mode.OFF);
        assertThat(Mode.AUDIT.atMost(Mode.AUDIT)).isEqualTo(Mode.AUDIT);
        assertThat(Mode.of("auto")).contains(Mode.AUTO);
        assertThat(Mode.of("Auto")).isEmpty();
    }

    private static final String RULES = """
            rules:
              - name: production
                when: {tags: {env: [prod]}}
                mode: ticket
              - name: sandbox
                when: {tags: {Env: [dev], entra-guard-reason: []}}
                mode: auto
              - name: marked
                when: {tags: {entra-guard-reason: [x]}}
                mode: off
            """;

    private static Policy inheriting(String defaults) {
        return PolicyFile.read("apiVersion: entra-guard/v1\ndefaults: {" + defaults + "}\n" + RULES);
    }

    @Test
    void tags_are_inherited_only_where_a_rule_says_so() {
        Tags inherited = Tags.of(Map.of("ENV", "dev"));
        assertThat(inheriting("").inheritsTags()).isFalse();
        assertThat(inheriting("").match(CLUSTER, Tags.NONE, inherited).rule()).isEqualTo(Policy.NO_RULE);

        Policy all = inheriting("inheritTags: true");
        assertThat(all.inheritsTags()).isTrue();
        assertThat(all.match(CLUSTER, Tags.NONE, inherited).rule()).isEqualTo("sandbox");
        assertThat(all.match(CLUSTER, Tags.NONE).rule()).isEqualTo(Policy.NO_RULE);
    }

    @Test
    void one_rule_may_inherit_and_another_not() {
        Policy one = PolicyFile.read("""
                apiVersion: entra-guard/v1
                defaults: {inheritTags: true}
                rules:
                  - name: own-only
                    when: {tags: {env: [dev]}}
                    inheritTags: false
                  - name: inheriting
                    when: {tags: {env: [dev]}}
                """);
        assertThat(one.inheritsTags()).isTrue();
        assertThat(one.match(CLUSTER, Tags.NONE, Tags.of(Map.of("env", "dev"))).rule())
                .isEqualTo("inheriting");
        assertThat(one.match(CLUSTER, Tags.of(Map.of("env", "dev")), Tags.NONE).rule())
                .isEqualTo("own-only");
    }

    @Test
    void the_clusters_own_tag_goes_before_an_inherited_one() {
        Policy policy = inheriting("inheritTags: true");
        Tags own = Tags.of(Map.of("env", "prod"));
        assertThat(policy.match(CLUSTER, own, Tags.of(Map.of("Env", "dev"))).rule())
                .isEqualTo("production");
        assertThat(policy.match(CLUSTER, Tags.of(Map.of("env", "")), Tags.of(Map.of("env", "prod")))
                        .passedOver())
                .as("also where it says nothing")
                .first()
                .isEqualTo("production: tag env is '', not one of [prod]");
    }

    @Test
    void the_guards_own_tags_are_never_inherited() {
        Policy policy = inheriting("inheritTags: true");
        Tags marked = Tags.of(Map.of("Entra-Guard-Reason", "x"));
        assertThat(policy.match(CLUSTER, marked, Tags.NONE).rule()).isEqualTo("marked");
        assertThat(policy.match(CLUSTER, Tags.NONE, marked).rule()).isEqualTo(Policy.NO_RULE);
    }
}

package io.entraguard.infra.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Json;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.policy.Controls;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Settings;
import io.entraguard.testing.ClusterDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guardrails as Azure Policy would apply them: the same verdict as the guard's own controls, and whom they stop. */
class GuardrailPoliciesTest {
    private static final Initiative GUARDRAILS = Initiative.read(Path.of("infra/policy/initiative.json"));
    private static final Caller SOMEBODY = Caller.user("44444444-4444-4444-4444-444444444444");
    private static final Pattern PARAMETER = Pattern.compile("parameters\\('([^']+)'\\)");

    private static final Map<String, Object> DENY = Map.of(
            "managedEntraEffect", "deny",
            "localAccountsEffect", "deny",
            "tagsEffect", "deny");

    private static Set<String> denied(Map<String, Object> cluster) {
        Map<String, String> effects = GUARDRAILS.effects(DENY, PolicyRequest.by(SOMEBODY, cluster));
        assertThat(effects.values()).allMatch("deny"::equals);
        return effects.keySet();
    }

    /** What the guard finds, in the guardrails' words. */
    private static Set<String> found(Map<String, Object> cluster) {
        var controls = EnumSet.noneOf(ControlId.class);
        for (Finding finding : Controls.judge(SnapshotReader.read(cluster), Settings.DEFAULTS, false)) {
            controls.add(finding.control());
        }
        var found = new TreeSet<String>();
        if (controls.contains(ControlId.ENTRA_01) || controls.contains(ControlId.ENTRA_02)) {
            found.add("managed-entra");
        }
        if (controls.contains(ControlId.ENTRA_03)) {
            found.add("local-accounts");
        }
        if (controls.contains(ControlId.OWN_01)) {
            found.add("owner-tag");
        }
        if (controls.contains(ControlId.OWN_02)) {
            found.add("cost-center-tag");
        }
        return found;
    }

    private static Optional<Set<String>> judged(Map<String, Object> cluster) {
        try {
            return Optional.of(found(cluster));
        } catch (RuntimeException unreadable) { // a document that ARM cannot have answered, of a scenario about that
            return Optional.empty();
        }
    }

    private static Map<String, Object> withoutGuardTags(Map<String, Object> cluster) {
        Map<String, Object> copy = Tree.copy(cluster);
        Tree.object(copy.get("tags")).ifPresent(tags -> {
            var kept = new LinkedHashMap<>(tags);
            kept.keySet().removeIf(GuardTag::speaksToGuard);
            copy.put("tags", kept);
        });
        return copy;
    }

    @Test
    void every_cluster_of_all_tests_gets_the_same_verdict_from_azure_policy_as_from_the_guard() throws IOException {
        var clusters = new ArrayList<Map<String, Object>>(Fixtures.ofScenarios());
        clusters.addAll(Fixtures.ofCommandLine());
        clusters.removeIf(cluster -> !cluster.containsKey("id")); // what a timeline merges into one is none itself
        var seen = new TreeSet<String>();
        int compared = 0;
        for (Map<String, Object> cluster : clusters) {
            Map<String, Object> untagged = Tree.copy(cluster);
            untagged.remove("tags");
            for (Map<String, Object> variant : List.of(withoutGuardTags(cluster), untagged)) {
                Optional<Set<String>> expected = judged(variant);
                if (expected.isPresent()) {
                    assertThat(denied(variant)).as(Json.write(variant)).isEqualTo(expected.get());
                    seen.addAll(expected.get());
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(400);
        assertThat(2 * clusters.size() - compared).as("unreadable ones").isLessThan(20);
        assertThat(seen).containsExactlyInAnyOrder("managed-entra", "local-accounts", "owner-tag", "cost-center-tag");
    }

    @Test
    void the_command_lines_fixtures_are_there_in_every_shape() throws IOException {
        assertThat(Fixtures.ofCommandLine().size()).isGreaterThan(8);
    }

    @Test
    void the_legacy_integration_counts_as_none() {
        Map<String, Object> legacy = ClusterDocument.compliant("c1")
                .aad(Map.of("clientAppID", "app", "serverAppID", "other"))
                .tree();

        assertThat(denied(legacy)).containsExactly("managed-entra");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T12:00:00Z, true",
        "2026-01-06T08:59:59Z, true",
        "2026-01-06T09:00:01Z, false",
        "2026-01-05T09:00:00Z, false",
        "2026-01-04T12:00:00Z, false",
        "2126-01-05T12:00:00Z, false",
        "2026-01-05T12:00:00+01:00, false",
        "2026-01-06, false",
        "forever, false",
        "'', false",
    })
    void break_glass_spares_a_cluster_for_as_long_as_it_is_in_force(String until, boolean spared) {
        for (String name : List.of("entra-guard-break-glass-until", "Entra-Guard-Break-Glass-Until")) {
            Map<String, Object> open = ClusterDocument.compliant("c1")
                    .with("disableLocalAccounts", false)
                    .tag(name, until)
                    .tree();

            assertThat(denied(open).contains("local-accounts")).isEqualTo(!spared);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void a_tag_that_says_nothing_is_a_missing_one(String nothing) {
        Map<String, Object> blank =
                ClusterDocument.compliant("c1").tag("owner", nothing).tree();

        assertThat(denied(blank)).containsExactly("owner-tag").isEqualTo(found(blank));
    }

    @Test
    void the_tags_names_are_the_assignments_to_choose() {
        Map<String, Object> cluster = ClusterDocument.compliant("c1")
                .untag("owner")
                .tag("team", "shop")
                .tree();
        var assigned = new LinkedHashMap<>(DENY);
        assigned.put("ownerTag", "Team");

        assertThat(GUARDRAILS.effects(assigned, PolicyRequest.by(SOMEBODY, cluster)))
                .isEmpty();
    }

    @Test
    void unless_an_assignment_says_otherwise_nobody_is_stopped() {
        Map<String, Object> worst = ClusterDocument.plain("c1")
                .untagged()
                .tag("entra-guard-mode", "off")
                .tree();

        assertThat(GUARDRAILS.effects(Map.of(), PolicyRequest.by(SOMEBODY, worst)))
                .containsOnly(
                        Map.entry("managed-entra", "audit"),
                        Map.entry("local-accounts", "audit"),
                        Map.entry("owner-tag", "audit"),
                        Map.entry("cost-center-tag", "audit"));
    }

    @Test
    void the_approvers_policy_joins_in_with_the_assignments_people() {
        Map<String, Object> tagged = ClusterDocument.compliant("c1")
                .tag("entra-guard-approve", "3f9a2c71b04d")
                .tree();
        var assigned = new LinkedHashMap<String, Object>(Map.of(
                "guardTagsEffect", "deny", "approverObjectIds", List.of("11111111-1111-1111-1111-111111111111")));

        assertThat(GUARDRAILS.effects(assigned, PolicyRequest.by(SOMEBODY, tagged)))
                .containsOnly(Map.entry("guard-tags", "deny"));
        assertThat(GUARDRAILS.effects(
                        assigned, PolicyRequest.by(Caller.user("11111111-1111-1111-1111-111111111111"), tagged)))
                .isEmpty();
    }

    /** What the README warns of: the halves cannot be done one after the other under a deny of local accounts. */
    @Test
    void the_guards_own_write_passes_a_deny_only_where_it_puts_everything_right_at_once() {
        Map<String, Object> both = ClusterDocument.plain("c1")
                .entra(ClusterDocument.GROUP)
                .with("disableLocalAccounts", true)
                .tree();
        Map<String, Object> half =
                ClusterDocument.plain("c1").entra(ClusterDocument.GROUP).tree();

        assertThat(GUARDRAILS.effects(DENY, PolicyRequest.by(Caller.GUARD, both)))
                .isEmpty();
        assertThat(GUARDRAILS.effects(DENY, PolicyRequest.by(Caller.GUARD, half)))
                .containsOnly(Map.entry("local-accounts", "deny"));
    }

    @Test
    void each_member_is_given_what_its_definition_asks_for_and_each_parameter_is_used() {
        var used = new TreeSet<String>();
        for (Initiative.Member member : GUARDRAILS.members()) {
            PolicyDefinition definition = member.definition();
            assertThat(definition.parametersUsed())
                    .containsExactlyInAnyOrderElementsOf(definition.parameters().keySet());
            assertThat(definition.parameters().keySet())
                    .containsAll(member.parameters().keySet());
            PARAMETER.matcher(Json.write(member.parameters())).results().forEach(found -> used.add(found.group(1)));
        }
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(GUARDRAILS.parameters().keySet());
        assertThat(GUARDRAILS.members())
                .extracting(Initiative.Member::reference)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"managed-entra", "local-accounts", "required-tag", "kube-audit"})
    void a_definition_says_what_it_is_within_azures_limits(String name) {
        var definition = PolicyDefinition.read(Path.of("infra/policy", name + ".json"));

        assertThat(definition.text("displayName")).hasSizeLessThanOrEqualTo(128);
        assertThat(definition.text("description")).hasSizeBetween(80, 512);
        assertThat(definition.text("mode")).isEqualTo("Indexed");
        assertThat(definition.metadata())
                .containsEntry("category", "Kubernetes")
                .containsKey("version");
    }

    @Test
    void audit_logs_are_asked_for_of_the_clusters_of_one_region_only() {
        var definition = PolicyDefinition.read(Path.of("infra/policy/kube-audit.json"));
        Map<String, Object> assigned = Map.of("region", "westeurope", "eventHubAuthorizationRuleId", "/rule");

        assertThat(definition.effect(
                        assigned,
                        PolicyRequest.by(SOMEBODY, ClusterDocument.plain("c1").tree())))
                .contains("auditifnotexists");
        assertThat(definition.effect(
                        assigned,
                        PolicyRequest.by(
                                SOMEBODY,
                                ClusterDocument.plain("c1")
                                        .withTop("location", "northeurope")
                                        .tree())))
                .isEmpty();
    }

    @Test
    void a_member_that_names_no_definition_is_an_error() {
        assertThatThrownBy(() -> PolicyDefinition.read(Path.of("infra/policy/nothing.json")))
                .hasMessageContaining("nothing.json");
    }
}

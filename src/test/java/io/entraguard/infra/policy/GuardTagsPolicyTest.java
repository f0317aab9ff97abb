package io.entraguard.infra.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Caller;
import io.entraguard.model.Tree;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Mode;
import io.entraguard.testing.ClusterDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Azure Policy definition that keeps the guard's tags to approvers: its shape, and whom it would stop. */
class GuardTagsPolicyTest {
    private static final Path FILE = Path.of("infra/policy/guard-tags.json");
    private static final PolicyDefinition DEFINITION = PolicyDefinition.read(FILE);

    private static final Caller APPROVER = Caller.user("11111111-1111-1111-1111-111111111111");
    private static final Caller CONTRIBUTOR = Caller.user("44444444-4444-4444-4444-444444444444");
    private static final Caller PIPELINE = Caller.app("55555555-5555-5555-5555-555555555555");
    private static final Map<String, Object> ASSIGNED = Map.of(
            "effect", "deny",
            "approverObjectIds", List.of(APPROVER.oid()),
            "guardObjectIds", List.of(Caller.GUARD.oid()),
            "pipelineObjectIds", List.of(PIPELINE.oid()));

    /** Every tag by which the guard is told something; a new one must be thought about here. */
    static Stream<GuardTag> approversTags() {
        return EnumSet.complementOf(EnumSet.of(GuardTag.REASON)).stream();
    }

    private static Map<String, Object> tagged(GuardTag tag) {
        return ClusterDocument.plain("c1").tag(tag.tag(), likely(tag)).tree();
    }

    private static String likely(GuardTag tag) {
        return switch (tag) {
            case MODE -> "auto";
            case APPROVE -> "3f9a2c71b04d";
            case EXEMPT -> "2026-02-01";
            case BREAK_GLASS -> "2026-01-05T20:00:00Z";
            case REASON -> "because";
        };
    }

    private static Optional<String> effect(Caller caller, Map<String, Object> resource) {
        return DEFINITION.effect(ASSIGNED, PolicyRequest.by(caller, resource));
    }

    private static Map<String, Object> with(String parameter, Object value) {
        var assigned = new LinkedHashMap<>(ASSIGNED);
        assigned.put(parameter, value);
        return assigned;
    }

    @Test
    void it_says_what_it_is_within_azures_limits() {
        assertThat(DEFINITION.text("displayName")).startsWith("[Preview]: ").hasSizeLessThanOrEqualTo(128);
        assertThat(DEFINITION.text("description")).contains("Pilot").hasSizeBetween(100, 512);
        assertThat(DEFINITION.text("policyType")).isEqualTo("Custom");
        assertThat(DEFINITION.text("mode")).isEqualTo("All");
        assertThat(DEFINITION.metadata())
                .containsEntry("category", "Kubernetes")
                .containsEntry("preview", true)
                .containsKey("pilot")
                .hasEntrySatisfying(
                        "version", version -> assertThat(version.toString()).matches("\\d+\\.\\d+\\.\\d+-preview"));
    }

    @Test
    void every_parameter_is_explained_and_used_and_none_is_used_that_is_not_declared() {
        assertThat(DEFINITION.parametersUsed())
                .containsExactlyInAnyOrderElementsOf(DEFINITION.parameters().keySet());
        assertThat(DEFINITION.parameters()).allSatisfy((name, declared) -> {
            Map<String, Object> parameter = Tree.object(declared).orElseThrow();
            assertThat(parameter.get("type")).isIn("String", "Array");
            assertThat(Tree.object(parameter.get("metadata")).orElseThrow()).containsKeys("displayName", "description");
        });
    }

    @Test
    void it_only_audits_unless_somebody_says_otherwise() {
        var assigned = new LinkedHashMap<>(ASSIGNED);
        assigned.remove("effect");

        PolicyRequest request = PolicyRequest.by(CONTRIBUTOR, tagged(GuardTag.APPROVE));

        assertThat(DEFINITION.effect(assigned, request)).contains("audit");
        assertThat(DEFINITION.effect(with("effect", "disabled"), request)).isEmpty();
        assertThatThrownBy(() -> DEFINITION.effect(with("effect", "modify"), request))
                .hasMessage("parameter effect may not be modify");
    }

    @Test
    void nobody_can_assign_it_without_naming_the_guard_and_the_approvers() {
        PolicyRequest request = PolicyRequest.by(CONTRIBUTOR, tagged(GuardTag.APPROVE));

        assertThatThrownBy(() -> DEFINITION.effect(Map.of("guardObjectIds", List.of()), request))
                .hasMessage("parameter approverObjectIds has no value");
        assertThatThrownBy(() -> DEFINITION.effect(Map.of("approverObjectIds", List.of()), request))
                .hasMessage("parameter guardObjectIds has no value");
    }

    @ParameterizedTest
    @MethodSource("approversTags")
    void an_approver_the_guard_and_a_listed_pipeline_write_each_tag_and_a_contributor_does_not(GuardTag tag) {
        assertThat(effect(APPROVER, tagged(tag))).isEmpty();
        assertThat(effect(Caller.GUARD, tagged(tag))).isEmpty();
        assertThat(effect(PIPELINE, tagged(tag))).isEmpty();
        assertThat(effect(CONTRIBUTOR, tagged(tag))).contains("deny");
        assertThat(effect(Caller.app("66666666-6666-6666-6666-666666666666"), tagged(tag)))
                .contains("deny");
    }

    @ParameterizedTest
    @MethodSource("approversTags")
    void a_caller_of_whom_no_claim_is_known_is_denied_even_where_a_list_holds_an_empty_id(GuardTag tag) {
        PolicyRequest request = PolicyRequest.byNobodyKnown(tagged(tag));

        assertThat(DEFINITION.effect(ASSIGNED, request)).contains("deny");
        assertThat(DEFINITION.effect(with("pipelineObjectIds", List.of("")), request))
                .contains("deny");
        assertThat(DEFINITION.effect(with("approverObjectIds", List.of()), request))
                .contains("deny");
    }

    @ParameterizedTest
    @MethodSource("approversTags")
    void another_spelling_of_the_tag_the_type_or_the_callers_id_changes_nothing(GuardTag tag) {
        Map<String, Object> shouted = ClusterDocument.plain("c1")
                .tag(tag.tag().toUpperCase(Locale.ROOT), likely(tag))
                .withTop("type", "microsoft.containerservice/managedclusters")
                .tree();
        Map<String, Object> assigned = with("approverObjectIds", List.of("ABCDEF00-0000-4000-8000-00000000000A"));

        assertThat(effect(CONTRIBUTOR, shouted)).contains("deny");
        assertThat(DEFINITION.effect(
                        assigned, PolicyRequest.by(Caller.user("abcdef00-0000-4000-8000-00000000000a"), shouted)))
                .isEmpty();
    }

    @Test
    void a_cluster_without_the_guards_tags_is_anybodys_to_write() {
        assertThat(effect(CONTRIBUTOR, ClusterDocument.plain("c1").tree())).isEmpty();
        assertThat(effect(CONTRIBUTOR, tagged(GuardTag.REASON))).isEmpty();
        assertThat(effect(CONTRIBUTOR, Map.of("type", "Microsoft.ContainerService/managedClusters")))
                .isEmpty();
        assertThat(DEFINITION.effect(
                        ASSIGNED,
                        PolicyRequest.byNobodyKnown(ClusterDocument.plain("c1").tree())))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("approversTags")
    void the_same_tag_on_another_type_of_resource_is_not_its_business(GuardTag tag) {
        for (String type : List.of(
                "Microsoft.Compute/virtualMachines",
                "Microsoft.ContainerService/managedClusters/agentPools",
                "Microsoft.Resources/subscriptions/resourceGroups")) {
            Map<String, Object> other = Map.of("type", type, "name", "other", "tags", Map.of(tag.tag(), likely(tag)));
            assertThat(effect(CONTRIBUTOR, other)).isEmpty();
        }
    }

    @Test
    void anybody_may_ask_for_mode_ticket_only_unless_the_assignment_says_otherwise() {
        for (Mode mode : Mode.values()) {
            Map<String, Object> cluster = ClusterDocument.plain("c1")
                    .tag(GuardTag.MODE.tag(), mode.word())
                    .tree();
            assertThat(effect(CONTRIBUTOR, cluster).isPresent()).isEqualTo(mode != Mode.TICKET);
            assertThat(DEFINITION.effect(with("modesForAnybody", List.of()), PolicyRequest.by(CONTRIBUTOR, cluster)))
                    .contains("deny");
        }
    }

    @Test
    void mode_ticket_does_not_open_the_way_for_another_tag() {
        Map<String, Object> cluster = ClusterDocument.plain("c1")
                .tag(GuardTag.MODE.tag(), "ticket")
                .tag(GuardTag.APPROVE.tag(), "3f9a2c71b04d")
                .tree();

        assertThat(effect(CONTRIBUTOR, cluster)).contains("deny");
    }

    /** What the README warns of: the rule cannot see that the tag was there before. */
    @Test
    void an_ordinary_write_by_a_contributor_is_stopped_while_the_cluster_carries_an_approvers_tag() {
        Map<String, Object> scaled = tagged(GuardTag.EXEMPT);
        Tree.object(scaled.get("properties")).orElseThrow().put("kubernetesVersion", "1.34.1");
        Map<String, Object> cleaned = ClusterDocument.plain("c1").tree();

        assertThat(effect(CONTRIBUTOR, scaled)).contains("deny");
        assertThat(effect(CONTRIBUTOR, cleaned)).isEmpty();
    }

    @Test
    void every_cluster_of_the_scenarios_is_writable_by_all_until_it_carries_a_tag_that_needs_an_approver()
            throws IOException {
        List<Map<String, Object>> clusters = Fixtures.ofScenarios();

        assertThat(clusters.size()).isGreaterThan(100);
        assertThat(clusters.stream().filter(GuardTagsPolicyTest::speaks)).isNotEmpty();
        for (Map<String, Object> cluster : clusters) {
            boolean speaks = speaks(cluster);
            assertThat(effect(CONTRIBUTOR, cluster).isPresent()).isEqualTo(speaks);
            for (GuardTag tag : EnumSet.allOf(GuardTag.class)) {
                Map<String, Object> now = retagged(cluster, tag);
                assertThat(effect(CONTRIBUTOR, now).isPresent()).isEqualTo(speaks || tag != GuardTag.REASON);
                assertThat(effect(APPROVER, now)).isEmpty();
                assertThat(effect(Caller.GUARD, now)).isEmpty();
            }
        }
    }

    private static Map<String, Object> retagged(Map<String, Object> cluster, GuardTag tag) {
        Map<String, Object> copy = Tree.copy(cluster);
        var tags = new LinkedHashMap<>(Tree.object(copy.get("tags")).orElse(Map.of()));
        tags.keySet().removeIf(tag.tag()::equalsIgnoreCase);
        tags.put(tag.tag(), likely(tag));
        copy.put("tags", tags);
        return copy;
    }

    private static boolean speaks(Map<String, Object> cluster) {
        return Tree.object(cluster.get("tags")).orElse(Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue() instanceof String value && !value.equals("ticket"))
                .flatMap(entry -> GuardTag.of(entry.getKey()).stream())
                .anyMatch(tag -> tag != GuardTag.REASON);
    }
}

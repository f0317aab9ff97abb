package io.entraguard.policy;

import static io.entraguard.policy.Plan.Half.ENTRA;
import static io.entraguard.policy.Plan.Half.LOCAL_ACCOUNTS;
import static io.entraguard.testing.ClusterDocument.GROUP;
import static io.entraguard.testing.ClusterDocument.OTHER_GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.IdentityProfile;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.policy.Plan.Half;
import io.entraguard.testing.ClusterDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Set<Half> BOTH = Set.of(ENTRA, LOCAL_ACCOUNTS);
    private static final String AAD = "properties.aadProfile.";
    private static final String LOCAL = "properties.disableLocalAccounts";
    private static final Settings NAMED = Given.settings(Mode.AUTO);

    private static ClusterDocument plain() {
        return ClusterDocument.plain("c");
    }

    private static Settings with(String name, Object value) {
        return Given.changed(Map.of("adminGroups", List.of(GROUP), name, value));
    }

    private static Plan plan(ClusterDocument document, Settings settings, Set<Half> halves) {
        return Plan.of(document.snapshot(), settings, halves).orElseThrow();
    }

    private static Plan plan(ClusterDocument document) {
        return plan(document, NAMED, BOTH);
    }

    private static Change change(String path, @Nullable Object from, @Nullable Object to) {
        return new Change(path, from, to);
    }

    @Test
    void both_halves_are_one_plan_in_document_order() {
        assertThat(plan(plain()).changes())
                .containsExactly(
                        change(AAD + "managed", null, true),
                        change(AAD + "adminGroupObjectIDs", null, List.of(GROUP)),
                        change(LOCAL, null, true));
        assertThat(plan(plain()).disablesLocalAccounts()).isTrue();
    }

    @Test
    void the_entra_half_leaves_local_accounts_as_they_are() {
        Plan entra = plan(plain().with("disableLocalAccounts", false), NAMED, Set.of(ENTRA));
        assertThat(entra.changes())
                .extracting(Change::path)
                .containsExactly(AAD + "managed", AAD + "adminGroupObjectIDs");
        assertThat(entra.after().localAccountsDisabled()).contains(false);
        assertThat(entra.disablesLocalAccounts()).isFalse();
    }

    @Test
    void local_accounts_never_go_alone_where_entra_is_off() {
        assertThat(Plan.of(plain().snapshot(), NAMED, Set.of(LOCAL_ACCOUNTS))).isEmpty();
        assertThat(Plan.of(plain().snapshot(), NAMED, Set.of())).isEmpty();
    }

    @Test
    void where_nothing_would_change_there_is_no_plan() {
        assertThat(Plan.of(ClusterDocument.compliant("c").snapshot(), NAMED, BOTH))
                .isEmpty();
    }

    @Test
    void groups_that_are_there_stay_and_those_of_the_policy_are_added_behind_them() {
        Plan plan = plan(plain().entra(OTHER_GROUP, "platform-admins"));
        assertThat(plan.changes())
                .contains(change(
                        AAD + "adminGroupObjectIDs",
                        List.of(OTHER_GROUP, "platform-admins"),
                        List.of(OTHER_GROUP, "platform-admins", GROUP)));
    }

    @Test
    void groups_are_compared_without_case() {
        String shouted = "ABCDEF01-2222-3333-4444-555555555555";
        Settings settings = Given.changed(Map.of("adminGroups", List.of(shouted.toLowerCase(Locale.ROOT))));
        Plan plan = plan(plain().entra(shouted), settings, BOTH);
        assertThat(plan.changes()).extracting(Change::path).containsExactly(LOCAL);
        assertThat(plan.after().adminGroups()).containsExactly(shouted);
    }

    @Test
    void a_group_that_the_policy_names_twice_is_added_once() {
        Settings settings = Given.changed(Map.of("adminGroups", List.of(GROUP, GROUP.toUpperCase(Locale.ROOT))));
        assertThat(plan(plain(), settings, BOTH).after().adminGroups()).containsExactly(GROUP);
    }

    @Test
    void azure_rbac_goes_on_only_where_the_policy_enables_it() {
        assertThat(plan(plain(), with("azureRbac", Settings.AzureRbac.ENABLE), BOTH)
                        .changes())
                .contains(change(AAD + "enableAzureRBAC", null, true));
        ClusterDocument off = plain().aad(Map.of("managed", true, "enableAzureRBAC", false));
        assertThat(plan(off, with("azureRbac", Settings.AzureRbac.ENABLE), BOTH).changes())
                .contains(change(AAD + "enableAzureRBAC", false, true));
        assertThat(plan(off).after().azureRbac()).contains(false);
    }

    @Test
    void the_policys_tenant_is_set_where_entra_is_switched_on_and_nowhere_else() {
        Settings tenant = with("tenant", Optional.of("t-1"));
        assertThat(plan(plain(), tenant, BOTH).changes()).contains(change(AAD + "tenantID", null, "t-1"));
        assertThat(plan(plain().entra(GROUP), tenant, BOTH).after().tenant()).isEmpty();
        ClusterDocument other = plain().aad(Map.of("tenantID", "t-2"));
        assertThat(plan(other, tenant, BOTH).after().tenant())
                .as("a tenant that is there")
                .contains("t-2");
    }

    @Test
    void a_migration_drops_the_app_registrations() {
        ClusterDocument legacy = plain().aad(Map.of("clientAppID", "a-1", "serverAppID", "a-2", "tenantID", "t-1"));
        Plan plan = plan(legacy, with("migrateLegacy", true), BOTH);
        assertThat(plan.changes())
                .contains(
                        change(AAD + "managed", null, true),
                        change(AAD + "clientAppID", "a-1", null),
                        change(AAD + "serverAppID", "a-2", null));
        IdentityProfile written =
                SnapshotReader.read(plan.applyTo(legacy.tree())).identity();
        assertThat(written.legacy()).isFalse();
        assertThat(written.tenant()).contains("t-1");
        assertThat(plan.holdsIn(written)).isTrue();
    }

    @Test
    void what_is_due_is_what_the_policy_wants_and_the_cluster_lacks() {
        assertThat(due(plain(), NAMED)).containsExactly(ENTRA, LOCAL_ACCOUNTS);
        assertThat(due(plain(), with("localAccounts", Settings.LocalAccounts.KEEP)))
                .containsExactly(ENTRA);
        assertThat(due(plain().entra(GROUP), NAMED)).containsExactly(LOCAL_ACCOUNTS);
        assertThat(due(ClusterDocument.compliant("c"), NAMED)).isEmpty();
        assertThat(due(plain().with("disableLocalAccounts", true), NAMED)).containsExactly(ENTRA);
    }

    @Test
    void legacy_integration_is_due_only_where_the_policy_opts_in() {
        ClusterDocument legacy = plain().aad(Map.of("clientAppID", "a-1"));
        assertThat(due(legacy, NAMED)).containsExactly(LOCAL_ACCOUNTS);
        assertThat(due(legacy, with("migrateLegacy", true))).containsExactly(ENTRA, LOCAL_ACCOUNTS);
    }

    @Test
    void naming_an_administrator_is_due_where_nobody_is_and_the_policy_names_groups() {
        ClusterDocument nobody = plain().entra().with("disableLocalAccounts", true);
        assertThat(due(nobody, NAMED)).containsExactly(ENTRA);
        assertThat(due(nobody, Settings.DEFAULTS)).isEmpty();
        assertThat(due(nobody.aad(Map.of("managed", true, "enableAzureRBAC", true)), NAMED))
                .isEmpty();
    }

    private static Set<Half> due(ClusterDocument document, Settings settings) {
        return Plan.due(document.snapshot(), settings);
    }

    @Test
    void an_id_is_twelve_hex_digits_and_the_same_for_the_same() {
        assertThat(plan(plain()).id())
                .matches("[0-9a-f]{12}")
                .isEqualTo(plan(plain()).id());
    }

    @Test
    void another_configuration_is_another_plan() {
        List<ClusterDocument> configurations = List.of(
                plain(),
                plain().with("disableLocalAccounts", false),
                plain().with("enableRBAC", null),
                plain().aad(Map.of("managed", false)),
                plain().aad(Map.of("enableAzureRBAC", false)),
                plain().aad(Map.of("tenantID", "t")),
                plain().aad(Map.of("adminGroupObjectIDs", List.of(OTHER_GROUP))),
                plain().aad(Map.of("adminGroupObjectIDs", List.of(GROUP))),
                plain().with("resourceUID", "another"),
                ClusterDocument.plain("d"));
        assertThat(configurations.stream().map(document -> plan(document).id())).doesNotHaveDuplicates();
    }

    @Test
    void other_changes_are_another_plan() {
        assertThat(List.of(
                        plan(plain()).id(),
                        plan(plain(), NAMED, Set.of(ENTRA)).id(),
                        plan(plain(), with("azureRbac", Settings.AzureRbac.ENABLE), BOTH)
                                .id(),
                        plan(plain(), Given.changed(Map.of("adminGroups", List.of(OTHER_GROUP))), BOTH)
                                .id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void tags_etag_states_and_the_spelling_of_the_id_make_no_other_plan() {
        String id = plan(plain()).id();
        assertThat(plan(plain().tag("entra-guard-approve", id)).id()).isEqualTo(id);
        assertThat(plan(plain().withTop("eTag", "e-2")).id()).isEqualTo(id);
        assertThat(plan(plain().with("provisioningState", "Updating")).id()).isEqualTo(id);
        assertThat(plan(plain().withTop("id", plain().snapshot().ref().id().toUpperCase(Locale.ROOT)))
                        .id())
                .isEqualTo(id);
    }

    @Test
    void writing_keeps_everything_else_as_it_is() {
        var other = new ArrayList<@Nullable Object>(List.of(new LinkedHashMap<>(Map.of("name", "np", "count", 3))));
        other.add(null);
        ClusterDocument document = plain().with("someList", other)
                .with("unknownToUs", Map.of("a", List.of(1, 2.5)))
                .aad(Map.of("somethingNew", Map.of("x", true)))
                .withTop("identity", Map.of("type", "SystemAssigned"));
        Map<String, Object> before = Tree.copy(document.tree());

        Map<String, Object> written = plan(document).applyTo(document.tree());
        assertThat(document.tree()).as("the document itself").isEqualTo(before);

        Map<String, Object> properties = Tree.object(written.get("properties")).orElseThrow();
        Map<String, Object> aad = Tree.object(properties.get("aadProfile")).orElseThrow();
        assertThat(aad).containsEntry("managed", true).containsEntry("somethingNew", Map.of("x", true));
        assertThat(properties.remove("disableLocalAccounts")).isEqualTo(true);
        aad.remove("managed");
        aad.remove("adminGroupObjectIDs");
        assertThat(written).as("without what was planned").isEqualTo(before);
    }

    @Test
    void writing_spells_properties_as_the_document_does() {
        Map<String, Object> document = plain().tree();
        Map<String, Object> properties =
                Tree.object(document.remove("properties")).orElseThrow();
        properties.put("AADProfile", new LinkedHashMap<>(Map.of("MANAGED", false)));
        properties.put("DisableLocalAccounts", false);
        document.put("PROPERTIES", properties);
        Plan plan = Plan.of(SnapshotReader.read(document), NAMED, BOTH).orElseThrow();

        Map<String, Object> written =
                Tree.object(plan.applyTo(document).get("PROPERTIES")).orElseThrow();
        assertThat(written).containsEntry("DisableLocalAccounts", true).doesNotContainKey("disableLocalAccounts");
        assertThat(Tree.object(written.get("AADProfile")).orElseThrow())
                .containsEntry("MANAGED", true)
                .containsEntry("adminGroupObjectIDs", List.of(GROUP))
                .doesNotContainKey("managed");
        assertThat(plan.holdsIn(SnapshotReader.read(plan.applyTo(document)).identity()))
                .isTrue();
    }

    @Test
    void writing_puts_a_profile_in_the_place_of_null() {
        ClusterDocument document = plain().with("aadProfile", null);
        Map<String, Object> written = plan(document).applyTo(document.tree());
        assertThat(SnapshotReader.read(written).identity())
                .isEqualTo(plan(document).after());
    }

    @Test
    void a_plan_holds_where_every_property_is_as_it_leaves_it() {
        Plan plan = plan(plain(), with("azureRbac", Settings.AzureRbac.ENABLE), BOTH);
        assertThat(plan.holdsIn(plan.after())).isTrue();
        assertThat(plan.holdsIn(plain().snapshot().identity())).isFalse();
        assertThat(plan.holdsIn(azureRbac(true, GROUP.toUpperCase(Locale.ROOT), OTHER_GROUP)
                        .with("disableLocalAccounts", true)
                        .snapshot()
                        .identity()))
                .as("more groups, in another case")
                .isTrue();
        assertThat(plan.holdsIn(azureRbac(true, OTHER_GROUP)
                        .with("disableLocalAccounts", true)
                        .snapshot()
                        .identity()))
                .as("a group is missing")
                .isFalse();
        assertThat(plan.holdsIn(azureRbac(false, GROUP)
                        .with("disableLocalAccounts", true)
                        .snapshot()
                        .identity()))
                .as("Azure RBAC did not go on")
                .isFalse();
        assertThat(plan.holdsIn(azureRbac(true, GROUP)
                        .with("disableLocalAccounts", false)
                        .snapshot()
                        .identity()))
                .as("local accounts did not go off")
                .isFalse();
    }

    private static ClusterDocument azureRbac(boolean on, String... groups) {
        return plain().aad(Map.of("managed", true, "enableAzureRBAC", on, "adminGroupObjectIDs", List.of(groups)));
    }

    @Test
    void a_tenant_holds_in_any_case_and_a_migration_once_no_app_is_named() {
        Plan plan = plan(
                plain().aad(Map.of("clientAppID", "a-1", "serverAppID", "a-2")),
                Given.changed(
                        Map.of("adminGroups", List.of(GROUP), "migrateLegacy", true, "tenant", Optional.of("T-1"))),
                BOTH);
        ClusterDocument done = ClusterDocument.compliant("c");
        assertThat(plan.holdsIn(aad(done, Map.of("tenantID", "t-1")))).isTrue();
        assertThat(plan.holdsIn(aad(done, Map.of("tenantID", "t-2")))).isFalse();
        assertThat(plan.holdsIn(aad(done, Map.of()))).isFalse();
        assertThat(plan.holdsIn(aad(done, Map.of("tenantID", "t-1", "clientAppID", "a-1"))))
                .isFalse();
        assertThat(plan.holdsIn(aad(done, Map.of("tenantID", "t-1", "serverAppID", "a-2"))))
                .isFalse();
    }

    private static IdentityProfile aad(ClusterDocument document, Map<String, Object> more) {
        var profile = new LinkedHashMap<String, Object>(Map.of("managed", true, "adminGroupObjectIDs", List.of(GROUP)));
        profile.putAll(more);
        return document.aad(profile).snapshot().identity();
    }

    @Test
    void a_plan_with_a_change_that_nobody_knows_holds_nowhere() {
        var odd = new Plan(
                "0123456789ab",
                List.of(change("properties.fqdn", null, "x")),
                plan(plain()).after());
        assertThat(odd.holdsIn(odd.after())).isFalse();
    }
}

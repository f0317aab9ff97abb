package io.entraguard.policy;

import static io.entraguard.testing.ClusterDocument.GROUP;
import static io.entraguard.testing.ClusterDocument.OTHER_GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.IdentityProfile;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.testing.ClusterDocument;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one definition of a usable administrator. */
class AdministratorsTest {
    private static IdentityProfile entra(String... groups) {
        return ClusterDocument.plain("c").entra(groups).snapshot().identity();
    }

    private static IdentityProfile azureRbac(String... groups) {
        return ClusterDocument.plain("c")
                .aad(Map.of("managed", true, "enableAzureRBAC", true, "adminGroupObjectIDs", List.of(groups)))
                .snapshot()
                .identity();
    }

    private static Administrators told(GroupState state, AssignmentState assignment) {
        return new Administrators(Map.of(GROUP, state), assignment);
    }

    @ParameterizedTest
    @EnumSource
    void only_a_security_group_with_members_is_a_usable_administrator(GroupState state) {
        assertThat(told(state, AssignmentState.EXISTS).usable(entra(GROUP), true))
                .isEqualTo(state == GroupState.USABLE);
    }

    @ParameterizedTest
    @EnumSource
    void with_azure_rbac_an_existing_role_assignment_is_one_too(AssignmentState state) {
        Administrators administrators = told(GroupState.EMPTY, state);
        assertThat(administrators.usable(azureRbac(), true)).isEqualTo(state == AssignmentState.EXISTS);
        assertThat(administrators.usable(azureRbac(GROUP), true)).isEqualTo(state == AssignmentState.EXISTS);
        assertThat(administrators.usable(entra(), true))
                .as("without Azure RBAC")
                .isFalse();
    }

    @Test
    void one_usable_group_among_others_is_enough() {
        assertThat(told(GroupState.USABLE, AssignmentState.NONE).usable(entra("platform", OTHER_GROUP, GROUP), true))
                .isTrue();
    }

    @Test
    void groups_are_known_in_any_case() {
        assertThat(new Administrators(
                                Map.of("aaaaaaaa-2222-2222-2222-222222222222", GroupState.USABLE), AssignmentState.NONE)
                        .usable(entra("AAAAAAAA-2222-2222-2222-222222222222"), true))
                .isTrue();
    }

    @Test
    void what_was_not_looked_up_does_not_count() {
        assertThat(Administrators.UNVERIFIED.usable(entra(GROUP), true)).isFalse();
        assertThat(Administrators.UNVERIFIED.usable(azureRbac(), true)).isFalse();
    }

    @Test
    void where_the_policy_does_not_verify_what_is_declared_counts() {
        assertThat(Administrators.UNVERIFIED.usable(entra(GROUP), false)).isTrue();
        assertThat(Administrators.UNVERIFIED.usable(azureRbac(), false)).isTrue();
        assertThat(Administrators.UNVERIFIED.usable(entra(), false)).isFalse();
        assertThat(Administrators.UNVERIFIED.usable(entra("platform-admins"), false))
                .as("no object id matches nobody, verified or not")
                .isFalse();
    }

    @Test
    void without_entra_nobody_comes_in_through_entra() {
        IdentityProfile off = ClusterDocument.plain("c")
                .aad(Map.of("managed", false, "enableAzureRBAC", true, "adminGroupObjectIDs", List.of(GROUP)))
                .snapshot()
                .identity();
        assertThat(told(GroupState.USABLE, AssignmentState.EXISTS).usable(off, true))
                .isFalse();
    }

    @Test
    void whoever_holds_a_certificate_administers_a_cluster_with_local_accounts() {
        IdentityProfile open = ClusterDocument.plain("c").snapshot().identity();
        IdentityProfile shut = ClusterDocument.plain("c")
                .with("disableLocalAccounts", true)
                .snapshot()
                .identity();
        assertThat(Administrators.UNVERIFIED.anybody(open, true)).isTrue();
        assertThat(Administrators.UNVERIFIED.anybody(shut, true)).isFalse();
        assertThat(told(GroupState.USABLE, AssignmentState.NONE)
                        .anybody(ClusterDocument.compliant("c").snapshot().identity(), true))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "platform-admins",
                "22222222-2222-2222-2222-22222222222",
                "22222222-2222-2222-2222-2222222222222",
                "22222222222222222222222222222222",
                "{22222222-2222-2222-2222-222222222222}",
                " 22222222-2222-2222-2222-222222222222",
                "2222222g-2222-2222-2222-222222222222",
                "22222222-2222-2222-2222-222222222222\n"
            })
    void an_object_id_has_one_form(String text) {
        assertThat(Administrators.isObjectId(text)).isFalse();
    }

    @Test
    void an_object_id_may_be_written_in_either_case() {
        assertThat(Administrators.isObjectId("ABCDEF01-2222-3333-4444-555555555555"))
                .isTrue();
        assertThat(Administrators.isObjectId("abcdef01-2222-3333-4444-555555555555"))
                .isTrue();
    }

    @Test
    void why_nobody_counts_is_said_in_words() {
        assertThat(told(GroupState.EMPTY, AssignmentState.NONE).explain(entra(GROUP, "platform")))
                .isEqualTo("group " + GROUP
                        + " has no members; an entry of adminGroupObjectIDs is not an object id; Azure RBAC is off");
        assertThat(Administrators.UNVERIFIED.explain(entra(GROUP.toUpperCase(Locale.ROOT))))
                .contains("could not be verified");
        assertThat(Administrators.UNVERIFIED.explain(entra())).isEqualTo("no admin group is named; Azure RBAC is off");
        assertThat(Administrators.UNVERIFIED.explain(azureRbac())).contains("role assignments could not be verified");
        assertThat(told(GroupState.EMPTY, AssignmentState.NONE).explain(azureRbac()))
                .contains("no cluster-admin role assignment exists");
    }
}

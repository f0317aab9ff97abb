package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a directory promises: it says what is there, and of what it cannot look up that it is unverified. */
public abstract class DirectoryContract {
    private static final String MEMBERS = "22222222-2222-2222-2222-222222222222";
    private static final String EMPTY = "33333333-3333-3333-3333-333333333333";
    private static final String OFFICE = "44444444-4444-4444-4444-444444444444";
    private static final String NOBODYS = "55555555-5555-5555-5555-555555555555";
    private static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
    private static final ClusterRef CLUSTER = ClusterRef.of(
            SUBSCRIPTION + "/resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/c1");
    private static final String CLUSTER_ADMIN = "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b";
    private static final String READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

    /** A directory over a tenant as {@code directory.json} describes it. */
    protected abstract Directory directory(Map<String, Object> tenant);

    /** Lets the next look-up of groups fail with that status. */
    protected abstract void groupsFail(int status);

    /** Lets the next look-up of role assignments fail with that status. */
    protected abstract void assignmentsFail(int status);

    protected abstract void passes(Duration time);

    private static Map<String, Object> groups() {
        return Map.of(
                "groups",
                Map.of(
                        MEMBERS, Map.of("members", 3),
                        EMPTY, Map.of("members", 0),
                        OFFICE, Map.of("members", 3, "securityEnabled", false)));
    }

    private static Map<String, Object> assigned(String role, String scope) {
        return Map.of(
                "roleAssignments", List.of(Map.of("scope", scope, "roleDefinitionId", role, "principalId", MEMBERS)));
    }

    @ParameterizedTest
    @CsvSource({
        MEMBERS + ",USABLE",
        EMPTY + ",EMPTY",
        OFFICE + ",NOT_A_SECURITY_GROUP",
        NOBODYS + ",NOT_FOUND",
        "platform-admins,NOT_FOUND"
    })
    void a_group_is_what_the_tenant_says(String group, GroupState state) {
        assertThat(directory(groups()).group(group)).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void a_group_that_cannot_be_looked_up_is_unverified_until_it_can(int status) {
        Directory directory = directory(groups());
        groupsFail(status);

        assertThat(directory.group(MEMBERS)).isEqualTo(GroupState.UNVERIFIED);
        assertThat(directory.group(MEMBERS)).isEqualTo(GroupState.USABLE);
    }

    @ParameterizedTest
    @CsvSource({
        CLUSTER_ADMIN + ",/,EXISTS",
        CLUSTER_ADMIN + ",/providers/Microsoft.Management/managementGroups/platform,EXISTS",
        CLUSTER_ADMIN + "," + SUBSCRIPTION + ",EXISTS",
        CLUSTER_ADMIN + "," + SUBSCRIPTION + "/resourcegroups/RG-1,EXISTS",
        CLUSTER_ADMIN + "," + SUBSCRIPTION + "/resourceGroups/rg-2,NONE",
        READER + "," + SUBSCRIPTION + ",NONE"
    })
    void a_cluster_admin_counts_at_or_above_the_cluster(String role, String scope, AssignmentState state) {
        assertThat(directory(assigned(role, scope)).clusterAdmins(CLUSTER)).isEqualTo(state);
    }

    @Test
    void a_cluster_admin_on_the_cluster_itself_counts() {
        assertThat(directory(assigned(CLUSTER_ADMIN, CLUSTER.id())).clusterAdmins(CLUSTER))
                .isEqualTo(AssignmentState.EXISTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void assignments_that_cannot_be_looked_up_are_unverified_until_they_can(int status) {
        Directory directory = directory(assigned(CLUSTER_ADMIN, SUBSCRIPTION));
        assignmentsFail(status);

        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.UNVERIFIED);
        assertThat(directory.clusterAdmins(CLUSTER)).isEqualTo(AssignmentState.EXISTS);
    }

    @Test
    void what_was_looked_up_holds_for_some_minutes_only() {
        Directory directory = directory(groups());
        assertThat(directory.group(MEMBERS)).isEqualTo(GroupState.USABLE);

        passes(Duration.ofMinutes(10));
        groupsFail(503);

        assertThat(directory.group(MEMBERS)).isEqualTo(GroupState.UNVERIFIED);
    }
}

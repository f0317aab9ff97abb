package io.entraguard.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagScopeTest {
    private static final String GROUP = "/subscriptions/s-1/resourceGroups/rg-1";
    private static final ClusterRef CLUSTER =
            ClusterRef.of(GROUP + "/providers/Microsoft.ContainerService/managedClusters/c-1");

    private static TagScope scope(String id) {
        return TagScope.parse(id).orElseThrow();
    }

    @Test
    void two_spellings_of_an_id_are_one_scope() {
        assertThat(scope(GROUP.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(scope(GROUP))
                .hasSameHashCodeAs(scope(GROUP));
        assertThat(scope(GROUP + "/providers/Microsoft.Resources/tags/default").id())
                .isEqualTo(GROUP);
    }

    @Test
    void a_cluster_is_in_its_group_and_its_subscription() {
        assertThat(TagScope.groupOf(CLUSTER)).isEqualTo(scope(GROUP));
        assertThat(TagScope.subscriptionOf(CLUSTER)).isEqualTo(scope("/subscriptions/S-1"));
        assertThat(scope(GROUP).group()).isTrue();
        assertThat(scope("/subscriptions/s-1").group()).isFalse();
        assertThat(TagScope.groupOf(CLUSTER).covers(CLUSTER)).isTrue();
        assertThat(TagScope.subscriptionOf(CLUSTER).covers(CLUSTER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/subscriptions/s-1/resourceGroups/rg",
                "/subscriptions/s-1/resourceGroups/rg-12",
                "/subscriptions/s",
                "/subscriptions/s-12"
            })
    void a_name_that_only_begins_alike_is_another_scope(String id) {
        assertThat(scope(id).covers(CLUSTER)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/subscriptions/",
                "/subscriptions/a b",
                "/subscriptions/s/resourceGroups/",
                "/subscriptions/s/resourceGroups/..",
                "/subscriptions/s/resourceGroups/a.",
                "/subscriptions/s/resourceGroups/a/b",
                "/subscriptions/s/resourceGroups/a'b",
                "/subscriptions/s\n",
                "subscriptions/s",
                "https://management.azure.com/subscriptions/s",
                "/subscriptions/\u212a",
                "/subscriptions/s/resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/c-1"
            })
    void anything_else_is_no_scope(String id) {
        assertThat(TagScope.parse(id)).isEmpty();
        assertThat(TagScope.parse("/subscriptions/" + "s".repeat(2000))).isEmpty();
    }
}

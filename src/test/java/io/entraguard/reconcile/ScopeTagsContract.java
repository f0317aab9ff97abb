package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.testing.ClusterDocument;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tags of scopes promise: those of the very scope, now; none is told from not known. */
public abstract class ScopeTagsContract {
    private static final Map<String, Object> ONE = ClusterDocument.plain("c1").tree();
    private static final ClusterRef CLUSTER = SnapshotReader.ref(ONE);
    private static final TagScope GROUP = TagScope.groupOf(CLUSTER);

    protected abstract ScopeTags tags();

    /** Lets there be a cluster, and so its resource group and subscription. */
    protected abstract void exists(Map<String, Object> document);

    /** Gives a resource group these tags and no others. */
    protected abstract void groupTags(String name, Map<String, Object> values);

    /** Lets the next look fail with that status. */
    protected abstract void fails(int status);

    @Test
    void a_group_has_the_tags_that_it_was_given_last() {
        exists(ONE);
        assertThat(tags().of(GROUP)).isEqualTo(Tags.NONE);

        groupTags(CLUSTER.resourceGroup(), Map.of("env", "prod", "Owner", "a"));
        assertThat(tags().of(GROUP)).isEqualTo(Tags.of(Map.of("env", "prod", "owner", "a")));

        groupTags(CLUSTER.resourceGroup(), Map.of("env", "dev"));
        assertThat(tags().of(GROUP)).isEqualTo(Tags.of(Map.of("env", "dev")));
    }

    @Test
    void a_subscription_without_tags_has_none() {
        exists(ONE);
        groupTags(CLUSTER.resourceGroup(), Map.of("env", "prod"));

        assertThat(tags().of(TagScope.subscriptionOf(CLUSTER))).isEqualTo(Tags.NONE);
    }

    @Test
    void a_group_that_is_not_there_has_none() {
        assertThat(tags().of(GROUP)).isEqualTo(Tags.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 429, 503})
    void tags_that_cannot_be_read_are_not_no_tags(int status) {
        exists(ONE);
        fails(status);

        assertThatThrownBy(() -> tags().of(GROUP)).isInstanceOf(Failure.class);
    }
}

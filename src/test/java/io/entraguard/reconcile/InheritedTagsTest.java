package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritedTagsTest {
    private static final ClusterRef CLUSTER = Rig.ref(ClusterDocument.plain("c-1"));
    private static final TagScope GROUP = TagScope.groupOf(CLUSTER);
    private static final TagScope SUBSCRIPTION = TagScope.subscriptionOf(CLUSTER);
    private static final Policy INHERITING =
            PolicyFile.read("apiVersion: entra-guard/v1\ndefaults: {inheritTags: true}\n");
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private final Map<TagScope, Tags> live = new HashMap<>();
    private final List<TagScope> asked = new ArrayList<>();
    private final List<Runnable> meanwhile = new ArrayList<>();
    private final Failing table = new Failing();
    private final InheritedTags inherited = new InheritedTags(this::look, new LabMemoryStore(table));

    private Tags look(TagScope scope) {
        asked.add(scope);
        Tags tags = live.get(scope);
        if (!meanwhile.isEmpty()) {
            meanwhile.remove(0).run();
        }
        if (tags == null) {
            throw new Failure.Terminal("AuthorizationFailed", "no");
        }
        return tags;
    }

    private Tags of(Instant now) {
        return inherited.of(CLUSTER, INHERITING, now);
    }

    private void are(Map<String, String> group, Map<String, String> subscription) {
        live.put(GROUP, Tags.of(group));
        live.put(SUBSCRIPTION, Tags.of(subscription));
    }

    @Test
    void a_groups_tags_go_before_its_subscriptions() {
        are(Map.of("Env", "dev"), Map.of("env", "prod", "tier", "1"));

        assertThat(of(NOW)).isEqualTo(Tags.of(Map.of("env", "dev", "tier", "1")));
    }

    @Test
    void where_the_policy_inherits_nothing_nobody_is_asked() {
        table.once();

        assertThat(inherited.of(CLUSTER, PolicyFile.read("apiVersion: entra-guard/v1\n"), NOW))
                .isEqualTo(Tags.NONE);
        assertThat(asked).isEmpty();
    }

    @Test
    void what_is_known_is_not_asked_again_within_a_day() {
        are(Map.of("env", "dev"), Map.of());
        of(NOW);
        are(Map.of("env", "prod"), Map.of());

        assertThat(of(NOW.plus(Duration.ofHours(23)))).isEqualTo(Tags.of(Map.of("env", "dev")));
        assertThat(asked).containsExactly(GROUP, SUBSCRIPTION);
        assertThat(of(NOW.plus(Duration.ofHours(24)))).isEqualTo(Tags.of(Map.of("env", "prod")));
    }

    @Test
    void a_refreshed_scope_is_known_anew_and_the_other_as_before() {
        are(Map.of("env", "dev"), Map.of("tier", "1"));
        of(NOW);
        are(Map.of("env", "prod"), Map.of("tier", "2"));
        inherited.refresh(GROUP, NOW);

        assertThat(of(NOW)).isEqualTo(Tags.of(Map.of("env", "prod", "tier", "1")));
    }

    @Test
    void tags_that_cannot_be_read_are_not_no_tags() {
        are(Map.of("env", "dev"), Map.of());
        live.remove(SUBSCRIPTION);

        assertThatThrownBy(() -> of(NOW)).isInstanceOf(Failure.Terminal.class);
    }

    @Test
    void what_is_said_to_have_changed_and_cannot_be_read_is_forgotten() {
        are(Map.of("env", "dev"), Map.of());
        of(NOW);
        live.remove(GROUP);

        assertThatThrownBy(() -> inherited.refresh(GROUP, NOW)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> of(NOW)).isInstanceOf(Failure.class);
    }

    @Test
    void a_slow_look_does_not_overwrite_what_was_read_after_it() {
        are(Map.of("env", "dev"), Map.of());
        meanwhile.add(() -> {
            are(Map.of("env", "prod"), Map.of());
            inherited.refresh(GROUP, NOW);
        });
        inherited.refresh(GROUP, NOW);

        assertThat(of(NOW)).isEqualTo(Tags.of(Map.of("env", "prod")));
    }

    @Test
    void a_row_that_cannot_be_read_is_a_failure() {
        var store = new LabMemoryStore(table);
        store.save(MemoryStore.FLEET, "tags " + GROUP.key(), "{", java.util.Optional.empty());

        assertThatThrownBy(() -> new InheritedTags(this::look, store).of(CLUSTER, INHERITING, NOW))
                .isInstanceOf(Failure.Transient.class);
    }
}

package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.Readings.Reading;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final Policy INHERITING =
            PolicyFile.read("apiVersion: entra-guard/v1\ndefaults: {inheritTags: true}\n");
    private static final Policy OTHER = PolicyFile.read("apiVersion: entra-guard/v1\n");
    private static final Map<String, Object> DOCUMENT =
            ClusterDocument.plain("c-1").tree();
    private static final ClusterRef CLUSTER = Rig.ref(ClusterDocument.plain("c-1"));
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private final ClusterMemory memory = new ClusterMemory(CLUSTER, NOW);
    private Optional<Failure> failure = Optional.empty();
    private Optional<Map<String, Object>> live = Optional.of(DOCUMENT);

    private Tags tags(TagScope scope) {
        failure.ifPresent(toThrow -> {
            throw toThrow;
        });
        return scope.group() ? Tags.of(Map.of("env", "dev")) : Tags.NONE;
    }

    private Reading read(Policy policy, Instant now) {
        var inherited = new InheritedTags(this::tags, new LabMemoryStore(new Failing()));
        return new Readings(new OneCluster(), inherited).read(CLUSTER, memory, policy, now);
    }

    /** What ARM shows of the one cluster. */
    private final class OneCluster implements Clusters {
        @Override
        public Optional<Map<String, Object>> read(ClusterRef cluster) {
            return live;
        }

        @Override
        public Written write(ClusterRef cluster, Map<String, Object> document, String etag) {
            throw new AssertionError("a reading writes nothing");
        }

        @Override
        public Progress progress(String operation) {
            throw new AssertionError("a reading looks at no operation");
        }
    }

    @Test
    void a_reading_comes_with_the_tags_that_the_cluster_inherits() {
        assertThat(read(INHERITING, NOW).inherited()).isEqualTo(Tags.of(Map.of("env", "dev")));
        assertThat(read(OTHER, NOW).inherited()).isEqualTo(Tags.NONE);
    }

    @Test
    void without_those_tags_a_cluster_is_not_judged() {
        failure = Optional.of(new Failure.Terminal("AuthorizationFailed", "GET: HTTP 403"));

        Reading first = read(INHERITING, NOW);
        Reading second = read(INHERITING, NOW.plus(Duration.ofMinutes(61)));

        assertThat(first.live()).isEmpty();
        assertThat(first.unjudged().orElseThrow()).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.overdue(NOW)).isFalse();
            assertThat(refused.why())
                    .isEqualTo("AuthorizationFailed for the tags of its resource group or subscription");
        });
        assertThat(second.unjudged().orElseThrow())
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.overdue(NOW.plus(Duration.ofMinutes(61))))
                                .as("people are told after an hour")
                                .isTrue());
        assertThat(read(OTHER, NOW).live())
                .as("a policy that does not look at them")
                .isPresent();
    }

    @Test
    void a_lost_race_for_the_tags_row_is_tried_again() {
        failure = Optional.of(new Failure.Conflict("somebody was faster"));

        assertThat(read(INHERITING, NOW).unjudged().orElseThrow()).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void a_cluster_that_is_gone_inherits_nothing() {
        failure = Optional.of(new Failure.Transient("down"));
        live = Optional.empty();

        assertThat(read(INHERITING, NOW).unjudged().orElseThrow()).isInstanceOf(Verdict.Gone.class);
    }
}

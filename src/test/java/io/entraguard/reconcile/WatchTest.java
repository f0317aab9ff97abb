package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.ClusterRef;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private final LabMemoryStore store = new LabMemoryStore(new Failing());
    private final Watch watch = new Watch(store);
    private final ClusterRef cluster = Rig.ref(ClusterDocument.plain("c-1"));
    private final ClusterRef elsewhere = ClusterRef.of(cluster.id().replace("000000000001", "000000000002"));

    private static Optional<Instant> ago(Duration time) {
        return Optional.of(NOW.minus(time));
    }

    @Test
    void what_was_there_at_the_first_sweep_is_older_than_the_watch() {
        watch.swept(List.of(cluster), NOW);
        assertThat(watch.older(cluster, ago(Duration.ofSeconds(1)), NOW)).isTrue();
        assertThat(watch.older(cluster, Optional.of(NOW), NOW)).isTrue();
        assertThat(watch.older(cluster, Optional.of(NOW.plusSeconds(1)), NOW.plusSeconds(2)))
                .isFalse();
    }

    @Test
    void only_the_first_sweep_counts() {
        watch.swept(List.of(cluster), NOW);
        watch.swept(List.of(cluster), NOW.plus(Duration.ofDays(1)));
        assertThat(watch.older(cluster, Optional.of(NOW.plusSeconds(1)), NOW.plus(Duration.ofDays(2))))
                .isFalse();
    }

    @Test
    void each_subscription_has_its_own_first_sweep() {
        watch.swept(List.of(cluster), NOW.minus(Duration.ofDays(10)));
        watch.swept(List.of(cluster, elsewhere), NOW);
        assertThat(watch.older(cluster, ago(Duration.ofDays(5)), NOW)).isFalse();
        assertThat(watch.older(elsewhere, ago(Duration.ofDays(5)), NOW)).isTrue();
    }

    @Test
    void subscriptions_are_known_in_any_case() {
        watch.swept(List.of(ClusterRef.of(cluster.id().toUpperCase(Locale.ROOT))), NOW.minus(Duration.ofDays(2)));
        assertThat(watch.older(cluster, ago(Duration.ofHours(30)), NOW)).isFalse();
    }

    @Test
    void before_the_first_sweep_the_making_of_a_cluster_is_news_for_a_day() {
        assertThat(watch.older(cluster, ago(Duration.ofHours(23)), NOW)).isFalse();
        assertThat(watch.older(cluster, ago(Duration.ofHours(24)), NOW)).isTrue();
    }

    @Test
    void a_cluster_of_no_known_age_is_news() {
        assertThat(watch.older(cluster, Optional.empty(), NOW)).isFalse();
        watch.swept(List.of(cluster), NOW);
        assertThat(watch.older(cluster, Optional.empty(), NOW.plusSeconds(1))).isFalse();
    }

    @Test
    void a_sweep_that_finds_nothing_new_writes_nothing() {
        watch.swept(List.of(cluster), NOW);
        String etag = etag();
        watch.swept(List.of(cluster), NOW.plusSeconds(60));
        watch.swept(List.of(), NOW.plusSeconds(60));
        assertThat(etag()).isEqualTo(etag);
    }

    private String etag() {
        return store.load(MemoryStore.FLEET, "first-sweeps").orElseThrow().etag();
    }

    @Test
    void a_row_that_cannot_be_read_decides_nothing() {
        store.save(MemoryStore.FLEET, "first-sweeps", "[", Optional.empty());
        assertThatThrownBy(() -> watch.older(cluster, Optional.empty(), NOW)).isInstanceOf(Failure.Transient.class);
        assertThatThrownBy(() -> watch.swept(List.of(cluster), NOW)).isInstanceOf(Failure.Transient.class);
    }
}

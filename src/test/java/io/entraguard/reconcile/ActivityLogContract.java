package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.model.SnapshotReader;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Activity Log promises: who did what to one cluster, as far as it counts and succeeded. */
public abstract class ActivityLogContract {
    private static final Map<String, Object> ONE = ClusterDocument.plain("c1").tree();
    private static final Map<String, Object> OTHER = ClusterDocument.plain("c2").tree();
    private static final ClusterRef CLUSTER = SnapshotReader.ref(ONE);
    private static final String SOMEBODY = "77777777-7777-7777-7777-777777777777";

    protected abstract ActivityLog log();

    protected abstract Instant now();

    protected abstract void passes(Duration time);

    /** Lets that person make a cluster. */
    protected abstract void creates(String oid, Map<String, Object> document);

    /** Lets that person merge something into a cluster's document. */
    protected abstract void edits(String oid, ClusterRef cluster, Map<String, Object> merge);

    /** Lets that person fetch a cluster's admin kubeconfig. */
    protected abstract void listsAdminCredential(String oid, ClusterRef cluster);

    /** Lets the next look into the log fail with that status. */
    protected abstract void fails(int status);

    @Test
    void acts_come_oldest_first_with_who_did_them() {
        Instant start = now();
        creates(SOMEBODY, ONE);
        passes(Duration.ofMinutes(1));
        edits(SOMEBODY, CLUSTER, Map.of("tags", Map.of("owner", "team-b")));
        passes(Duration.ofMinutes(1));
        listsAdminCredential(SOMEBODY, CLUSTER);
        passes(Duration.ofMinutes(1));

        assertThat(log().since(CLUSTER, start))
                .extracting(Sighting::act)
                .containsExactly(Act.WRITE, Act.TAGS, Act.ADMIN_CREDENTIAL);
        assertThat(log().since(CLUSTER, start))
                .isSortedAccordingTo(java.util.Comparator.comparing(Sighting::at))
                .allSatisfy(sighting -> {
                    assertThat(sighting.by())
                            .extracting(Actor::oid, Actor::app, Actor::mfa)
                            .containsExactly(SOMEBODY, false, true);
                    assertThat(sighting.correlationId()).isPresent();
                    assertThat(sighting.eventId()).isNotEmpty();
                });
    }

    @Test
    void what_was_before_that_time_is_left_out() {
        creates(SOMEBODY, ONE);
        passes(Duration.ofDays(8));
        listsAdminCredential(SOMEBODY, CLUSTER);
        passes(Duration.ofMinutes(1));

        assertThat(log().since(CLUSTER, now().minus(Duration.ofDays(7))))
                .extracting(Sighting::act)
                .containsExactly(Act.ADMIN_CREDENTIAL);
    }

    @Test
    void what_was_done_to_another_cluster_is_not_told() {
        creates(SOMEBODY, OTHER);
        passes(Duration.ofMinutes(1));

        assertThat(log().since(CLUSTER, now().minus(Duration.ofDays(7)))).isEmpty();
    }

    @Test
    void the_log_may_be_asked_for_longer_ago_than_it_keeps() {
        creates(SOMEBODY, ONE);
        passes(Duration.ofMinutes(1));

        assertThat(log().since(CLUSTER, now().minus(Duration.ofDays(400)))).hasSize(1);
    }

    @Test
    void all_of_many_acts_are_told() {
        creates(SOMEBODY, ONE);
        IntStream.range(0, 25).forEach(i -> {
            passes(Duration.ofMinutes(1));
            listsAdminCredential(SOMEBODY, CLUSTER);
        });
        passes(Duration.ofMinutes(1));

        assertThat(log().since(CLUSTER, now().minus(Duration.ofDays(1))))
                .filteredOn(sighting -> sighting.act() == Act.ADMIN_CREDENTIAL)
                .hasSize(25)
                .extracting(Sighting::eventId)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void a_log_that_cannot_be_read_is_no_empty_log(int status) {
        fails(status);

        assertThatThrownBy(() -> log().since(CLUSTER, now().minus(Duration.ofDays(7))))
                .isInstanceOf(Failure.class);
    }
}

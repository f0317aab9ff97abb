package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.testing.ClusterDocument;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source of maintenance windows promises: the window that counts, none where none is set, never a guess. */
public abstract class MaintenanceContract {
    private static final ClusterRef CLUSTER =
            SnapshotReader.ref(ClusterDocument.plain("c1").tree());
    private static final ClusterRef OTHER =
            SnapshotReader.ref(ClusterDocument.plain("c2").tree());
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    /** Over a world with the clusters c1 and c2 and these maintenance configurations in ARM's GET shape. */
    protected abstract Maintenance maintenance(List<Map<String, Object>> configurations);

    /** Lets the next look at a configuration of that name fail with that status. */
    protected abstract void fails(String name, int status);

    private static Map<String, Object> configuration(ClusterRef cluster, String name, Map<String, Object> properties) {
        return Map.of(
                "id", cluster.id() + "/maintenanceConfigurations/" + name, "name", name, "properties", properties);
    }

    private static Map<String, Object> upgrades(ClusterRef cluster) {
        Map<String, Object> window = Map.of(
                "schedule",
                Map.of("weekly", Map.of("intervalWeeks", 1, "dayOfWeek", "Saturday")),
                "durationHours",
                4,
                "startTime",
                "01:00",
                "utcOffset",
                "+01:00");
        return configuration(cluster, "aksManagedAutoUpgradeSchedule", Map.of("maintenanceWindow", window));
    }

    private static Map<String, Object> releases(ClusterRef cluster) {
        return configuration(
                cluster,
                "default",
                Map.of("timeInWeek", List.of(Map.of("day", "Tuesday", "hourSlots", List.of(2, 3)))));
    }

    private static Optional<Instant> opens(Maintenance maintenance) {
        return maintenance.of(CLUSTER).orElseThrow().opens(NOW);
    }

    @Test
    void the_schedule_of_upgrades_goes_before_that_of_releases() {
        assertThat(opens(maintenance(List.of(releases(CLUSTER), upgrades(CLUSTER)))))
                .contains(Instant.parse("2026-01-10T00:00:00Z"));
    }

    @Test
    void the_schedule_of_releases_counts_where_there_is_no_other() {
        assertThat(opens(maintenance(List.of(releases(CLUSTER))))).contains(Instant.parse("2026-01-06T02:00:00Z"));
    }

    @Test
    void two_spellings_of_a_clusters_id_have_one_window() {
        Maintenance maintenance = maintenance(List.of(releases(CLUSTER)));

        assertThat(maintenance.of(ClusterRef.of(CLUSTER.id().toUpperCase(Locale.ROOT))))
                .isPresent();
    }

    @Test
    void another_clusters_window_and_that_of_node_images_do_not_count() {
        Map<String, Object> nodes = Map.of(
                "id",
                CLUSTER.id() + "/maintenanceConfigurations/aksManagedNodeOSUpgradeSchedule",
                "properties",
                upgrades(CLUSTER).getOrDefault("properties", Map.of()));

        assertThat(maintenance(List.of(upgrades(OTHER), nodes)).of(CLUSTER)).isEmpty();
    }

    @Test
    void a_cluster_that_is_not_there_has_no_window() {
        ClusterRef nowhere = SnapshotReader.ref(ClusterDocument.plain("c3").tree());

        assertThat(maintenance(List.of()).of(nowhere)).isEmpty();
    }

    @Test
    void one_that_cannot_be_read_is_a_failure_even_where_the_other_could_be() {
        Map<String, Object> broken =
                configuration(CLUSTER, "aksManagedAutoUpgradeSchedule", Map.of("maintenanceWindow", Map.of()));
        Maintenance maintenance = maintenance(List.of(broken, releases(CLUSTER)));

        assertThatThrownBy(() -> maintenance.of(CLUSTER))
                .isInstanceOfSatisfying(
                        Failure.Terminal.class, e -> assertThat(e.code()).isEqualTo(Maintenance.UNREADABLE))
                .hasMessageContaining("aksManagedAutoUpgradeSchedule")
                .hasMessageContaining(CLUSTER.id())
                .hasMessageContaining("properties.maintenanceWindow.startTime is missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void a_window_that_cannot_be_looked_up_is_no_missing_window(int status) {
        Maintenance maintenance = maintenance(List.of(releases(CLUSTER)));
        fails("aksManagedAutoUpgradeSchedule", status);

        assertThatThrownBy(() -> maintenance.of(CLUSTER)).isInstanceOf(Failure.class);
        assertThat(maintenance.of(CLUSTER)).isPresent();

        fails("default", status);
        assertThatThrownBy(() -> maintenance.of(CLUSTER)).isInstanceOf(Failure.class);
    }
}

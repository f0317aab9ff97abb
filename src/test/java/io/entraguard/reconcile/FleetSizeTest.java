package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves the guard's view is reported and never an improvement. */
class FleetSizeTest {
    private static final String HERE = "00000000-0000-0000-0000-000000000001";
    private static final String THERE = "00000000-0000-0000-0000-000000000002";
    private static final Caller SOMEBODY = Caller.user(Passing.SOMEBODY);

    private static final ClusterDocument GOOD = ClusterDocument.compliant("good");
    private static final ClusterDocument BAD = there(ClusterDocument.plain("bad"));
    private static final ClusterDocument FINE = there(ClusterDocument.compliant("fine"));

    private final Rig rig = new Rig(GOOD, BAD, FINE);
    private final PagedFleet fleet = new PagedFleet(rig.fleet, 1_000);
    private final ClusterRef bad = Rig.ref(BAD);

    private static ClusterDocument there(ClusterDocument document) {
        String id = String.valueOf(document.tree().get("id"));
        return document.withTop("id", id.replace(HERE, THERE));
    }

    @BeforeEach
    void every_cluster_was_seen() {
        rig.fleet = fleet;
        rig.policy(Rig.POLICY.replace("auto", "ticket"));
        rig.passes(Duration.ofDays(1));
        sweep();
        rig.passes(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Sweeps, and works off what that queues. */
    private SweepReport sweep() {
        rig.sweep.run();
        while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
            rig.reconciler.handle(rig.take());
        }
        return SweepReport.of(rig.memory).orElseThrow();
    }

    private List<Alert> alerts() {
        return rig.audited.stream()
                .map(AuditEvent::body)
                .filter(Alert.class::isInstance)
                .map(Alert.class::cast)
                .filter(alert -> alert.kind().equals("fleet-shrank"))
                .toList();
    }

    private static boolean of(Map<String, Object> row, String subscription) {
        return String.valueOf(row.get("id")).contains(subscription);
    }

    private void vanishes(String subscription) {
        fleet.shows(row -> !of(row, subscription));
        rig.armAnswers("GET", 100, 403, "AuthorizationFailed");
    }

    @Test
    void a_subscription_that_vanishes_from_view_is_told_of_once_and_reported_while_it_is_away() {
        vanishes(THERE);
        SweepReport report = sweep();
        assertThat(report.missing()).containsOnlyKeys(THERE);
        assertThat(report.missing().get(THERE)).contains("vanished").contains("its 2 clusters");
        assertThat(alerts()).singleElement().extracting(Alert::severity).isEqualTo(Severity.HIGH);
        rig.passes(Duration.ofHours(1));
        assertThat(sweep().missing()).containsOnlyKeys(THERE);
        assertThat(alerts()).hasSize(1);
    }

    @Test
    void its_clusters_are_not_taken_for_gone_and_no_ticket_is_closed() {
        assertThat(rig.remembered(bad).ticket.open).isTrue();
        vanishes(THERE);
        for (int hour = 0; hour < 4; hour++) {
            sweep();
            rig.passes(Duration.ofHours(1));
        }
        assertThat(rig.remembered(bad).gone).isFalse();
        assertThat(rig.remembered(bad).ticket.open).isTrue();
        assertThat(rig.remembered(Rig.ref(FINE)).gone).isFalse();
        assertThat(rig.remembered(Rig.ref(FINE)).status).as("nobody can say").isEqualTo(Status.UNKNOWN);
        assertThat(Kpis.of(rig.memory, rig.now())).containsEntry("evaluated", 3);
    }

    @Test
    void when_it_is_back_nothing_is_missing_any_more() {
        fleet.shows(row -> !of(row, THERE));
        sweep();
        fleet.shows(row -> true);
        rig.passes(Duration.ofHours(1));
        assertThat(sweep().missing()).isEmpty();
        fleet.shows(row -> !of(row, THERE));
        rig.passes(Duration.ofHours(1));
        sweep();
        assertThat(alerts()).as("and the next time is news").hasSize(2);
    }

    @Test
    void a_subscription_whose_clusters_were_deleted_did_not_vanish() {
        for (ClusterDocument document : List.of(BAD, FINE)) {
            rig.world.applySilently(new Change.Delete(Rig.ref(document), SOMEBODY));
            rig.reconciler.handle(Rig.news(Rig.ref(document))); // as its event would have it
        }
        assertThat(sweep().missing()).isEmpty();
        assertThat(alerts()).isEmpty();
    }

    @Test
    void fewer_clusters_than_before_are_reported_by_name_until_it_is_known_why() {
        rig.world.applySilently(new Change.Delete(bad, SOMEBODY));
        SweepReport report = sweep();
        assertThat(report.missing().get(THERE)).contains("1 fewer clusters").endsWith(": bad");
        assertThat(alerts()).singleElement().extracting(Alert::severity).isEqualTo(Severity.MEDIUM);
        assertThat(rig.remembered(bad).gone).as("the look at it found out").isTrue();
        rig.passes(Duration.ofHours(1));
        assertThat(sweep().missing()).isEmpty();
    }

    @Test
    void a_new_cluster_does_not_hide_that_another_is_missing() {
        fleet.shows(row -> !String.valueOf(row.get("name")).equals("bad"));
        var fresh = there(ClusterDocument.plain("fresh"));
        rig.world.applySilently(new Change.Create(Rig.ref(fresh), SOMEBODY, fresh.tree()));
        assertThat(sweep().missing().get(THERE)).contains("bad");
    }

    @Test
    void a_cluster_that_resource_graph_does_not_show_yet_is_not_missing() {
        var fresh = ClusterDocument.plain("fresh");
        rig.world.applySilently(new Change.Create(Rig.ref(fresh), SOMEBODY, fresh.tree()));
        rig.reconciler.handle(Rig.news(Rig.ref(fresh)));
        fleet.shows(row -> !String.valueOf(row.get("name")).equals("fresh"));
        assertThat(sweep().missing()).isEmpty();
    }

    @Test
    void a_row_of_memory_that_cannot_be_read_fails_the_sweep_and_hides_nothing() {
        String etag =
                rig.memory.load(MemoryStore.FLEET, "fleet-size").orElseThrow().etag();
        rig.memory.save(MemoryStore.FLEET, "fleet-size", "[", Optional.of(etag));
        assertThatThrownBy(rig.sweep::run).isInstanceOf(Failure.Transient.class);
    }
}

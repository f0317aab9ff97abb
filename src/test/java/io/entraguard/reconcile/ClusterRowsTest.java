package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.ClusterHistory.Refusal;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Settings;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClusterRowsTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private final Failing faults = new Failing();
    private final LabMemoryStore store = new LabMemoryStore(faults);
    private final ClusterRef cluster = Rig.ref(ClusterDocument.plain("c-1"));
    private final ClusterRows rows = new ClusterRows(store, () -> "one");
    private final ClusterRows others = new ClusterRows(store, () -> "other");

    @Test
    void a_cluster_is_first_seen_when_its_row_is_made() {
        Held held = rows.take(cluster, NOW);
        assertThat(held.memory.firstSeen).isEqualTo(NOW);
        assertThat(held.memory.ref()).isEqualTo(cluster);
        rows.release(held);
        assertThat(rows.take(cluster, NOW.plusSeconds(60)).memory.firstSeen).isEqualTo(NOW);
    }

    @Test
    void one_worker_at_a_time_has_a_cluster() {
        rows.take(cluster, NOW);
        assertThatThrownBy(() -> others.take(cluster, NOW.plusSeconds(299))).isInstanceOf(ClusterRows.Busy.class);
        assertThatThrownBy(() -> rows.take(cluster, NOW)).isInstanceOf(ClusterRows.Busy.class);
    }

    @Test
    void a_lease_ends_by_itself_and_its_late_holder_can_save_nothing_more() {
        Held late = rows.take(cluster, NOW);
        Held next = others.take(cluster, NOW.plus(ClusterRows.LEASE));
        late.memory.region = "lost";
        assertThatThrownBy(() -> rows.keep(late)).isInstanceOf(Failure.Conflict.class);
        assertThatThrownBy(() -> rows.release(late)).isInstanceOf(Failure.Conflict.class);
        assertThatThrownBy(() -> rows.abandon(late)).isInstanceOf(Failure.Conflict.class);
        next.memory.region = "kept";
        others.release(next);
        assertThat(rows.peek(cluster).orElseThrow().region).isEqualTo("kept");
    }

    @Test
    void a_cluster_that_was_let_go_can_be_taken_at_once() {
        rows.release(rows.take(cluster, NOW));
        assertThat(others.take(cluster, NOW).memory.lease).isNotNull();
    }

    @Test
    void of_two_who_take_at_once_one_gets_it() {
        rows.release(rows.take(cluster, NOW));
        // The other one takes it between our load and our save.
        var racing = new MemoryStoreDelegate(store) {
            @Override
            public String save(String partition, String name, String text, Optional<String> etag) {
                others.take(cluster, NOW);
                return super.save(partition, name, text, etag);
            }
        };
        assertThatThrownBy(() -> new ClusterRows(racing, () -> "us").take(cluster, NOW))
                .isInstanceOf(Failure.Conflict.class);
    }

    @Test
    void what_is_kept_is_saved_and_still_held() {
        Held held = rows.take(cluster, NOW);
        held.memory.region = "westeurope";
        rows.keep(held);
        assertThat(rows.peek(cluster).orElseThrow().region).isEqualTo("westeurope");
        assertThatThrownBy(() -> others.take(cluster, NOW)).isInstanceOf(ClusterRows.Busy.class);
    }

    @Test
    void abandoning_forgets_what_was_not_kept() {
        Held held = rows.take(cluster, NOW);
        held.memory.region = "kept";
        rows.keep(held);
        held.memory.region = "forgotten";
        held.memory.seeFirst("e-1");
        rows.abandon(held);
        ClusterMemory after = others.take(cluster, NOW).memory;
        assertThat(after.region).isEqualTo("kept");
        assertThat(after.seenEvents).isEmpty();
    }

    @Test
    void everything_that_is_remembered_comes_back() {
        var by = new Actor("a", Optional.of("a@b"), true, false, Optional.empty());
        var seen = new Sighting(Sighting.Act.WRITE, "e-1", NOW, by, Optional.of("c"));
        ClusterDocument document =
                ClusterDocument.plain("c-1").with("decimal", 1.5).with("nothing", null);
        Plan plan = Plan.of(document.snapshot(), Settings.DEFAULTS.withMode(Mode.AUTO), Set.of(Plan.Half.values()))
                .orElseThrow();
        Held held = rows.take(cluster, NOW);
        ClusterMemory memory = held.memory;
        var finding = new Finding(ControlId.ENTRA_03, Severity.HIGH, "x", Remedy.AUTOMATIC);
        memory.findings.put("ENTRA-03", new ClusterMemory.Open(finding, NOW, Optional.of(NOW)));
        memory.close(new Closed("ENTRA-01", Severity.HIGH, Optional.empty(), NOW, NOW));
        memory.ticket.opens(TicketRouting.DEFAULT, "hash", Severity.HIGH, NOW);
        memory.ticket.id = "LAB-1";
        memory.ticket.follows = "LAB-0";
        memory.inFlight =
                new InFlight("rem-1", plan, "e", document.tree(), NOW, true, Optional.of("url"), Optional.empty(), NOW);
        memory.refusal = new Refusal("p", NOW, "why", 1);
        memory.fix = new ClusterMemory.Fix("p", NOW, true);
        memory.revert(new ClusterMemory.Revert(NOW, Optional.of(by)));
        memory.waiting = new Wait("grace", NOW, Optional.empty());
        memory.lastWrite = seen;
        memory.nextLook = new ClusterMemory.Look("t", NOW, Trigger.RECHECK);
        memory.status = Status.NONCOMPLIANT;
        memory.unexplained = "x";
        rows.release(held);

        ClusterMemory back = rows.peek(cluster).orElseThrow();
        assertThat(back).usingRecursiveComparison().isEqualTo(memory);
        assertThat(back.inFlight).isEqualTo(memory.inFlight);
    }

    @Test
    void a_row_of_a_newer_program_is_left_alone() {
        rows.release(rows.take(cluster, NOW));
        rewrite("\"version\":1", "\"version\":2");
        assertThatThrownBy(() -> rows.take(cluster, NOW))
                .isInstanceOf(Failure.Transient.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void fields_of_a_newer_program_are_no_hindrance() {
        rows.release(rows.take(cluster, NOW));
        rewrite("\"version\":1", "\"version\":1,\"somethingNew\":{\"a\":1}");
        assertThat(rows.take(cluster, NOW).memory.firstSeen).isEqualTo(NOW);
    }

    @Test
    void a_row_that_cannot_be_read_says_so_without_its_text() {
        rows.release(rows.take(cluster, NOW));
        rewrite("\"version\":1", "\"version\":\"s3cret");
        assertThatThrownBy(() -> rows.take(cluster, NOW))
                .isInstanceOf(Failure.Transient.class)
                .hasMessageContaining("could not be read");
    }

    @Test
    void one_row_that_cannot_be_read_hides_no_other() {
        rows.release(rows.take(cluster, NOW));
        rewrite("\"version\":1", "\"version\":\"");
        ClusterRef second = Rig.ref(ClusterDocument.plain("c-2"));
        rows.release(rows.take(second, NOW));
        assertThat(rows.all()).extracting(ClusterMemory::ref).containsExactly(second);
    }

    @Test
    void a_first_row_stays_where_there_is_one_by_now() {
        Held held = rows.take(cluster, NOW);
        held.memory.region = "known";
        rows.release(held);
        rows.insert(new ClusterMemory(cluster, NOW.plusSeconds(1)));
        assertThat(rows.peek(cluster).orElseThrow().region).isEqualTo("known");
    }

    @Test
    void two_spellings_of_one_cluster_have_one_row() {
        rows.take(cluster, NOW);
        ClusterRef shouted = ClusterRef.of(cluster.id().toUpperCase(Locale.ROOT));
        assertThatThrownBy(() -> rows.take(shouted, NOW)).isInstanceOf(ClusterRows.Busy.class);
    }

    @Test
    void a_row_does_not_grow_without_end() {
        Held held = rows.take(cluster, NOW);
        for (int i = 0; i < 500; i++) {
            assertThat(held.memory.seeFirst("e-" + i)).isTrue();
            held.memory.ownWrite("w-" + i);
            held.memory.revert(new ClusterMemory.Revert(NOW, Optional.empty()));
            held.memory.close(new Closed("c", Severity.LOW, Optional.empty(), NOW, NOW));
        }
        assertThat(held.memory.seeFirst("e-499")).as("the newest are kept").isFalse();
        assertThat(List.of(
                        held.memory.seenEvents.size(),
                        held.memory.ownWrites.size(),
                        held.memory.reverts.size(),
                        held.memory.closed.size()))
                .containsOnly(40);
    }

    @Test
    void where_the_table_is_down_nothing_is_taken() {
        faults.once();
        assertThatThrownBy(() -> rows.take(cluster, NOW)).isInstanceOf(Failure.Transient.class);
        faults.well().with(new FaultHook.LostResponse());
        assertThatThrownBy(() -> rows.take(cluster, NOW)).isInstanceOf(Failure.Transient.class);
        assertThatThrownBy(() -> rows.take(cluster, NOW.plusSeconds(10)))
                .as("taken, though nobody knows it: until the lease ends")
                .isInstanceOf(ClusterRows.Busy.class);
        assertThat(rows.take(cluster, NOW.plus(Duration.ofMinutes(5))).memory).isNotNull();
    }

    private void rewrite(String from, String to) {
        MemoryStore.Row row = store.load(MemoryStore.CLUSTERS, cluster.key()).orElseThrow();
        assertThat(row.text()).contains(from);
        store.save(MemoryStore.CLUSTERS, cluster.key(), row.text().replace(from, to), Optional.of(row.etag()));
    }

    /** A store that asks another one. */
    private static class MemoryStoreDelegate implements MemoryStore {
        private final MemoryStore store;

        MemoryStoreDelegate(MemoryStore store) {
            this.store = store;
        }

        @Override
        public Optional<Row> load(String partition, String name) {
            return store.load(partition, name);
        }

        @Override
        public String save(String partition, String name, String text, Optional<String> etag) {
            return store.save(partition, name, text, etag);
        }

        @Override
        public void delete(String partition, String name, String etag) {
            store.delete(partition, name, etag);
        }

        @Override
        public void each(String partition, Consumer<Row> reader) {
            store.each(partition, reader);
        }
    }
}

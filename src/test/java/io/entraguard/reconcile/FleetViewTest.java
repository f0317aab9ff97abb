package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What people are shown of approvals that are asked for and of what approvers allow. */
class FleetViewTest {
    private static final Instant NOW = Instant.parse("2026-02-05T09:00:00Z");
    private static final String APPROVER = "11111111-1111-1111-1111-111111111111";

    private final LabMemoryStore store = new LabMemoryStore(new Failing());

    private void cluster(Consumer<ClusterMemory> with) {
        var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain("c-1")), NOW);
        memory.status = Status.NONCOMPLIANT;
        with.accept(memory);
        new ClusterRows(store, () -> "test").insert(memory);
    }

    private static Sighting approver() {
        var by = new Actor(APPROVER, Optional.empty(), false, true, Optional.empty());
        return new Sighting(Act.TAGS, "e-1", NOW, by, Optional.of("c-1"));
    }

    @Test
    void a_plan_that_waits_for_an_approver_is_shown_with_the_command_that_approves_it() {
        cluster(memory -> memory.asked = new Asked("3f9a2c71b04d", NOW, NOW.plus(Duration.ofDays(1))));
        assertThat(FleetView.questions(store)).singleElement().satisfies(asked -> {
            assertThat(asked.until()).isEqualTo("2026-02-06T09:00:00Z");
            assertThat(asked.command())
                    .startsWith("az tag update --resource-id /subscriptions/")
                    .endsWith(" --operation Merge --tags entra-guard-approve=3f9a2c71b04d");
        });
    }

    @Test
    void a_plan_of_a_cluster_that_was_put_right_otherwise_waits_for_nobody() {
        cluster(memory -> {
            memory.asked = new Asked("3f9a2c71b04d", NOW, NOW);
            memory.status = Status.COMPLIANT;
        });
        assertThat(FleetView.questions(store)).isEmpty();
    }

    @Test
    void what_approvers_allow_is_listed_as_long_as_it_is_in_force() {
        Instant until = NOW.plus(Duration.ofHours(2));
        cluster(memory -> {
            memory.exemption = new Waived(Optional.of(until), approver(), Optional.of("audit season"), false);
            memory.glass = new Glass(NOW, until, approver(), Optional.empty(), Set.of(), false, false);
            memory.optOut = new Waived(Optional.empty(), approver(), Optional.empty(), false);
        });
        assertThat(FleetView.waivers(store, NOW))
                .extracting(waiver -> waiver.kind() + " by " + waiver.by())
                .containsExactly("break-glass by " + APPROVER, "exemption by " + APPROVER, "opt-out by " + APPROVER);
        assertThat(FleetView.waivers(store, until))
                .extracting(FleetView.Waiver::kind)
                .containsExactly("opt-out");
    }
}

package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.ClusterHistory.Approval;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What people are shown of approvals that are asked for and of what approvers allow. */
class FleetViewTest {
    private static final Instant NOW = Instant.parse("2026-02-05T09:00:00Z");
    private static final String APPROVER = "11111111-1111-1111-1111-111111111111";

    private final LabMemoryStore store = new LabMemoryStore(new Failing());

    private int clusters;

    private void cluster(Consumer<ClusterMemory> with) {
        var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain("c-" + ++clusters)), NOW);
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
        asking(memory -> {});
        assertThat(FleetView.questions(store, NOW)).singleElement().satisfies(asked -> {
            assertThat(asked.until()).isEqualTo("2026-02-06T09:00:00Z");
            assertThat(asked.command())
                    .startsWith("az tag update --resource-id /subscriptions/")
                    .endsWith(" --operation Merge --tags entra-guard-approve=3f9a2c71b04d");
        });
    }

    @Test
    void a_plan_of_a_cluster_that_was_put_right_otherwise_waits_for_nobody() {
        asking(memory -> memory.status = Status.COMPLIANT);
        assertThat(FleetView.questions(store, NOW)).isEmpty();
    }

    @Test
    void a_plan_that_nobodys_yes_would_let_through_any_more_waits_for_nobody() {
        for (Chronicle.Last instead : List.of(
                decided("wait", "quiet-period"), // a gate
                decided("ticket", "mode-ticket"),
                decided("record", "guard-mode"),
                decided("none", "mode-off"),
                decided("ticket", "unreadable-document"),
                decided("await-approval", "approval-missing", "0123456789ab"))) {
            asking(memory -> memory.chronicle.decided = instead);
        }
        asking(memory -> memory.chronicle.decided = null);
        asking(memory ->
                memory.exemption = new Waived(Optional.of(NOW.plusSeconds(1)), approver(), Optional.empty(), false));
        assertThat(FleetView.questions(store, NOW)).isEmpty();
        assertThat(FleetView.questions(store, NOW.plusSeconds(1)))
                .as("the exemption is over")
                .hasSize(1);
    }

    @Test
    void a_fix_that_was_reverted_too_often_waits_for_an_approver_though_it_is_a_ticket() {
        asking(memory -> memory.chronicle.decided = decided("ticket", "reverted", "3f9a2c71b04d"));
        assertThat(FleetView.questions(store, NOW)).hasSize(1);
    }

    @Test
    void a_plan_whose_approval_held_its_time_and_is_over_waits_for_the_next_one() {
        asking(memory -> memory.approval = new Approval("3f9a2c71b04d", approver()));
        assertThat(FleetView.questions(store, NOW)).hasSize(1);
    }

    @Test
    void what_was_asked_before_plans_were_noted_waits_by_its_step() {
        asking(memory -> memory.chronicle.decided = decided("await-approval", "approval-missing"));
        assertThat(FleetView.questions(store, NOW)).hasSize(1);
    }

    private static Chronicle.Last decided(String step, String reason, String... asks) {
        return new Chronicle.Last(
                "defaults",
                "approve",
                step,
                Optional.empty(),
                List.of(reason),
                Arrays.stream(asks).findFirst());
    }

    /** A cluster that waits for an approver, but for that. */
    private void asking(Consumer<ClusterMemory> but) {
        cluster(memory -> {
            memory.asked = new Asked("3f9a2c71b04d", NOW, NOW.plus(Duration.ofDays(1)));
            memory.chronicle.decided = decided("await-approval", "approval-missing", "3f9a2c71b04d");
            but.accept(memory);
        });
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

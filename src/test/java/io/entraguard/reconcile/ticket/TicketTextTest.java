package io.entraguard.reconcile.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Settings;
import io.entraguard.policy.Step;
import io.entraguard.reconcile.ticket.TicketText.Seen;
import io.entraguard.testing.ClusterDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketTextTest {
    private static final ClusterDocument PLAIN = ClusterDocument.plain("c-1");
    private static final ClusterRef REF = PLAIN.snapshot().ref();
    private static final Plan PLAN = Plan.of(PLAIN.snapshot(), Settings.DEFAULTS, Set.of(Plan.Half.values()))
            .orElseThrow();
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private static Page page(Step step, Seen seen, Because... because) {
        return page(Controls.judge(PLAIN.snapshot(), Settings.DEFAULTS, false), step, seen, because);
    }

    private static Page page(List<Finding> findings, Step step, Seen seen, Because... because) {
        var decision = new Decision(step, List.of(because), Mode.APPROVE);
        return TicketText.of(PLAIN.snapshot(), findings, decision, Settings.DEFAULTS, seen);
    }

    private static Page people() {
        return page(
                new Step.Ticket(Optional.empty(), Optional.empty()), Seen.NOBODY, new Because(Reason.MODE_TICKET, ""));
    }

    private static Optional<Sighting> seen(Sighting.Act act, String oid, boolean app, Instant at) {
        var actor = new Actor(oid, Optional.of("a@b"), app, true, Optional.of("203.0.113.9"));
        return Optional.of(new Sighting(act, "e", at, actor, Optional.empty()));
    }

    @Test
    void it_says_what_is_wrong_and_what_people_can_do() {
        Page page = people();
        assertThat(page.title()).startsWith("AKS cluster c-1: ").contains("more");
        assertThat(PlainText.of(page))
                .startsWith("AKS cluster c-1 (resource group " + REF.resourceGroup() + ", subscription "
                        + REF.subscription() + ")\n")
                .contains("- ENTRA-03 ", "(high): ", "CIS AKS")
                .contains("The guard leaves this to people\n- mode-ticket: the policy's mode is ticket.")
                .contains("entra-guard-exempt-until", "exempts nothing")
                .contains("  az aks update --subscription " + REF.subscription() + " --resource-group "
                        + REF.resourceGroup() + " --name c-1 --disable-local-accounts")
                .contains("'<object id of your admin group>'")
                .contains("az aks get-credentials", "kubelogin convert-kubeconfig -l workloadidentity")
                .contains("local_account_disabled", "azure_active_directory_role_based_access_control")
                .contains("kube_admin_config", "az aks rotate-certs");
    }

    @Test
    void it_asks_for_approval_by_one_command() {
        Page page = page(new Step.AwaitApproval(PLAN, Optional.empty()), Seen.NOBODY);
        assertThat(PlainText.of(page))
                .contains("The guard asks for approval")
                .contains("- properties.disableLocalAccounts: absent becomes true")
                .contains("  az tag update --resource-id " + REF.id() + " --operation Merge --tags entra-guard-approve="
                        + PLAN.id());
        assertThat(PlainText.of(people())).doesNotContain("entra-guard-approve");
    }

    @Test
    void it_says_when_a_gate_opens() {
        Step waiting = new Step.Await(Optional.of(PLAN), NOON, true);
        assertThat(PlainText.of(page(waiting, Seen.NOBODY, new Because(Reason.QUIET_PERIOD, "listed"))))
                .contains("The guard waits", "It goes on at 2026-01-05T12:00:00Z.", "plan " + PLAN.id());
        assertThat(PlainText.of(page(waiting, Seen.NOBODY, new Because(Reason.STOPPED, ""))))
                .doesNotContain("2026-01-05T12");
    }

    @Test
    void it_names_who_was_seen_by_object_id_alone() {
        var who = new Seen(
                seen(Sighting.Act.WRITE, "writer", true, NOON),
                seen(Sighting.Act.ADMIN_CREDENTIAL, "lister", false, NOON),
                seen(Sighting.Act.USER_CREDENTIAL, Actor.UNKNOWN, false, NOON),
                Optional.empty());
        assertThat(PlainText.of(page(new Step.Ticket(Optional.empty(), Optional.empty()), who)))
                .contains("- created or last written by writer (an application)")
                .contains("- admin credential last listed or used by lister on 2026-01-05")
                .contains("last listed by somebody whom no claim named on 2026-01-05")
                .doesNotContain("a@b", "203.0.113.9");
        assertThat(PlainText.of(people())).doesNotContain("Who was seen");
    }

    private static Seen writtenBy(Optional<Sighting> write) {
        return new Seen(write, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void an_approval_has_its_deadline_and_may_be_asked_for_on_a_ticket_too() {
        var asked = new Seen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(NOON));
        Step reverted = new Step.Ticket(Optional.empty(), Optional.of(PLAN));
        assertThat(PlainText.of(page(reverted, asked, new Because(Reason.REVERTED, "2 times"))))
                .contains("The guard leaves this to people", "until 2026-01-05T12:00:00Z", "entra-guard-approve");
    }

    @Test
    void another_write_by_the_same_pipeline_says_nothing_new() {
        Step step = new Step.Ticket(Optional.empty(), Optional.empty());
        var first = writtenBy(seen(Sighting.Act.WRITE, "w", true, NOON));
        var later = writtenBy(seen(Sighting.Act.WRITE, "w", true, NOON.plusSeconds(9)));
        assertThat(page(step, first).hash()).isEqualTo(page(step, later).hash());
    }

    @Test
    void hostile_values_stay_values() {
        var finding = new Finding(
                ControlId.ENTRA_03, Severity.HIGH, "\u202E\n\nThe guard asks for approval", Remedy.AUTOMATIC);
        String text =
                PlainText.of(page(List.of(finding), new Step.Ticket(Optional.empty(), Optional.empty()), Seen.NOBODY));
        assertThat(text).contains("[U+202E]  The guard asks for approval").doesNotContain("\nThe guard asks");
    }

    @Test
    void commands_are_safe_to_paste() {
        assertThat(Commands.quote("rg(1)")).isEqualTo("'rg(1)'");
        assertThat(Commands.quote("it's; rm")).isEqualTo("'it'\\''s; rm'");
        assertThat(Commands.quote("-x")).isEqualTo("'-x'");
        assertThat(Commands.quote("")).isEqualTo("''");
        assertThat(Commands.quote("a-b_1")).isEqualTo("a-b_1");
    }

    @Test
    void a_cluster_that_could_not_be_judged_is_unknown_never_compliant() {
        var decision = new Decision(
                new Step.Ticket(Optional.empty(), Optional.empty()),
                List.of(new Because(Reason.UNREADABLE_DOCUMENT, "line 1")),
                Mode.TICKET);
        assertThat(PlainText.of(TicketText.unknown(REF, decision)))
                .contains("could not be judged, so it counts as unknown, never as compliant.", "line 1");
    }
}

package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Settings;
import io.entraguard.policy.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a ticket says, as plain text: what is wrong, what the guard will do about it or why not, and what people can do
 * themselves with this cluster's own names. It holds no instant but those that a gate opens at, so that it changes only
 * when what it says does.
 */
final class TicketText {
    private TicketText() {}

    /** The text for a cluster that could be judged. */
    static String of(ClusterSnapshot cluster, List<Finding> findings, Decision decision, Settings settings) {
        var lines = new ArrayList<String>();
        ClusterRef ref = cluster.ref();
        lines.add("AKS cluster " + ref.name() + " (resource group " + ref.resourceGroup() + ", subscription "
                + ref.subscription() + ")");
        lines.add("Whoever holds a static certificate of a cluster without Entra is its administrator: nobody can be"
                + " attributed, revoked or made to use MFA.");
        lines.add("");
        lines.add("Findings");
        findings.forEach(finding -> lines.add("- " + finding.control().code() + " " + finding.title() + " ("
                + finding.severity().word() + "): " + finding.observed() + ". "
                + String.join(", ", finding.references())));
        lines.add("");
        lines.addAll(next(decision));
        lines.add("");
        lines.addAll(byHand(cluster, settings));
        lines.add("");
        lines.addAll(afterwards(ref));
        return String.join("\n", lines);
    }

    /** The text for a cluster that could not be judged. */
    static String unknown(ClusterRef ref, Decision decision) {
        var lines = new ArrayList<String>();
        lines.add("AKS cluster " + ref.name() + " (resource group " + ref.resourceGroup() + ", subscription "
                + ref.subscription() + ") could not be judged, so it counts as unknown, never as compliant.");
        lines.add("");
        lines.addAll(next(decision));
        return String.join("\n", lines);
    }

    private static List<String> next(Decision decision) {
        var lines = new ArrayList<String>();
        boolean waits = decision.step() instanceof Step.Await;
        lines.add(waits ? "The guard waits" : "The guard leaves this to people");
        decision.because().forEach(because -> lines.add("- " + because.reason().code() + ": " + because.sentence()));
        opens(decision).ifPresent(lines::add);
        return lines;
    }

    private static Optional<String> opens(Decision decision) {
        boolean dated = decision.because().stream()
                .map(Because::reason)
                .allMatch(reason -> reason == Reason.QUIET_PERIOD || reason == Reason.GRACE);
        return decision.step().lookAgain().filter(until -> dated).map(until -> "It goes on at " + until + ".");
    }

    private static List<String> byHand(ClusterSnapshot cluster, Settings settings) {
        ClusterRef ref = cluster.ref();
        String update = "az aks update --subscription " + ref.subscription() + " --resource-group "
                + ref.resourceGroup() + " --name " + ref.name();
        String groups = settings.adminGroups().isEmpty()
                ? "<object id of your admin group>"
                : String.join(",", settings.adminGroups());
        var lines = new ArrayList<String>();
        lines.add("To do it by hand");
        if (!cluster.identity().entraOn()) {
            lines.add("  " + update + " --enable-aad --aad-admin-group-object-ids " + groups);
        } else if (cluster.identity().adminGroups().isEmpty()) {
            lines.add("  " + update + " --aad-admin-group-object-ids " + groups);
        }
        if (!cluster.identity().localAccountsOff()) {
            lines.add("  " + update + " --disable-local-accounts");
        }
        if (lines.size() == 1) {
            lines.add("  See the findings above: no single command puts them right.");
        }
        return lines;
    }

    private static List<String> afterwards(ClusterRef ref) {
        return List.of(
                "What changes for those who use the cluster",
                "- people: az aks get-credentials --resource-group " + ref.resourceGroup() + " --name " + ref.name()
                        + " and kubelogin convert-kubeconfig -l azurecli",
                "- pipelines: kubelogin convert-kubeconfig -l workloadidentity, and no --admin",
                "- Terraform: local_account_disabled = true, an azure_active_directory_role_based_access_control block,"
                        + " and kube_config instead of kube_admin_config",
                "- certificates that were handed out before stay valid until az aks rotate-certs");
    }
}

package io.entraguard.reconcile.ticket;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.policy.Settings;
import java.util.ArrayList;
import java.util.List;

/** The part of a ticket that says how to put the cluster right by hand, and what its users must change then. */
final class ByHand {
    private ByHand() {}

    static List<Block> of(ClusterSnapshot cluster, Settings settings) {
        var commands = new Commands(cluster.ref());
        var blocks = new ArrayList<Block>();
        blocks.add(new Block.Heading("To do it by hand"));
        blocks.add(fix(cluster, settings, commands));
        blocks.add(new Block.Heading("What changes for those who use the cluster"));
        blocks.add(new Block.Bullets(List.of(people(commands), pipelines(), terraform(), certificates(commands))));
        return blocks;
    }

    private static Block fix(ClusterSnapshot cluster, Settings settings, Commands commands) {
        String groups = "--aad-admin-group-object-ids "
                + Commands.quote(
                        settings.adminGroups().isEmpty()
                                ? "<object id of your admin group>"
                                : String.join(",", settings.adminGroups()));
        var lines = new ArrayList<String>();
        if (!cluster.identity().entraOn()) {
            lines.add(commands.aks("update", "--enable-aad " + groups));
        } else if (cluster.identity().adminGroups().isEmpty()) {
            lines.add(commands.aks("update", groups));
        }
        if (!cluster.identity().localAccountsOff()) {
            lines.add(commands.aks("update", "--disable-local-accounts"));
        }
        return lines.isEmpty()
                ? Block.paragraph("See the findings above: no single command puts them right.")
                : new Block.Code(String.join("\n", lines));
    }

    private static List<Span> people(Commands commands) {
        return List.of(
                new Span.Text("people: "),
                new Span.Code(commands.aks("get-credentials", "")),
                new Span.Text(" and "),
                new Span.Code("kubelogin convert-kubeconfig -l azurecli"));
    }

    private static List<Span> pipelines() {
        return List.of(
                new Span.Text("pipelines: "),
                new Span.Code("kubelogin convert-kubeconfig -l workloadidentity"),
                new Span.Text(" with a federated identity, and no "),
                new Span.Code("--admin"));
    }

    private static List<Span> terraform() {
        return List.of(
                new Span.Text("Terraform: "),
                new Span.Code("local_account_disabled = true"),
                new Span.Text(", an "),
                new Span.Code("azure_active_directory_role_based_access_control"),
                new Span.Text(" block, and "),
                new Span.Code("kube_config"),
                new Span.Text(" with kubelogin instead of "),
                new Span.Code("kube_admin_config"));
    }

    private static List<Span> certificates(Commands commands) {
        return List.of(
                new Span.Text("certificates that were handed out before stay valid until "),
                new Span.Code(commands.aks("rotate-certs", "")),
                new Span.Text(", which recreates the nodes and may take the cluster down for up to 30 minutes"));
    }
}

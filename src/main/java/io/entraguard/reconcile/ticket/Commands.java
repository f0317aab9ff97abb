package io.entraguard.reconcile.ticket;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Plan;
import java.util.regex.Pattern;

/** Commands with one cluster's own names, safe to paste into a POSIX shell whatever the names are. */
public final class Commands {
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./:=@,-]+");

    private final ClusterRef cluster;

    public Commands(ClusterRef cluster) {
        this.cluster = cluster;
    }

    /** One word of a shell command. */
    static String quote(String word) {
        return BARE.matcher(word).matches() && !word.startsWith("-") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** {@code az aks VERB} of this cluster, with these options at its end. */
    String aks(String verb, String options) {
        return "az aks " + verb + " --subscription " + quote(cluster.subscription()) + " --resource-group "
                + quote(cluster.resourceGroup()) + " --name " + quote(cluster.name())
                + (options.isEmpty() ? "" : " " + options);
    }

    /** The one command by which an approver says yes to a plan of this cluster. */
    public String approve(Plan plan) {
        return approve(plan.id());
    }

    /** The same of a plan by its id. */
    public String approve(String planId) {
        return tag(GuardTag.APPROVE.tag(), planId);
    }

    /** Sets one tag of this cluster and leaves the others. */
    String tag(String name, String value) {
        return "az tag update --resource-id " + quote(cluster.id()) + " --operation Merge --tags "
                + quote(name + "=" + value);
    }
}

package io.entraguard.functions;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.Sweep;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of the program, environment variables {@code GUARD_*}, each explained in
 * {@code local.settings.json.example}. A blank value is one that is not given.
 *
 * @param mode {@code GUARD_MODE}
 * @param policy {@code GUARD_POLICY}, where the policy file is
 * @param armEndpoint {@code GUARD_ARM_ENDPOINT}
 * @param armApiVersion {@code GUARD_ARM_API_VERSION}, of {@code Microsoft.ContainerService/managedClusters}
 * @param graphEndpoint {@code GUARD_GRAPH_ENDPOINT}
 * @param credential {@code GUARD_CREDENTIAL}
 * @param clientId {@code GUARD_CLIENT_ID}, of a user-assigned identity
 * @param writeClientId {@code GUARD_WRITE_CLIENT_ID}, of the identity that writes clusters where that is another one
 * @param principalId {@code GUARD_PRINCIPAL_ID}, the object id that the guard's own calls carry
 * @param reopened {@code GUARD_REOPEN}, by lower-case cluster id
 * @param subscriptions {@code GUARD_SUBSCRIPTIONS}, what the sweep covers; empty for whatever the credential may read
 * @param managementGroups {@code GUARD_MANAGEMENT_GROUPS}, what the sweep covers as well
 * @param queueLimit {@code GUARD_QUEUE_LIMIT}, how much due work the queue may hold for a sweep to add to it
 * @param responseTimeout {@code GUARD_RESPONSE_TIMEOUT}, for one HTTP answer
 * @param storage the storage account, which the Functions host uses too
 * @param kubeAudit whether audit logs of clusters are read: {@code GUARD_KUBE_AUDIT__fullyQualifiedNamespace} names an Event
 *     Hubs namespace, and the function is not switched off
 * @param trackers {@code GUARD_TRACKER} and the settings of each tracker
 * @param siem where audit events go beside the ledger
 * @param telemetry {@code APPLICATIONINSIGHTS_*}; empty also where {@code GUARD_TELEMETRY} is off
 */
record GuardSettings(
        GuardMode mode,
        PolicyPlace policy,
        URI armEndpoint,
        String armApiVersion,
        URI graphEndpoint,
        Credential credential,
        Optional<String> clientId,
        Optional<String> writeClientId,
        Optional<String> principalId,
        Map<String, Instant> reopened,
        List<String> subscriptions,
        List<String> managementGroups,
        int queueLimit,
        Duration responseTimeout,
        StorageAccount storage,
        boolean kubeAudit,
        TrackerSettings trackers,
        SiemSettings siem,
        Optional<TelemetrySettings> telemetry) {

    /** Where tokens come from. */
    enum Credential {
        /** Whatever DefaultAzureCredential finds. */
        DEFAULT,
        /** The app's managed identity, nothing else tried. */
        MANAGED_IDENTITY,
        /** No token at all, for a simulated Azure on this machine. */
        NONE
    }

    /** Read by the Functions host alone, which puts it in the place of {@code %GUARD_SWEEP_SCHEDULE%}. */
    static final String SWEEP_SCHEDULE = "GUARD_SWEEP_SCHEDULE";

    /** Read by the Functions host for the trigger of {@link KubeAudit}, which must find some namespace there. */
    private static final String KUBE_AUDIT_NAMESPACE = "GUARD_KUBE_AUDIT__fullyQualifiedNamespace";

    /** How a namespace begins that is none: infra and the example say it where there is no Event Hub. */
    private static final String UNUSED = "unused.";

    private static final String KUBE_AUDIT_DISABLED = "AzureWebJobs.KubeAudit.Disabled";

    /** Read by the Functions host alone, for the same trigger. */
    static final List<String> KUBE_AUDIT = List.of("GUARD_KUBE_AUDIT_HUB", "GUARD_KUBE_AUDIT_CONSUMER_GROUP");

    private static final Pattern API_VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern GUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final Pattern REOPEN = Pattern.compile("/[^@\\s]{1,1024}@[0-9TZ:.-]{1,40}");
    private static final Pattern SUBSCRIPTION = Pattern.compile("[0-9A-Za-z-]{1,64}");
    private static final Pattern MANAGEMENT_GROUP = Pattern.compile("[0-9A-Za-z_().-]{1,90}");

    private static final int MOST_QUEUED = 1_000_000;

    /** Below the five minutes that host.json gives a function. */
    private static final Duration LONGEST_RESPONSE = Duration.ofMinutes(3);

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException with one sentence that names the variable, what is wrong with it and what is
     *     allowed
     */
    static GuardSettings of(Map<String, String> environment) {
        var variables = new Variables(environment);
        URI arm = variables.endpoint("GUARD_ARM_ENDPOINT", "https://management.azure.com");
        URI graph = variables.endpoint("GUARD_GRAPH_ENDPOINT", "https://graph.microsoft.com");
        Credential credential = variables.word("GUARD_CREDENTIAL", Credential.DEFAULT);
        if (credential == Credential.NONE && !(Variables.isLoopback(arm) && Variables.isLoopback(graph))) {
            throw Variables.invalid(
                    "GUARD_CREDENTIAL",
                    "is none, but GUARD_ARM_ENDPOINT or GUARD_GRAPH_ENDPOINT is not on this machine",
                    "none is only for http endpoints on localhost; use default or managed-identity");
        }
        StorageAccount storage = StorageAccount.of(variables);
        List<String> subscriptions = variables.list("GUARD_SUBSCRIPTIONS", SUBSCRIPTION, "subscription ids");
        List<String> managementGroups =
                variables.list("GUARD_MANAGEMENT_GROUPS", MANAGEMENT_GROUP, "management group ids");
        if (!subscriptions.isEmpty() && !managementGroups.isEmpty()) {
            throw Variables.invalid(
                    "GUARD_MANAGEMENT_GROUPS",
                    "is given beside GUARD_SUBSCRIPTIONS",
                    "Resource Graph takes one of them; leave the other empty");
        }
        return new GuardSettings(
                variables.word("GUARD_MODE", GuardMode.AUDIT),
                PolicyPlace.of(variables, storage),
                arm,
                variables
                        .matching("GUARD_ARM_API_VERSION", API_VERSION, "a version such as 2026-05-01")
                        .orElse("2026-05-01"),
                graph,
                credential,
                variables.matching("GUARD_CLIENT_ID", GUID, "the client id (a GUID) of a managed identity"),
                variables.matching("GUARD_WRITE_CLIENT_ID", GUID, "the client id (a GUID) of a managed identity"),
                variables.matching("GUARD_PRINCIPAL_ID", GUID, "the object id (a GUID) of the guard's own identity"),
                reopened(variables),
                subscriptions,
                managementGroups,
                variables.number("GUARD_QUEUE_LIMIT", Sweep.QUEUE_LIMIT, 1, MOST_QUEUED),
                variables.duration("GUARD_RESPONSE_TIMEOUT", Duration.ofSeconds(30), LONGEST_RESPONSE),
                storage,
                kubeAudit(variables),
                trackers(variables, credential),
                SiemSettings.of(variables, credential),
                TelemetrySettings.of(variables, credential));
    }

    private static boolean kubeAudit(Variables variables) {
        boolean disabled = variables
                .text(KUBE_AUDIT_DISABLED)
                .filter(value -> value.equalsIgnoreCase("true") || value.equals("1"))
                .isPresent();
        Optional<String> namespace = variables.text(KUBE_AUDIT_NAMESPACE);
        return !disabled
                && namespace
                        .filter(host -> !host.toLowerCase(Locale.ROOT).startsWith(UNUSED))
                        .isPresent();
    }

    private static TrackerSettings trackers(Variables variables, Credential credential) {
        TrackerSettings trackers = TrackerSettings.of(variables);
        boolean byIdentity = trackers.azureBoards()
                .filter(boards -> boards.token().isEmpty())
                .isPresent();
        if (byIdentity && credential == Credential.NONE) {
            throw Variables.invalid(
                    "GUARD_AZURE_BOARDS_TOKEN",
                    "is missing, and GUARD_CREDENTIAL is none",
                    "give a token, or an identity that Azure DevOps knows");
        }
        return trackers;
    }

    /** Entries {@code CLUSTER-ID@INSTANT}: reverts of the guard's fix up to that instant no longer count. */
    private static Map<String, Instant> reopened(Variables variables) {
        var reopened = new HashMap<String, Instant>();
        for (String entry : variables.list("GUARD_REOPEN", REOPEN, "CLUSTER-ID@INSTANT entries")) {
            int at = entry.lastIndexOf('@');
            try {
                ClusterRef cluster = ClusterRef.of(entry.substring(0, at));
                reopened.put(cluster.key(), Instant.parse(entry.substring(at + 1)));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw Variables.invalid(
                        "GUARD_REOPEN",
                        "has an entry that is not CLUSTER-ID@INSTANT",
                        "give the ARM id of a managed cluster, @, and an instant such as 2026-01-05T09:00:00Z");
            }
        }
        return reopened;
    }
}

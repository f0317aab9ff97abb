package io.entraguard.functions;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpPipeline;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import io.entraguard.azure.rest.ArmActivityLog;
import io.entraguard.azure.rest.ArmClusters;
import io.entraguard.azure.rest.ArmMaintenance;
import io.entraguard.azure.rest.ArmScopeTags;
import io.entraguard.azure.rest.AzureDirectory;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.rest.ResourceGraphAuditDiagnostics;
import io.entraguard.azure.rest.ResourceGraphEventTopics;
import io.entraguard.azure.rest.ResourceGraphFleet;
import io.entraguard.azure.rest.ResourceGraphTagHistory;
import io.entraguard.azure.storage.BlobPolicySource;
import io.entraguard.azure.storage.LedgerBlobs;
import io.entraguard.azure.storage.QueueWorkQueue;
import io.entraguard.azure.storage.StorageAccess;
import io.entraguard.azure.storage.TableMemoryStore;
import io.entraguard.azure.telemetry.OtelReporting;
import io.entraguard.azure.telemetry.Reporting;
import io.entraguard.azure.telemetry.Reporting.Callee;
import io.entraguard.azure.telemetry.Reporting.Calls;
import io.entraguard.model.ProgramVersion;
import io.entraguard.reconcile.Anchors;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Audit;
import io.entraguard.reconcile.AuditTrail;
import io.entraguard.reconcile.DailyFigures;
import io.entraguard.reconcile.GuardMetrics;
import io.entraguard.reconcile.GuardParts;
import io.entraguard.reconcile.LedgerAlarm;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.PolicyInForce;
import io.entraguard.reconcile.PolicySource;
import io.entraguard.reconcile.Reconciler;
import io.entraguard.reconcile.Sweep;
import io.entraguard.reconcile.Telemetry;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerReader;
import io.entraguard.reconcile.ocsf.Ocsf;
import io.entraguard.reconcile.outbox.Drains;
import io.entraguard.reconcile.outbox.Outbox;
import io.entraguard.reconcile.outbox.Refusals;
import java.net.URI;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;

/** The production graph: the entry points behind the queue and those of the API, with everything that they need. */
final class Assembly {
    private final List<Object> entryPoints;

    private Assembly(
            GuardParts parts,
            int queueLimit,
            Ledger ledger,
            LedgerAlarm alarm,
            Outbox outbox,
            LedgerReader reader,
            Api api) {
        var reconciler = new Reconciler(parts);
        var sweep = new Sweep(parts, queueLimit);
        Telemetry telemetry = parts.telemetry();
        Runnable measured = telemetry.sweep(sweep::run, parts.memory(), parts.clock());
        var anchors = new Anchors(ledger, parts.audit(), alarm, parts.memory(), parts.policy(), parts.clock());
        var figures = new DailyFigures(parts.memory(), parts.clock());
        var refusals = new Refusals(parts.memory(), parts.audit(), parts.policy());
        var drains = new Drains(outbox, reader, parts.queue(), refusals, parts.names(), parts.clock());
        this.entryPoints = List.of(
                new Reconcile(drains.before(reconciler::handle)::accept, telemetry.traces()),
                new FleetSweep(
                        measured::run,
                        figures::run,
                        FleetSweep.Task.each(anchors::run, () -> handOver(outbox, telemetry)),
                        telemetry.traces()),
                api.clusters(),
                api.kpis(),
                api.health(),
                api.console());
    }

    /** The graph that those settings ask for. */
    static Assembly of(GuardSettings settings) {
        Clock clock = Clock.systemUTC();
        var http = new AzureHttp(ProgramVersion.text(), settings.responseTimeout());
        Optional<TokenCredential> credential = credential(settings, http);
        String arm = settings.armEndpoint().toString();
        String graph = settings.graphEndpoint().toString();
        Reporting reporting = reporting(settings, http, clock);
        Calls calls = reporting.calls();
        HttpPipeline toArm = http.pipeline(arm, credential, client -> calls.traced(client, Callee.ARM));
        HttpPipeline writing = settings.writeClientId().isEmpty()
                ? toArm
                : http.pipeline(
                        arm,
                        credential(settings, settings.writeClientId(), http),
                        client -> calls.traced(client, Callee.ARM));
        HttpPipeline toGraph = http.pipeline(graph, credential, client -> calls.traced(client, Callee.GRAPH));
        MemoryStore memory = new TableMemoryStore(access(settings, http, account -> account.tables()), "clusters");
        WorkQueue queue = new QueueWorkQueue(
                access(settings, http, account -> account.queues()),
                "reconcile",
                reporting.telemetry().traces()::current);
        AppendBlobs blobs = new LedgerBlobs(access(settings, http, account -> account.blobs()), "ledger");
        var ledger = new Ledger(blobs);
        var sinks = new TreeMap<>(Sinks.of(settings.siem(), http, credential));
        sinks.replaceAll(
                (name, sink) -> Sinks.counted(name, sink, reporting.telemetry().metrics()));
        sinks.putAll(reporting.sinks());
        var outbox = new Outbox(sinks, memory, queue, clock);
        var audit = new LedgerAlarm(new AuditTrail(ledger, new Ocsf(ProgramVersion.text()), outbox), memory);
        PolicyInForce policy = policy(settings, http, memory, audit, clock);
        var scope = new ResourceGraphFleet.Scope(settings.subscriptions(), settings.managementGroups());
        var parts = new GuardParts(
                new ArmClusters(arm, settings.armApiVersion(), toArm, writing),
                new AzureDirectory(graph, toGraph, arm, toArm, clock),
                new ArmActivityLog(arm, toArm, clock),
                new ResourceGraphTagHistory(arm, toArm),
                new ArmMaintenance(arm, settings.armApiVersion(), toArm),
                new ArmScopeTags(arm, toArm),
                new ResourceGraphFleet(arm, toArm, scope),
                new ResourceGraphEventTopics(arm, toArm, scope),
                settings.kubeAudit()
                        ? Optional.of(new ResourceGraphAuditDiagnostics(arm, toArm, scope))
                        : Optional.empty(),
                memory,
                queue,
                Trackers.of(settings, http.client(), calls, credential, memory, clock),
                audit,
                new DecisionLines(),
                policy,
                settings.mode(),
                settings.principalId(),
                settings.reopened(),
                Set.copyOf(settings.subscriptions()),
                () -> UUID.randomUUID().toString(),
                clock);
        Api api = Api.of(
                memory,
                queue,
                policy,
                outbox::health,
                settings.mode(),
                ProgramVersion.text(),
                clock,
                ForkJoinPool.commonPool());
        return new Assembly(
                parts.measured(reporting.telemetry()),
                settings.queueLimit(),
                ledger,
                audit,
                outbox,
                new LedgerReader(blobs),
                api);
    }

    /** Lost messages of the outbox are made again; then it is told what waits. */
    private static void handOver(Outbox outbox, Telemetry telemetry) {
        outbox.sweep();
        var waiting = new EnumMap<GuardMetrics.Sink, Long>(GuardMetrics.Sink.class);
        outbox.health()
                .forEach(sink ->
                        Sinks.metric(sink.sink()).ifPresent(word -> waiting.merge(word, sink.waiting(), Long::sum)));
        waiting.forEach(telemetry.metrics()::waiting);
    }

    private static Reporting reporting(GuardSettings settings, AzureHttp http, Clock clock) {
        return settings.telemetry()
                .map(telemetry -> OtelReporting.startOrNone(
                        telemetry.target(),
                        telemetry
                                .identity()
                                .flatMap(identity ->
                                        credential(settings, identity.clientId().or(settings::clientId), http)),
                        http.client(),
                        clock))
                .orElse(Reporting.NONE);
    }

    private static Optional<TokenCredential> credential(GuardSettings settings, AzureHttp http) {
        return credential(settings, settings.clientId(), http);
    }

    private static Optional<TokenCredential> credential(
            GuardSettings settings, Optional<String> clientId, AzureHttp http) {
        return switch (settings.credential()) {
            case NONE -> Optional.empty();
            case DEFAULT -> {
                var builder = new DefaultAzureCredentialBuilder().httpClient(http.client());
                clientId.ifPresent(builder::managedIdentityClientId);
                yield Optional.of(builder.build());
            }
            case MANAGED_IDENTITY -> Optional.of(managedIdentity(clientId, http));
        };
    }

    private static TokenCredential managedIdentity(Optional<String> clientId, AzureHttp http) {
        var builder = new ManagedIdentityCredentialBuilder().httpClient(http.client());
        clientId.ifPresent(builder::clientId);
        return builder.build();
    }

    private static StorageAccess access(
            GuardSettings settings, AzureHttp http, Function<StorageAccount.ByIdentity, URI> service) {
        return settings.storage().match(new StorageAccount.Cases<>() {
            @Override
            public StorageAccess byKey(StorageAccount.ByKey account) {
                return StorageAccess.byConnectionString(
                        account.connectionString(), http.client(), settings.responseTimeout(), true);
            }

            @Override
            public StorageAccess byIdentity(StorageAccount.ByIdentity account) {
                TokenCredential credential = account.clientId().isPresent()
                        ? managedIdentity(account.clientId(), http)
                        : credential(settings, http)
                                .orElseThrow(() -> new IllegalArgumentException("GUARD_CREDENTIAL is none, and the"
                                        + " storage account needs an identity; use default or managed-identity"));
                return StorageAccess.byIdentity(
                        service.apply(account).toString(), credential, http.client(), settings.responseTimeout(), true);
            }
        });
    }

    private static PolicyInForce policy(
            GuardSettings settings, AzureHttp http, MemoryStore memory, Audit audit, Clock clock) {
        return settings.policy().match(new PolicyPlace.Cases<>() {
            @Override
            public PolicyInForce packaged(PolicyPlace.Packaged place) {
                PackagedPolicy.Found found = PackagedPolicy.find();
                return inForce(found.source(), found.place());
            }

            @Override
            public PolicyInForce file(PolicyPlace.File place) {
                return inForce(FilePolicySource.of(place.path()), place.path().toString());
            }

            @Override
            public PolicyInForce blob(PolicyPlace.Blob place) {
                StorageAccess access = access(settings, http, place);
                return inForce(new BlobPolicySource(access, place.container(), place.name()), place.toString());
            }

            private PolicyInForce inForce(PolicySource source, String place) {
                return new PolicyInForce(source, place, memory, audit, clock, PolicyInForce.INTERVAL);
            }
        });
    }

    /** A blob on this machine is an emulator's, whose key is in the connection string; any other is the identity's. */
    private static StorageAccess access(GuardSettings settings, AzureHttp http, PolicyPlace.Blob place) {
        String endpoint = place.endpoint().toString();
        if (Variables.isLoopback(place.endpoint()) && settings.storage() instanceof StorageAccount.ByKey account) {
            return StorageAccess.byConnectionStringAt(
                    endpoint, account.connectionString(), http.client(), settings.responseTimeout());
        }
        TokenCredential credential = credential(settings, http)
                .orElseThrow(() -> new IllegalArgumentException("GUARD_CREDENTIAL is none, and the blob of GUARD_POLICY"
                        + " is read with an identity; use default or managed-identity"));
        return StorageAccess.byIdentity(endpoint, credential, http.client(), settings.responseTimeout(), false);
    }

    /** The entry point of that class. */
    Object entryPoint(Class<?> wanted) {
        return entryPoints.stream()
                .filter(wanted::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(wanted.getName() + " is no entry point"));
    }
}

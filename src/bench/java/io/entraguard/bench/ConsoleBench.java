package io.entraguard.bench;

import com.microsoft.azure.functions.HttpResponseMessage;
import io.entraguard.functions.Console;
import io.entraguard.lab.LabContext;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.CachedFleet;
import io.entraguard.reconcile.GuardHealth;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.PolicyInForce;
import io.entraguard.reconcile.PolicySource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a request for the console costs at the server for 10,000 clusters and 400 days, once the fleet is read: to the last byte, compressed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ConsoleBench {
    private final Clock clock = Clock.fixed(ApiBench.NOW, ZoneOffset.UTC);
    private final LabMemoryStore store = ApiBench.filled();
    private final CachedFleet fleet = new CachedFleet(store, clock, Duration.ofDays(1), Runnable::run);
    private final PolicyInForce policy = new PolicyInForce(
            known -> Optional.of(new PolicySource.Loaded(
                    "apiVersion: entra-guard/v1\ndefaults:\n  mode: ticket\n".getBytes(StandardCharsets.UTF_8), "1")),
            "policy.yaml",
            store,
            events -> {},
            clock,
            Duration.ofDays(1));
    private final GuardHealth health = new GuardHealth(
            store, fleet, new LabWorkQueue(clock, FaultHook.NONE), policy, List::of, GuardMode.AUDIT, "bench", clock);
    private final Console console = new Console(fleet, health, store, clock);

    /** Reads the fleet; then the rows go, since a real table is not in this memory either. */
    public ConsoleBench() {
        fleet.get();
        store.all(MemoryStore.CLUSTERS).forEach(row -> store.delete(MemoryStore.CLUSTERS, row.name(), row.etag()));
    }

    /** The page. */
    @Benchmark
    public HttpResponseMessage console_page() {
        return ApiBench.ok(console.run(ApiBench.request("console"), new LabContext("Console", "bench")));
    }
}

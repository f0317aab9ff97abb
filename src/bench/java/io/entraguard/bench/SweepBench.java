package io.entraguard.bench;

import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.Sweep;
import io.entraguard.reconcile.SweepReport;
import io.entraguard.testing.ClusterDocument;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sweeps over 10,000 clusters, one in twenty of them to be looked at: the simulated Azure serves Resource Graph's pages
 * from this process, and the sweep runs in one of its own with the heap of a small instance, its table, queue and ledger in
 * that same heap. The first sweep meets every cluster for the first time, the second knows the good ones.
 */
final class SweepBench {
    private static final int CLUSTERS = 10_000;
    private static final int ONE_BAD_IN = 20;

    private SweepBench() {}

    /** All figures. */
    static List<Figure> figures() {
        var world = new World(new VirtualClock(), Directory.OPEN);
        world.populate(fleet());
        var figures = new ArrayList<Figure>();
        try (AzureServer azure = AzureServer.start(world, new Faults(), AzureServer.Settings.USUAL)) {
            figures.addAll(Forked.run(SweepBench.class, () -> {}, azure.arm().toString()));
            Map<String, Integer> calls = azure.calls();
            int graph = calls.getOrDefault("POST graph", 0);
            int arm = calls.values().stream().mapToInt(Integer::intValue).sum() - graph;
            figures.add(Figure.of("sweep-graph-calls", graph / 2.0, "calls for each sweep", Forked.HEAP));
            figures.add(Figure.of("sweep-arm-calls", arm / 2.0, "calls for each sweep", Forked.HEAP));
        }
        return figures;
    }

    private static List<Map<String, Object>> fleet() {
        var fleet = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < CLUSTERS; i++) {
            String name = "aks-%05d".formatted(i);
            ClusterDocument document =
                    i % ONE_BAD_IN == 0 ? ClusterDocument.plain(name) : ClusterDocument.compliant(name);
            String id = String.valueOf(document.tree().get("id"));
            String subscription = "00000000-0000-0000-0000-%012d".formatted(1 + i % 40);
            fleet.add(document.withTop("id", id.replace("00000000-0000-0000-0000-000000000001", subscription))
                    .tag("env", i % 3 == 0 ? "prod" : "test")
                    .tree());
        }
        return fleet;
    }

    /** The process that sweeps, and takes where ARM is. */
    public static void main(String[] arguments) {
        BenchGuard guard = BenchGuard.of(arguments[0], PolicyFile.builtIn(), Clock.systemUTC());
        var sweep = new Sweep(guard.parts());
        double first = seconds(sweep);
        double again = seconds(sweep);
        int seen = SweepReport.of(guard.memory()).orElseThrow().clusters();
        if (seen != CLUSTERS) {
            throw new IllegalStateException(seen + " clusters were seen");
        }
        print("sweep-first", first, "s for 10000 clusters");
        print("sweep-known", again, "s for 10000 clusters");
        print("sweep-rows", CLUSTERS / again, "clusters/s");
        print("sweep-heap-peak", peak() / 1048576.0, "MB");
    }

    private static void print(String bench, double value, String unit) {
        System.out.println(Figure.of(bench, value, unit, Forked.HEAP).line());
    }

    private static double seconds(Sweep sweep) {
        long begin = System.nanoTime();
        sweep.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The most that the parts of the heap ever held, garbage included. */
    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}

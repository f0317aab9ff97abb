package io.entraguard.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.Sweep;
import io.entraguard.reconcile.SweepReport;
import io.entraguard.testing.ClusterDocument;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps over 10,000 clusters, one in twenty of them to be looked at: the simulated Azure serves Resource Graph's pages
 * from this process, and the sweep runs in one of its own with the heap of a small instance, its table, queue and ledger in
 * that same heap. The first sweep meets every cluster for the first time, the second knows the good ones, and the third
 * finds rows with a full timeline each.
 */
final class SweepBench {
    private static final int CLUSTERS = 10_000;
    private static final int ONE_BAD_IN = 20;
    private static final double SWEEPS = 3;

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
            figures.add(Figure.of("sweep-graph-calls", graph / SWEEPS, "calls for each sweep", Forked.HEAP));
            figures.add(Figure.of("sweep-arm-calls", arm / SWEEPS, "calls for each sweep", Forked.HEAP));
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
        var peak = new HeapPeak();
        BenchGuard guard = BenchGuard.of(arguments[0], PolicyFile.builtIn(), Clock.systemUTC());
        var sweep = new Sweep(guard.parts());
        double first = seconds(sweep);
        double again = seconds(sweep);
        age(guard.memory());
        double aged = seconds(sweep);
        int seen = SweepReport.of(guard.memory()).orElseThrow().clusters();
        if (seen != CLUSTERS) {
            throw new IllegalStateException(seen + " clusters were seen");
        }
        print("sweep-first", first, "s for 10000 clusters");
        print("sweep-known", again, "s for 10000 clusters");
        print("sweep-aged", aged, "s for 10000 clusters with full timelines");
        print("sweep-rows", CLUSTERS / again, "clusters/s");
        print("sweep-heap-peak", peak.bytes() / 1048576.0, "MB");
    }

    /** Gives every row a timeline as long as one gets, as after some months; the table's share of the heap grows with it. */
    private static void age(MemoryStore store) {
        String history = "\"history\":[" + ApiBench.history() + "]";
        store.each(MemoryStore.CLUSTERS, row -> {
            String text = row.text().replace("\"history\":[]", history);
            if (text.length() < row.text().length() + history.length() / 2) {
                throw new IllegalStateException("the rows are not what the program writes");
            }
            store.save(MemoryStore.CLUSTERS, row.name(), text, Optional.of(row.etag()));
        });
    }

    private static void print(String bench, double value, String unit) {
        System.out.println(Figure.of(bench, value, unit, Forked.HEAP).line());
    }

    private static double seconds(Sweep sweep) {
        long begin = System.nanoTime();
        sweep.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The most that the heap held before any collection, garbage included. */
    private static final class HeapPeak implements NotificationListener {
        private final AtomicLong most = new AtomicLong();

        HeapPeak() {
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                if (collector instanceof NotificationEmitter emitter) {
                    emitter.addNotificationListener(this, null, null);
                }
            }
        }

        @Override
        public void handleNotification(Notification told, @Nullable Object handback) {
            if (told.getUserData() instanceof CompositeData data
                    && told.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                Map<String, MemoryUsage> before =
                        GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageBeforeGc();
                most.accumulateAndGet(
                        ManagementFactory.getMemoryPoolMXBeans().stream()
                                .filter(pool -> pool.getType() == MemoryType.HEAP)
                                .map(pool -> before.get(pool.getName()))
                                .filter(Objects::nonNull)
                                .mapToLong(MemoryUsage::getUsed)
                                .sum(),
                        Math::max);
            }
        }

        long bytes() {
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            return Math.max(most.get(), now);
        }
    }
}

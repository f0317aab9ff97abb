package io.entraguard.bench;

import io.entraguard.azure.rest.ArmActivityLog;
import io.entraguard.azure.rest.ArmClusters;
import io.entraguard.azure.rest.ArmMaintenance;
import io.entraguard.azure.rest.ArmScopeTags;
import io.entraguard.azure.rest.AzureDirectory;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.rest.ResourceGraphFleet;
import io.entraguard.azure.rest.ResourceGraphTagHistory;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.GuardParts;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.Sweep;
import io.entraguard.reconcile.SweepReport;
import io.entraguard.testing.ClusterDocument;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Sweeps over 10,000 clusters, one in twenty of them to be looked at: the simulated Azure serves Resource Graph's pages
 * from this process, and the sweep runs in one of its own with the heap of a small instance, its table and queue in that
 * same heap. The first sweep meets every cluster for the first time, the second knows the good ones.
 */
final class SweepBench {
    private static final int CLUSTERS = 10_000;
    private static final int ONE_BAD_IN = 20;
    private static final String HEAP = "256m";
    private static final int LONGEST_SECONDS = 120;

    private SweepBench() {}

    /** One JSON object a figure. */
    static List<String> lines() {
        var world = new World(new VirtualClock(), Directory.OPEN);
        world.populate(fleet());
        var lines = new ArrayList<String>();
        try (AzureServer azure = AzureServer.start(world, new Faults(), AzureServer.Settings.USUAL)) {
            String out = forked(azure.arm().toString());
            out.lines().filter(line -> line.startsWith("{")).forEach(lines::add);
            Map<String, Integer> calls = azure.calls();
            int graph = calls.getOrDefault("POST graph", 0);
            int arm = calls.values().stream().mapToInt(Integer::intValue).sum() - graph;
            lines.add(line("sweep-graph-calls", graph / 2.0, "calls for each sweep"));
            lines.add(line("sweep-arm-calls", arm / 2.0, "calls for each sweep"));
        }
        return lines;
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

    private static String forked(String arm) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xms" + HEAP,
                            "-Xmx" + HEAP,
                            "-classpath",
                            System.getProperty("java.class.path"),
                            SweepBench.class.getName(),
                            arm)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("the sweep's own process did not end well");
            }
            return out;
        } catch (IOException e) {
            throw new IllegalStateException("the sweep's own process could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The process that sweeps, and takes where ARM is. */
    public static void main(String[] arguments) {
        String arm = arguments[0];
        var memory = new LabMemoryStore(operation -> Optional.empty());
        var sweep = new Sweep(parts(arm, memory));
        double first = seconds(sweep);
        double again = seconds(sweep);
        int seen = SweepReport.of(memory).orElseThrow().clusters();
        if (seen != CLUSTERS) {
            throw new IllegalStateException(seen + " clusters were seen");
        }
        System.out.println(line("sweep-first", first, "s for 10000 clusters"));
        System.out.println(line("sweep-known", again, "s for 10000 clusters"));
        System.out.println(line("sweep-rows", CLUSTERS / again, "clusters/s"));
        System.out.println(line("sweep-heap-peak", peak() / 1048576.0, "MB"));
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

    private static GuardParts parts(String arm, MemoryStore memory) {
        Clock clock = Clock.systemUTC();
        var http = new AzureHttp("bench", Duration.ofSeconds(30)).pipeline(arm, Optional.empty());
        var policy = PolicyFile.read(new String(PolicyFile.example(), StandardCharsets.UTF_8));
        return new GuardParts(
                new ArmClusters(arm, ArmClusters.DEFAULT_API_VERSION, http),
                new AzureDirectory(arm + "/graph", http, arm, http, clock),
                new ArmActivityLog(arm, http, clock),
                new ResourceGraphTagHistory(arm, http),
                new ArmMaintenance(arm, ArmClusters.DEFAULT_API_VERSION, http),
                new ArmScopeTags(arm, http),
                new ResourceGraphFleet(arm, http, ResourceGraphFleet.Scope.EVERYWHERE),
                memory,
                new LabWorkQueue(clock, operation -> Optional.empty()),
                new LabTickets(clock, operation -> Optional.empty()),
                events -> {},
                pass -> {},
                () -> policy,
                GuardMode.ENFORCE,
                Optional.empty(),
                new TreeMap<>(),
                Set.of(),
                () -> UUID.randomUUID().toString(),
                clock);
    }

    private static String line(String bench, double value, String unit) {
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"%s\",\"value\":%.3f,\"unit\":\"%s\",\"jdk\":\"%s\",\"cores\":%d,\"heap\":\"%s\",\"forks\":1}",
                bench,
                value,
                unit,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                HEAP);
    }
}

package io.entraguard.bench;

import com.sun.management.OperatingSystemMXBean;
import io.entraguard.lab.faces.LabWorkQueue.Message;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.ClusterEntry;
import io.entraguard.reconcile.FleetOverview;
import io.entraguard.reconcile.Reconciler;
import io.entraguard.reconcile.Status;
import io.entraguard.reconcile.Trigger;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.testing.ClusterDocument;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The loop against the simulated Azure over HTTP, with as many threads as there are cores. Compliant clusters: the loop in
 * a JVM of its own, the simulated Azure in this one. Remediations, from the message to the proof: both in one JVM, since
 * they share a virtual time that jumps to the instant at which the next thing is due.
 */
final class ReconcileBench {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private static final int COMPLIANT = 400;
    private static final Duration MEASURED = Duration.ofSeconds(5);

    private static final int WARM_UP = 200;
    private static final int REMEDIATED = 400;

    /** Far beyond an operation's end, and before anything is looked at again for another reason. */
    private static final Duration LONGEST_REMEDIATION = Duration.ofMinutes(30);

    private ReconcileBench() {}

    /** All figures. */
    static List<Figure> figures() {
        return Stream.concat(compliant().stream(), Forked.run(Remediation.class, () -> {}).stream())
                .toList();
    }

    private static ClusterRef ref(ClusterDocument document) {
        return ClusterRef.of(String.valueOf(document.tree().get("id")));
    }

    private static List<Figure> compliant() {
        var world = new World(new VirtualClock(), Directory.OPEN);
        world.populate(IntStream.range(0, COMPLIANT)
                .mapToObj(i -> ClusterDocument.compliant("aks-" + i).tree())
                .toList());
        var figures = new ArrayList<Figure>();
        try (AzureServer azure = AzureServer.start(world, new Faults(), AzureServer.Settings.USUAL)) {
            var before = new AtomicInteger();
            Runnable count = () -> before.set(sum(azure.calls()));
            List<Figure> passes = Forked.run(Compliant.class, count, azure.arm().toString());
            double number = passes.get(0).value().orElseThrow();
            figures.addAll(passes.subList(1, passes.size()));
            figures.add(Figure.of(
                    "reconcile-arm-calls", (sum(azure.calls()) - before.get()) / number, "calls/pass", Forked.HEAP));
        }
        return figures;
    }

    private static int sum(Map<String, Integer> calls) {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Runs the same on every core and waits for all of them. */
    private static void onAllCores(Callable<?> work) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(CORES);
        try {
            for (Future<?> done : threads.invokeAll(IntStream.range(0, CORES)
                    .<Callable<Object>>mapToObj(i -> work::call)
                    .toList())) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pass failed", e);
        } finally {
            threads.shutdown();
        }
    }

    /** The process that looks at compliant clusters over and over, and takes where ARM is. */
    static final class Compliant {
        private final List<ReconcileRequest> requests = IntStream.range(0, COMPLIANT)
                .mapToObj(i -> ReconcileRequest.news(
                        ref(ClusterDocument.compliant("aks-" + i)), Trigger.EVENT, Optional.empty()))
                .toList();
        private final AtomicLong next = new AtomicLong();
        private final Reconciler loop;

        private Compliant(BenchGuard guard) {
            this.loop = new Reconciler(guard.parts());
        }

        public static void main(String[] arguments) throws Exception {
            BenchGuard guard = BenchGuard.of(arguments[0], PolicyFile.builtIn(), Clock.systemUTC());
            var bench = new Compliant(guard);
            bench.run(MEASURED.dividedBy(2)); // which sees each cluster for the first time, too
            Forked.ready();
            long before = bench.next.get();
            long cpuBefore = cpuNanos();
            long begin = System.nanoTime();
            bench.run(MEASURED);
            double cpuMillis = (cpuNanos() - cpuBefore) / 1e6;
            double seconds = (System.nanoTime() - begin) / 1e9;
            double passes = bench.next.get() - before;
            mustBeCompliant(guard, COMPLIANT, Instant.now());
            System.out.println(
                    Figure.of("passes", passes, "passes", Forked.HEAP).line());
            System.out.println(Figure.of("reconcile-compliant", passes / seconds, "passes/s", Forked.HEAP)
                    .line());
            // Hardly depends on what else the machine has to do.
            System.out.println(Figure.of("reconcile-compliant-cpu", cpuMillis / passes, "ms/pass", Forked.HEAP)
                    .line());
        }

        private static long cpuNanos() {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }

        private void run(Duration time) throws InterruptedException {
            long end = System.nanoTime() + time.toNanos();
            onAllCores(() -> {
                while (System.nanoTime() < end) {
                    loop.handle(requests.get((int) (next.getAndIncrement() % COMPLIANT)));
                }
                return true;
            });
        }
    }

    private static void mustBeCompliant(BenchGuard guard, int clusters, Instant now) {
        List<ClusterEntry> seen = FleetOverview.read(guard.memory(), now).clusters();
        long compliant = seen.stream()
                .filter(entry -> entry.status() == Status.COMPLIANT)
                .count();
        if (compliant != clusters) {
            throw new IllegalStateException(compliant + " of " + clusters + " clusters are compliant");
        }
    }

    /** The process that remediates a fleet. */
    static final class Remediation {
        private static final String POLICY = """
                apiVersion: entra-guard/v1
                defaults:
                  mode: auto
                  adminGroups: [22222222-2222-2222-2222-222222222222]
                  quietPeriod: PT0S
                  settle: PT0S
                limits:
                  concurrentRemediations: 1000
                  remediationsPerHour: 1000
                """;

        private final VirtualClock clock = new VirtualClock();
        private final World world = new World(clock, Directory.OPEN);
        private final Policy policy = PolicyFile.read(POLICY);

        public static void main(String[] arguments) throws Exception {
            new Remediation().run();
        }

        private void run() throws Exception {
            try (AzureServer azure = AzureServer.start(world, new Faults(), AzureServer.Settings.USUAL)) {
                BenchGuard guard = BenchGuard.of(azure.arm().toString(), policy, clock);
                var loop = new Reconciler(guard.parts());
                remediate(guard, loop, 0, WARM_UP);
                clock.advanceTo(clock.instant().plus(Duration.ofHours(2))); // past the hour that limits count
                Map<String, Integer> before = azure.calls();
                long begin = System.nanoTime();
                remediate(guard, loop, WARM_UP, REMEDIATED);
                double seconds = (System.nanoTime() - begin) / 1e9;
                mustBeCompliant(guard, WARM_UP + REMEDIATED, clock.instant());
                print("remediation", REMEDIATED / seconds, "remediations/s");
                Map<String, Integer> calls = difference(azure.calls(), before);
                int gets = calls.getOrDefault("GET arm", 0);
                int puts = calls.getOrDefault("PUT arm", 0);
                print("remediation-arm-gets", gets / (double) REMEDIATED, "calls/remediation");
                print("remediation-arm-puts", puts / (double) REMEDIATED, "calls/remediation");
                print("remediation-other-calls", (sum(calls) - gets - puts) / (double) REMEDIATED, "calls/remediation");
            }
        }

        private static void print(String bench, double value, String unit) {
            System.out.println(Figure.of(bench, value, unit, Forked.HEAP).line());
        }

        private static Map<String, Integer> difference(Map<String, Integer> now, Map<String, Integer> then) {
            var difference = new TreeMap<String, Integer>();
            now.forEach((call, count) -> difference.put(call, count - then.getOrDefault(call, 0)));
            return difference;
        }

        private void remediate(BenchGuard guard, Reconciler loop, int from, int clusters) throws InterruptedException {
            List<ClusterDocument> fleet = IntStream.range(from, from + clusters)
                    .mapToObj(i -> ClusterDocument.plain("aks-" + i))
                    .toList();
            world.populate(fleet.stream().map(ClusterDocument::tree).toList());
            fleet.forEach(document -> guard.queue()
                    .put(WorkItemJson.write(ReconcileRequest.news(ref(document), Trigger.EVENT, Optional.empty()))));
            Instant end = clock.instant().plus(LONGEST_REMEDIATION);
            for (Instant due = clock.instant();
                    !due.isAfter(end);
                    due = nextDue(guard).orElse(Instant.MAX)) {
                clock.advanceTo(due);
                world.runDue();
                world.takeRaised(); // events that say what the loop has appointments for anyway
                onAllCores(() -> drain(guard, loop));
            }
        }

        private Optional<Instant> nextDue(BenchGuard guard) {
            return Stream.of(guard.queue().nextDue(), world.nextDue())
                    .flatMap(Optional::stream)
                    .min(Instant::compareTo);
        }

        private static boolean drain(BenchGuard guard, Reconciler loop) {
            for (Optional<Message> message = guard.queue().take();
                    message.isPresent();
                    message = guard.queue().take()) {
                loop.handle(WorkItemJson.read(message.get().text()));
                guard.queue().done(message.get());
            }
            return true;
        }
    }
}

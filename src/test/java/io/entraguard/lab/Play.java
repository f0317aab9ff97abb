package io.entraguard.lab;

import com.microsoft.azure.functions.OutputBinding;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.telemetry.Reporting;
import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.IdentityProfile;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Telemetry;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program in a simulated Azure, driven by a test: the test says what happens and which events arrive when, and lets
 * virtual time pass. A program that was stopped by a {@link Stops.Crash} is started anew over the same stores, and its
 * message comes back as the queue would bring it.
 */
final class Play implements AutoCloseable {
    /** More work than this at one instant never ends. */
    private static final int MOST_AT_ONE_INSTANT = 2_000;

    /** Generous, so that a slow machine is no fault that the test did not order. */
    private static final AzureHttp HTTP = new AzureHttp("test", Duration.ofSeconds(20));

    final VirtualClock clock = new VirtualClock();
    final Faults faults = new Faults();
    final World world;
    final LabStores stores;
    final Seen seen = new Seen();
    final Watched watched;
    private final AzureServer azure;
    private final LabPolicy policy;
    private final List<Delivery> deliveries = new ArrayList<>();
    private LabGuard guard;
    private int restarts;
    private int invocations;

    /** An event on its way. */
    private record Delivery(String json, Instant due) {}

    /**
     * @param administered whether somebody can administer a cluster of that identity, in truth
     * @param around what stands between the program and its ports
     */
    Play(Directory directory, String policy, Predicate<IdentityProfile> administered, Around around) {
        this(directory, policy, administered, around, Wire.SOCKETS);
    }

    /** How requests come from the program to the simulated Azure. */
    enum Wire {
        /** As they do in the cloud. */
        SOCKETS,
        /** Handed over as they leave the program's pipelines, which costs a third less. */
        NONE
    }

    /** The same, with or without a network between the program and Azure. */
    Play(Directory directory, String policy, Predicate<IdentityProfile> administered, Around around, Wire wire) {
        this.world = new World(clock, directory);
        this.policy = new LabPolicy(policy.getBytes(StandardCharsets.UTF_8));
        this.azure = AzureServer.start(world, faults, AzureServer.Settings.USUAL);
        this.stores = LabStores.of(clock, faults);
        this.policy.knownTo(stores);
        Reporting reporting = wire == Wire.SOCKETS
                ? around.reporting()
                : new Reporting(Telemetry.NONE, Map.of(), (client, callee) -> azure.direct());
        this.watched = new Watched(world, stores.ledger(), administered, PolicyFile.read(policy), around, reporting);
        this.guard = start();
    }

    private LabGuard start() {
        return LabGuard.of(azure, HTTP, stores, policy, GuardMode.ENFORCE, seen, watched);
    }

    /** Everything in memory is lost. */
    void restart() {
        restarts++;
        guard = start();
    }

    int restarts() {
        return restarts;
    }

    /** Puts another text in place of the policy file's. */
    void policy(String text) {
        policy.replace(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lets it happen; its event and whatever was raised meanwhile are delivered at once. */
    void happens(Change change) {
        world.apply(change);
        raised().forEach(this::deliver);
        runDue();
    }

    /** The events that wait to be delivered, handed over to the test. */
    List<String> raised() {
        return world.takeRaised();
    }

    void deliver(String event) {
        deliverAfter(event, Duration.ZERO);
    }

    void deliverAfter(String event, Duration delay) {
        deliveries.add(new Delivery(event, clock.instant().plus(delay)));
    }

    /** Runs the sweep as the timer would. */
    void sweep() {
        try {
            guard.sweep().run("{}", new LabContext("FleetSweep", "sweep"));
        } catch (Stops.Crash e) {
            restart();
        } catch (Failure e) {
            // The timer comes again.
        }
        runDue();
    }

    /** Works off everything that is due now, and what that makes due now. */
    void runDue() {
        runDue(event -> deliver(event));
    }

    /** What becomes of an event that ARM raises by itself. */
    @FunctionalInterface
    interface Fate {
        void of(String event);
    }

    void runDue(Fate fate) {
        for (int i = 0; i < MOST_AT_ONE_INSTANT; i++) {
            world.runDue();
            raised().forEach(fate::of);
            if (!deliverOne() && !workOne()) {
                return;
            }
        }
        throw new AssertionError("work at " + clock.instant() + " never ends");
    }

    void passes(Duration time) {
        passes(time, this::deliver);
    }

    /** Time passes, and what falls due happens at its instant. */
    void passes(Duration time, Fate fate) {
        Instant end = clock.instant().plus(time);
        for (Optional<Instant> next = nextDue(); next.isPresent() && !next.get().isAfter(end); next = nextDue()) {
            clock.advanceTo(next.get().isBefore(clock.instant()) ? clock.instant() : next.get());
            runDue(fate);
        }
        clock.advanceTo(end);
    }

    private Optional<Instant> nextDue() {
        return Stream.of(
                        deliveries.stream().map(Delivery::due).min(Instant::compareTo),
                        stores.queue().nextDue(),
                        world.nextDue())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private boolean deliverOne() {
        Optional<Delivery> due = deliveries.stream()
                .filter(delivery -> !delivery.due().isAfter(clock.instant()))
                .findFirst();
        due.ifPresent(delivery -> {
            deliveries.remove(delivery);
            var output = new Output();
            guard.clusterEvents().run(delivery.json(), output, context("ClusterEvents"));
            try {
                output.message().ifPresent(stores.queue()::put);
            } catch (Failure e) {
                deliverAfter(delivery.json(), Duration.ofSeconds(10)); // as Event Grid does after a 500
            }
        });
        return due.isPresent();
    }

    private boolean workOne() {
        Optional<LabWorkQueue.Message> message = stores.queue().take();
        message.ifPresent(received -> {
            try {
                guard.reconcile().run(received.text(), context("Reconcile"));
                stores.queue().done(received);
            } catch (Stops.Crash e) {
                restart(); // nobody said anything of the message: it comes back by itself
            } catch (Failure e) {
                stores.queue().failed(received);
            }
        });
        return message.isPresent();
    }

    private LabContext context(String function) {
        return new LabContext(function, "call-" + ++invocations);
    }

    /** Takes back every fault that was ordered and did not happen yet. */
    void faultsStop() {
        for (List<Fault> left = faults.left(); !left.isEmpty(); left = faults.left()) {
            Fault fault = left.get(0);
            var unused = faults.take(
                    fault.target(), fault.method().orElse("GET"), fault.path().orElse(""));
        }
    }

    /** What a check of the whole ledger says. */
    LedgerCheck.Result ledger() {
        var files = new TreeMap<String, LedgerCheck.Source>();
        for (String name : stores.ledger().names("")) {
            files.put(name, () -> bytes(name));
        }
        return LedgerCheck.of(files, LedgerAnchors.NONE);
    }

    /** The events that stand in the ledger, each chain from its beginning. */
    List<Map<String, Object>> ledgerEvents() {
        var events = new ArrayList<Map<String, Object>>();
        for (String name : stores.ledger().names("")) {
            LedgerEvents.read(stores.ledger(), name).forEach(events::add);
        }
        return events;
    }

    private InputStream bytes(String name) throws IOException {
        return new ByteArrayInputStream(
                stores.ledger().tail(name, Integer.MAX_VALUE).bytes());
    }

    /** The cluster as it is; empty where there is none. */
    Optional<Map<String, Object>> cluster(ClusterRef ref) {
        return world.cluster(ref);
    }

    @Override
    public void close() {
        azure.close();
    }

    /** The queue output binding of one invocation. */
    private static final class Output implements OutputBinding<String> {
        private @Nullable String value;

        Optional<String> message() {
            return Optional.ofNullable(value);
        }

        @Override
        @SuppressWarnings("NullAway") // the binding's own contract: null where nothing was set
        public String getValue() {
            return value;
        }

        @Override
        public void setValue(String set) {
            value = set;
        }
    }
}

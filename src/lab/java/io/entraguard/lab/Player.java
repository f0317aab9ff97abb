package io.entraguard.lab;

import io.entraguard.functions.Api;
import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.PolicyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plays a scenario: each line in order, and after each everything that is due at that instant. Virtual time moves only by
 * {@code advance} and {@code settle}; work runs at its own instant. One thread.
 */
public final class Player implements AutoCloseable {
    /** More work than this at one instant is a loop, not a scenario. */
    private static final int MOST_AT_ONE_INSTANT = 100_000;

    private final Scenario scenario;
    private final VirtualClock clock = new VirtualClock();
    private final Faults faults = new Faults();
    private final World world;
    private final AzureServer azure;
    private final LabStores stores;
    private final FunctionHost host;
    private final EventGrid eventGrid;
    private final EventHub eventHub;
    /** Delivers what came last once more. */
    private Runnable again = () -> {};

    private final Seen seen = new Seen();
    private final GuardMode mode;
    private final Around around;
    private final LabPolicy policy;
    private LabGuard guard;

    /**
     * Sets the scene.
     *
     * @param mode the global switch that the program runs under
     * @throws PolicyFile.Invalid where the scenario's policy is not in order
     */
    public Player(Scenario scenario, GuardMode mode) {
        this(scenario, mode, Around.NOTHING);
    }

    /**
     * The same with something between the program and its ports.
     *
     * @throws PolicyFile.Invalid where the scenario's policy is not in order
     */
    Player(Scenario scenario, GuardMode mode, Around around) {
        this.scenario = scenario;
        this.around = around;
        this.mode = mode;
        this.policy = new LabPolicy(scenario.policy().map(Player::bytes).orElseGet(PolicyFile::example));
        this.world = new World(clock, scenario.directory());
        world.populate(scenario.fleet());
        world.configure(scenario.maintenance());
        this.azure = AzureServer.start(world, faults, AzureServer.Settings.USUAL);
        this.stores = LabStores.of(clock, faults);
        policy.knownTo(stores);
        this.guard = LabGuard.of(azure, stores, policy, mode, seen, around);
        this.host = FunctionHost.start(guard.clusterEvents(), stores.queue());
        this.eventHub = new EventHub(stores.queue(), clock);
        this.eventGrid = new EventGrid(HttpClient.newHttpClient(), host.webhook(), clock);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.getFileName() + " could not be read", e);
        }
    }

    /** Plays the whole timeline; the watcher is told after each line and each pass. */
    public void play(Watcher watcher) {
        for (Line line : scenario.timeline()) {
            watcher.line(line);
            line.on(new Playing(watcher));
            runDue(watcher);
        }
    }

    /** Is told what happens, as it happens. */
    public interface Watcher {
        /** A line is about to be played. */
        void line(Line line);

        /** Something that may be due is about to be worked off. */
        default void working() {}

        /** Something was worked off. */
        void worked();
    }

    /** The functions behind HTTP, as they are since the last restart. */
    Api api() {
        return guard.api();
    }

    VirtualClock clock() {
        return clock;
    }

    World world() {
        return world;
    }

    AzureServer azure() {
        return azure;
    }

    LabStores stores() {
        return stores;
    }

    Faults faults() {
        return faults;
    }

    Seen seen() {
        return seen;
    }

    /** Works off everything that is due now, and what that makes due now. */
    private void runDue(Watcher watcher) {
        for (int i = 0; i < MOST_AT_ONE_INSTANT; i++) {
            world.runDue();
            world.takeRaised().forEach(event -> publish("[" + event + "]"));
            watcher.working();
            if (!eventGrid.deliverOne() && !eventHub.deliverOne(guard.kubeAudit()) && !workOne()) {
                return;
            }
            watcher.worked();
        }
        throw new IllegalStateException("work at " + clock.instant() + " never ends");
    }

    private void publish(String event) {
        eventGrid.publish(event);
        again = () -> eventGrid.duplicate(1);
    }

    private boolean workOne() {
        Optional<LabWorkQueue.Message> message = stores.queue().take();
        message.ifPresent(received -> {
            try {
                guard.reconcile().run(received.text(), new LabContext("Reconcile", "lab-message-" + received.id()));
                stores.queue().done(received);
            } catch (RuntimeException e) {
                stores.queue().failed(received);
            }
        });
        return message.isPresent();
    }

    private Optional<Instant> nextDue() {
        return Stream.of(eventGrid.nextDue(), eventHub.nextDue(), stores.queue().nextDue(), world.nextDue())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private void pass(Duration time, boolean stopEarly, Watcher watcher) {
        Instant end = clock.instant().plus(time);
        Optional<Instant> next = nextDue();
        while (next.isPresent() && !next.get().isAfter(end)) {
            clock.advanceTo(next.get());
            runDue(watcher);
            next = nextDue();
        }
        if (!stopEarly) {
            clock.advanceTo(end);
        }
    }

    /** What each line does. */
    private final class Playing implements Line.Cases<Boolean> {
        private final Watcher watcher;

        Playing(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public Boolean event(Line.Event line) {
            publish(line.json());
            return true;
        }

        @Override
        public Boolean happens(Line.Happens line) {
            if (line.eventLost()) {
                world.applySilently(line.change());
            } else {
                world.apply(line.change());
            }
            return true;
        }

        @Override
        public Boolean fault(Line.Fault line) {
            faults.order(line.fault());
            return true;
        }

        @Override
        public Boolean kubeAudit(Line.KubeAudit line) {
            eventHub.publish(line.cluster(), line.record());
            again = eventHub::duplicate;
            return true;
        }

        @Override
        public Boolean ticket(Line.Ticket line) {
            return switch (line.deed()) {
                case CLOSE -> stores.tickets().close(line.cluster(), line.by());
                case DELETE -> stores.tickets().delete(line.cluster());
            };
        }

        @Override
        public Boolean policy(Line.Policy line) {
            policy.replace(bytes(scenario.folder().resolve(line.file())));
            return true;
        }

        @Override
        public Boolean duplicate(Line.Duplicate line) {
            for (int i = 0; i < line.times(); i++) {
                again.run();
            }
            return true;
        }

        @Override
        public Boolean advance(Line.Advance line) {
            pass(line.by(), false, watcher);
            return true;
        }

        @Override
        public Boolean settle(Line.Settle line) {
            pass(line.within(), true, watcher);
            return true;
        }

        @Override
        public Boolean sweep(Line.Sweep line) {
            try {
                guard.sweep().run("{}", new LabContext("FleetSweep", "lab-sweep"));
                return true;
            } catch (RuntimeException e) {
                return false; // the timer comes again in an hour
            }
        }

        @Override
        public Boolean restart(Line.Restart line) {
            guard = LabGuard.of(azure, stores, policy, mode, seen, around);
            host.restart(guard.clusterEvents());
            return true;
        }
    }

    @Override
    public void close() {
        host.close();
        azure.close();
    }
}

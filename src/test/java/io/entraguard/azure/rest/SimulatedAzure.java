package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import java.time.Duration;
import java.util.Optional;

/** The lab's Azure over HTTP, with what an adapter needs to talk to it. */
final class SimulatedAzure implements AutoCloseable {
    private final World world;
    private final Faults faults = new Faults();
    private final AzureServer server;
    private final HttpPipeline pipeline;

    SimulatedAzure(VirtualClock clock, Directory directory) {
        world = new World(clock, directory);
        // Pages of two, so that every list of the tests has several; silence longer than the client waits.
        server = AzureServer.start(world, faults, new AzureServer.Settings(2, Duration.ofSeconds(5)));
        pipeline = new AzureHttp("test", Duration.ofMillis(500)).pipeline(url(), Optional.empty());
    }

    SimulatedAzure() {
        this(new VirtualClock(), Directory.OPEN);
    }

    World world() {
        return world;
    }

    String url() {
        return server.arm().toString();
    }

    HttpPipeline pipeline() {
        return pipeline;
    }

    /** How many requests of that method ARM got. */
    int requests(String method) {
        return server.calls().getOrDefault(method + " arm", 0);
    }

    void passes(Duration time) {
        world.clock().advanceTo(world.clock().instant().plus(time));
        world.runDue();
    }

    void does(Change change) {
        world.apply(change);
    }

    /** Lets the next request of that target, and of that method where one is given, end so. */
    void fails(Target target, Optional<String> method, Optional<String> path, Fault.Failure failure) {
        faults.order(new Fault(target, method, path, 1, failure));
    }

    void answers(Target target, Optional<String> method, Optional<String> path, int status, String code) {
        fails(target, method, path, new Fault.Answered(status, code, Optional.empty(), Optional.empty()));
    }

    static Caller person(String oid) {
        return Caller.user(oid);
    }

    @Override
    public void close() {
        server.close();
    }
}

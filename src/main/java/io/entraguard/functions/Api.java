package io.entraguard.functions;

import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.CachedFleet;
import io.entraguard.reconcile.GuardHealth;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.PolicyInForce;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.outbox.SinkHealth;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The functions that people and their scripts ask over HTTP, read-only, over one overview of the fleet. */
public record Api(Clusters clusters, Kpis kpis, Health health, Console console) {

    /**
     * Over these.
     *
     * @param sinks how each way out to a SIEM is doing now
     * @param beside what reads the fleet while requests are answered
     */
    public static Api of(
            MemoryStore memory,
            WorkQueue queue,
            PolicyInForce policy,
            Supplier<List<SinkHealth>> sinks,
            GuardMode mode,
            String version,
            Clock clock,
            Executor beside) {
        var fleet = new CachedFleet(memory, clock, CachedFleet.INTERVAL, beside);
        var health = new GuardHealth(memory, fleet, queue, policy, sinks, mode, version, clock);
        return new Api(
                new Clusters(fleet, memory, clock),
                new Kpis(fleet, memory),
                new Health(health),
                new Console(fleet, health, memory, clock));
    }
}

package io.entraguard.reconcile;

import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.outbox.SinkHealth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * What of the guard works and since when. Never fails: what cannot be asked is down and says why. Safe for use by many
 * threads.
 */
public final class GuardHealth {
    /** So many sweeps that did not come are no accident. */
    private static final int SWEEPS_MISSED = 3;

    /** As many of the sweeps that are hourly, as they are unless configured; no schedule makes one late before. */
    private static final Duration SWEEP_LATE = Duration.ofHours(SWEEPS_MISSED);

    /** A message is worked on within seconds, and within minutes where a new instance must start first. */
    private static final Duration QUEUE_LATE = Duration.ofMinutes(15);

    private final MemoryStore memory;
    private final CachedFleet fleet;
    private final WorkQueue queue;
    private final PolicyInForce policy;
    private final Supplier<List<SinkHealth>> sinks;
    private final GuardMode mode;
    private final String version;
    private final Clock clock;

    public GuardHealth(
            MemoryStore memory,
            CachedFleet fleet,
            WorkQueue queue,
            PolicyInForce policy,
            Supplier<List<SinkHealth>> sinks,
            GuardMode mode,
            String version,
            Clock clock) {
        this.memory = memory;
        this.fleet = fleet;
        this.queue = queue;
        this.policy = policy;
        this.sinks = sinks;
        this.mode = mode;
        this.version = version;
        this.clock = clock;
    }

    /** How something is doing, best first. */
    public enum Condition {
        OK,
        /** Cannot be said; which counts against nothing. */
        UNKNOWN,
        /** Works, but not as it should: somebody ought to look. */
        DEGRADED,
        /** Does not work. */
        DOWN;

        /** The word used in answers. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How one part is doing.
     *
     * @param since since when it is so, as far as that is known
     */
    public record Part(String name, Condition condition, Optional<Instant> since, String text) {}

    /**
     * How the guard is doing.
     *
     * @param condition the worst of its parts; what cannot be said left out
     */
    public record Report(Condition condition, Instant at, String version, String mode, List<Part> parts) {
        public Report {
            parts = List.copyOf(parts);
        }
    }

    /** How everything is doing now. */
    public Report report() {
        Instant now = clock.instant();
        var parts = new ArrayList<Part>();
        parts.add(asked("memory", this::memoryPart));
        parts.add(asked("queue", () -> queue(now)));
        parts.add(asked("lastEvent", this::lastEvent));
        parts.add(asked("lastSweep", () -> lastSweep(now)));
        parts.add(asked(EventCoverage.PART, () -> EventCoverage.part(SweepReport.of(memory))));
        parts.add(asked(AuditTally.PART, () -> fleet.get().auditCoverage()));
        parts.add(asked("policy", this::policyPart));
        parts.add(asked("ledger", this::ledger));
        parts.add(asked("breaker", () -> breaker(now)));
        parts.addAll(allAsked(
                "sinks", () -> sinks.get().stream().map(GuardHealth::sink).toList()));
        Condition worst = parts.stream()
                .map(Part::condition)
                .filter(condition -> condition != Condition.UNKNOWN)
                .reduce(Condition.OK, (one, other) -> one.compareTo(other) >= 0 ? one : other);
        return new Report(worst, now, version, mode.name().toLowerCase(Locale.ROOT), parts);
    }

    private static Part asked(String name, Supplier<Part> part) {
        return allAsked(name, () -> List.of(part.get())).get(0);
    }

    /** Parts that are asked for at once, or the one of that name which says why they could not be. */
    private static List<Part> allAsked(String name, Supplier<List<Part>> parts) {
        try {
            return parts.get();
        } catch (Failure e) {
            return List.of(part(name, Condition.DOWN, "could not be asked: " + e.getMessage()));
        } catch (RuntimeException e) {
            // Its text is a library's own and may quote what is secret; its kind tells enough to go on.
            return List.of(part(
                    name, Condition.DOWN, "could not be asked: " + e.getClass().getSimpleName()));
        }
    }

    private static Part part(String name, Condition condition, String text) {
        return new Part(name, condition, Optional.empty(), text);
    }

    private Part memoryPart() {
        FleetOverview overview = fleet.get();
        return new Part(
                "memory",
                Condition.OK,
                Optional.of(overview.at().truncatedTo(ChronoUnit.MINUTES)), // or each answer were another one
                clusters(overview.clusters().size()) + " known");
    }

    private static String clusters(int count) {
        return count + (count == 1 ? " cluster" : " clusters");
    }

    private Part queue(Instant now) {
        WorkQueue.Depth waiting = queue.depth();
        String depth = waiting.messages() + (waiting.messages() == 1 ? " message" : " messages");
        if (waiting.oldest().isEmpty()) {
            return part("queue", Condition.OK, depth + ", none of them news that waits");
        }
        Instant oldest = waiting.oldest().get();
        boolean late = oldest.plus(QUEUE_LATE).isBefore(now);
        return new Part(
                "queue",
                late ? Condition.DEGRADED : Condition.OK,
                waiting.oldest(),
                depth + ", the oldest news " + Duration.between(oldest, now).toSeconds() + " s old");
    }

    private Part lastEvent() {
        Optional<Instant> last = fleet.get().lastEvent();
        return last.isEmpty()
                ? part("lastEvent", Condition.UNKNOWN, "no event was heard of yet")
                : new Part("lastEvent", Condition.OK, last, "the newest event that was heard of");
    }

    private Part lastSweep(Instant now) {
        Optional<SweepReport> report = SweepReport.of(memory);
        Optional<Instant> last = report.flatMap(SweepReport::finished);
        if (report.isEmpty() || last.isEmpty()) {
            return part("lastSweep", Condition.DEGRADED, "no sweep has come to its end yet");
        }
        Duration most = sweepLate();
        boolean late = last.get().plus(most).isBefore(now);
        boolean incomplete = !report.get().missing().isEmpty();
        return new Part(
                "lastSweep",
                late || incomplete ? Condition.DEGRADED : Condition.OK,
                last,
                (late ? "none has come to its end for over " + most.toHours() + " hours; the last one saw " : "it saw ")
                        + swept(report.get()));
    }

    /** After what time a sweep is late, by how far the last ones were apart: their schedule is a setting of the host's. */
    private Duration sweepLate() {
        return SweepReport.usualInterval(memory)
                .map(usual -> usual.multipliedBy(SWEEPS_MISSED))
                .filter(most -> most.compareTo(SWEEP_LATE) > 0)
                .orElse(SWEEP_LATE);
    }

    private static String swept(SweepReport report) {
        SortedMap<String, String> missing = report.missing();
        return clusters(report.clusters())
                + (report.postponed() > 0 ? ", " + report.postponed() + " wait for a place on the queue" : "")
                + (report.ticketsWaiting() > 0 ? ", " + report.ticketsWaiting() + " wait for their ticket" : "")
                + (missing.isEmpty()
                        ? ""
                        : "; not everything was in view in " + missing.size()
                                + (missing.size() == 1 ? " subscription, " : " subscriptions, the first ")
                                + missing.firstKey() + ": " + missing.get(missing.firstKey()));
    }

    private Part policyPart() {
        Optional<Failure> failure = Optional.empty();
        try {
            policy.get(); // which looks at the file where that is due
        } catch (Failure e) {
            failure = Optional.of(e);
        }
        PolicyInForce.State state = policy.state();
        if (failure.isPresent() || state.hash().isEmpty()) {
            String why = failure.map(Throwable::getMessage).or(state::problem).orElse("it was not read yet");
            return part("policy", Condition.DOWN, state.source() + ": " + why);
        }
        String inForce = "policy " + state.hash().get() + " of " + state.source();
        return new Part(
                "policy",
                state.problem().isPresent() ? Condition.DEGRADED : Condition.OK,
                state.since(),
                state.problem().map(why -> inForce + " stays in force: " + why).orElse(inForce));
    }

    private Part ledger() {
        SortedMap<String, Instant> broken = LedgerAlarm.broken(memory);
        if (broken.isEmpty()) {
            return part("ledger", Condition.OK, "no chain is known to be broken");
        }
        String text = broken.size() + (broken.size() == 1 ? " chain is" : " chains are") + " broken, the first "
                + broken.firstKey();
        return new Part("ledger", Condition.DEGRADED, broken.values().stream().min(Instant::compareTo), text);
    }

    private Part breaker(Instant now) {
        Optional<Instant> until = new FleetLimits(memory).openUntil();
        if (until.isEmpty()) {
            return part("breaker", Condition.OK, "closed");
        }
        String text = now.isBefore(until.get())
                ? "open: nothing is remediated until " + until.get()
                : "half-open: one remediation at a time, until one goes well";
        return part("breaker", Condition.DEGRADED, text);
    }

    private static Part sink(SinkHealth sink) {
        String waiting = sink.waiting() + " waiting"
                + sink.oldest().map(oldest -> ", the oldest from " + oldest).orElse("");
        return new Part(
                "sink " + sink.sink(),
                sink.failingSince().isPresent() ? Condition.DEGRADED : Condition.OK,
                sink.failingSince(),
                sink.problem().map(why -> why + "; " + waiting).orElse(waiting));
    }
}

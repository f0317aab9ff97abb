package io.entraguard.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's overview, read at most once in a few seconds whoever asks, and by one thread at a time. Who asks when those
 * are over gets the one before, where it is younger than {@link #LONGEST}, while a new one is read beside; nobody waits but
 * where there is none so young. Kept in this process alone, so that two instances may differ by that time. Thread-safe.
 */
public final class CachedFleet {
    /** How long an overview is good; what people look at is not older than this where somebody looked just before. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** An overview older than this is shown to nobody, however long a new one takes. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(CachedFleet.class.getName());

    private final MemoryStore store;
    private final Clock clock;
    private final Duration interval;
    private final Executor beside;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile @Nullable FleetOverview last;

    /**
     * @param interval how long an overview is good; zero reads it anew each time
     * @param beside what reads while requests are answered; one that runs at once makes each answer as new as can be
     */
    public CachedFleet(MemoryStore store, Clock clock, Duration interval, Executor beside) {
        this.store = store;
        this.clock = clock;
        this.interval = interval;
        this.beside = beside;
    }

    /**
     * The fleet, as of a few seconds ago where somebody looked just before, and a minute at most.
     *
     * @throws Failure.Transient where memory could not be asked and there is nothing young enough
     */
    public FleetOverview get() {
        Instant now = clock.instant();
        FleetOverview known = last;
        if (known == null || !younger(known, LONGEST, now)) {
            return fresh(now);
        }
        if (!younger(known, interval, now) && asked.compareAndSet(false, true)) {
            beside.execute(this::renew);
            return Objects.requireNonNullElse(last, known);
        }
        return known;
    }

    private void renew() {
        try {
            fresh(clock.instant());
        } catch (Failure e) {
            LOG.log(
                    Level.WARNING,
                    "fleet not read; the overview before is shown for a minute reason={0}",
                    e.getMessage());
        } finally {
            asked.set(false);
        }
    }

    private FleetOverview fresh(Instant now) {
        reading.lock();
        try {
            FleetOverview meanwhile = last;
            if (meanwhile != null && younger(meanwhile, interval, now)) {
                return meanwhile;
            }
            FleetOverview read = FleetOverview.read(store, now);
            last = read;
            return read;
        } finally {
            reading.unlock();
        }
    }

    private static boolean younger(FleetOverview overview, Duration than, Instant now) {
        return now.isBefore(overview.at().plus(than));
    }
}

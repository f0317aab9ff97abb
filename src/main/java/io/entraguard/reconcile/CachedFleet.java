package io.entraguard.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's overview, read at most once in a few seconds whoever asks, and by one thread at a time: meanwhile the others
 * go by the one before, where it is younger than {@link #LONGEST}, or wait. Kept in this process alone, so that two
 * instances may differ by those seconds. Thread-safe.
 */
public final class CachedFleet {
    /** How long an overview is good; what people look at is not older than this where nobody else asks. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** An overview older than this is shown to nobody, however long a new one takes. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final MemoryStore store;
    private final Clock clock;
    private final Duration interval;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable FleetOverview last;

    /**
     * @param interval how long an overview is good; zero reads it anew each time
     */
    public CachedFleet(MemoryStore store, Clock clock, Duration interval) {
        this.store = store;
        this.clock = clock;
        this.interval = interval;
    }

    /**
     * The fleet, as of a few seconds ago at most, or up to a minute while it is being read.
     *
     * @throws Failure.Transient where memory could not be asked and there is nothing young enough
     */
    public FleetOverview get() {
        Instant now = clock.instant();
        FleetOverview known = last;
        if (known != null && younger(known, interval, now)) {
            return known;
        }
        if (known != null && younger(known, LONGEST, now)) {
            if (!reading.tryLock()) {
                return known;
            }
        } else {
            reading.lock();
        }
        try {
            return fresh(now);
        } finally {
            reading.unlock();
        }
    }

    private FleetOverview fresh(Instant now) {
        FleetOverview meanwhile = last;
        if (meanwhile != null && younger(meanwhile, interval, now)) {
            return meanwhile;
        }
        FleetOverview read = FleetOverview.read(store, now);
        last = read;
        return read;
    }

    private static boolean younger(FleetOverview overview, Duration than, Instant now) {
        return now.isBefore(overview.at().plus(than));
    }
}

package io.entraguard.azure.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers that hold for five minutes, as many as a fleet has groups and clusters in that time; older ones make room. A
 * look-up that throws is not remembered. Safe for use by many threads; two may look the same thing up at once.
 */
final class Remembered<V> {
    /** Long enough that one pass over a fleet asks once for each group, short next to how long people take. */
    private static final Duration HOLDS = Duration.ofMinutes(5);

    private static final int MOST = 2_000;

    private final InstantSource clock;
    private final Map<String, Known<V>> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known<V>> eldest) {
            return size() > MOST;
        }
    };

    private record Known<V>(V value, Instant since) {}

    Remembered(InstantSource clock) {
        this.clock = clock;
    }

    V get(String key, Supplier<V> lookUp) {
        Optional<V> fresh = fresh(key);
        if (fresh.isPresent()) {
            return fresh.get();
        }
        Instant asked = clock.instant();
        V value = lookUp.get();
        synchronized (known) {
            known.remove(key);
            known.put(key, new Known<>(value, asked));
        }
        return value;
    }

    private Optional<V> fresh(String key) {
        Instant now = clock.instant();
        synchronized (known) {
            return Optional.ofNullable(known.get(key))
                    .filter(answer -> !now.isBefore(answer.since())) // a clock that was set back proves nothing
                    .filter(answer -> now.isBefore(answer.since().plus(HOLDS)))
                    .map(Known::value);
        }
    }
}

package io.entraguard.azure.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * When what was gathered is sent: by itself every few seconds as long as the instance runs, and here when the last
 * invocation under way ends, since after that the instance may be frozen or taken away. The wait for it is short, comes
 * when nothing is held any more, and is not tried again for a minute where it was in vain; spans go each time, figures at
 * most every ten seconds. Safe for use by many threads.
 */
final class Flushing {
    static final Duration PENANCE = Duration.ofMinutes(1);
    static final Duration FIGURES = Duration.ofSeconds(10);

    private final Clock clock;
    private final Predicate<Boolean> flush;
    private int running;
    private Instant notBefore = Instant.MIN;
    private Instant figuresNotBefore = Instant.MIN;

    /**
     * @param flush sends the spans, and the figures too if asked, and says whether that came to an end in time
     */
    Flushing(Clock clock, Predicate<Boolean> flush) {
        this.clock = clock;
        this.flush = flush;
    }

    /** An invocation begins. */
    synchronized void begun() {
        running++;
    }

    /** An invocation ended. */
    void ended() {
        Instant now = clock.instant();
        boolean figures;
        synchronized (this) {
            running--;
            if (running > 0 || now.isBefore(notBefore)) {
                return;
            }
            figures = !now.isBefore(figuresNotBefore);
            if (figures) {
                figuresNotBefore = now.plus(FIGURES);
            }
        }
        if (!flush.test(figures)) {
            synchronized (this) {
                notBefore = clock.instant().plus(PENANCE);
            }
        }
    }
}

package io.entraguard.reconcile;

import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.TrackerOutages.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One pass's calls to trackers: none is made to a tracker that is known to be out, and what comes of a call is known to
 * all clusters after it. Belongs to one pass.
 */
final class TrackerCalls {
    private static final Logger LOG = Logger.getLogger(TrackerCalls.class.getName());

    private final TrackerOutages outages;
    private final ClusterMemory memory;
    private final Instant now;
    private final Map<TicketRouting, Optional<Outage>> known = new HashMap<>();

    TrackerCalls(TrackerOutages outages, ClusterMemory memory, Instant now) {
        this.outages = outages;
        this.memory = memory;
        this.now = now;
    }

    /** The tracker is to be told later. */
    static final class Later extends RuntimeException {
        private final transient Instant when;
        private final boolean unclear;

        private Later(String why, Instant when, boolean unclear) {
            super(why, null, false, false);
            this.when = when;
            this.unclear = unclear;
        }

        Instant when() {
            return when;
        }

        /** Whether what was asked may have been done. */
        boolean unclear() {
            return unclear;
        }
    }

    /**
     * Has a tracker change something, which ends its outage where it does: that it can be looked into proves little, and
     * a webhook's receiver is never asked anything.
     *
     * @throws Later where it is out, or did not do it
     */
    <T> T change(TicketRouting place, Supplier<T> call) {
        T answer = ask(place, call);
        known.getOrDefault(place, Optional.empty()).ifPresent(outage -> outages.answered(place, outage, now));
        known.put(place, Optional.empty());
        return answer;
    }

    /**
     * Asks a tracker.
     *
     * @throws Later where it is out, or did not say
     */
    <T> T ask(TicketRouting place, Supplier<T> call) {
        Optional<Outage> outage = known.computeIfAbsent(place, outages::of);
        Instant turn = outage.map(this::turn).orElse(now);
        if (now.isBefore(turn)) {
            throw new Later("tracker is out", turn, false);
        }
        try {
            return call.get();
        } catch (Failure e) {
            LOG.log(Level.WARNING, "tracker not told cluster={0} reason={1}", new Object[] {memory.id, e.getMessage()});
            throw failed(place, e);
        }
    }

    private Later failed(TicketRouting place, Failure failure) {
        if (failure instanceof Failure.Transient later) {
            return out(place, later.retryAfter(), false);
        }
        if (failure instanceof Failure.Unclear) {
            return out(place, Optional.empty(), true);
        }
        return own("tracker will not have it", Optional.empty()); // of this ticket alone
    }

    private Later out(TicketRouting place, Optional<Duration> asked, boolean unclear) {
        Outage outage = outages.failed(place, owed(), asked, now);
        known.put(place, Optional.of(outage));
        return new Later("tracker did not answer", outage.turn(owed()), unclear);
    }

    /** This cluster's own pause, with no word about the tracker. */
    Later own(String why, Optional<Instant> latest) {
        Instant next = now.plus(Backoff.after(memory.ticket.tries, Optional.empty()));
        memory.ticket.tries++;
        return new Later(why, latest.filter(next::isAfter).orElse(next), false);
    }

    /** What is owed nothing yet need not stand behind those that wait. */
    private Instant turn(Outage outage) {
        boolean waits = memory.ticket.owed != null || now.isBefore(outage.next());
        return waits ? outage.turn(owed()) : outage.next();
    }

    /** Since when the cluster's ticket is owed something. */
    private Instant owed() {
        Instant since = memory.ticket.owed;
        return since == null ? now : since;
    }
}

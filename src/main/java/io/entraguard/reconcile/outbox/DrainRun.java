package io.entraguard.reconcile.outbox;

import io.entraguard.reconcile.Backoff;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.LedgerReader;
import io.entraguard.reconcile.ledger.LedgerReader.Entry;
import io.entraguard.reconcile.outbox.Outbox.Marked;
import io.entraguard.reconcile.outbox.OutboxMark.Hand;
import io.entraguard.reconcile.outbox.SinkPauses.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One drain of one chain, whose mark it holds. What is appended meanwhile changes the mark, which shows at each save; so a
 * mark is only taken away that nobody has touched since its chain was read to the end. For one thread.
 */
final class DrainRun {
    /** Well below what a function may run; what is left then goes on with the next message. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static final int LONGEST_PROBLEM = 300;

    private static final Logger LOG = Logger.getLogger(DrainRun.class.getName());

    private final Outbox outbox;
    private final LedgerReader ledger;
    private final WorkQueue queue;
    private final Refusals refusals;
    private final SinkPauses pauses;
    private final Clock clock;
    private final String chain;
    private final Set<String> sinks;
    private final String me;
    private final Instant begun;
    private OutboxMark mark;
    private Row row;

    /** Whether the last append that was marked was found never to have come. */
    private boolean nothingMoreCame;

    /**
     * @param sinks those that are to be handed to
     * @param held the chain's mark, taken for this drain
     */
    DrainRun(
            Outbox outbox,
            LedgerReader ledger,
            WorkQueue queue,
            Refusals refusals,
            SinkPauses pauses,
            Clock clock,
            String chain,
            Set<String> sinks,
            Marked held) {
        this.outbox = outbox;
        this.ledger = ledger;
        this.queue = queue;
        this.refusals = refusals;
        this.pauses = pauses;
        this.clock = clock;
        this.chain = chain;
        this.sinks = sinks;
        this.begun = clock.instant();
        this.mark = held.mark();
        this.row = held.row();
        this.me = String.valueOf(mark.holder);
    }

    void run() {
        do {
            for (String sink : sinks) {
                Hand hand = mark.hands.get(sink);
                if (hand != null && !hand.queued(clock.instant())) {
                    drain(sink, hand);
                }
            }
        } while (mark.done() && !outbox.delete(chain, row) && reloaded());
        if (!mark.done()) {
            release();
        }
    }

    /** After something was appended: what the mark says now, with what this drain knows better; false where it is gone. */
    private boolean reloaded() {
        Optional<Row> found = outbox.load(chain);
        found.ifPresent(now -> {
            OutboxMark fresh = OutboxMark.parse(now.text());
            merge(fresh);
            mark = fresh;
            row = now;
        });
        return found.isPresent();
    }

    private void drain(String sink, Hand hand) {
        Instant now = clock.instant();
        Optional<Pause> pause = hand.seq < mark.end ? pauses.at(sink, now) : Optional.empty();
        if (pause.isPresent()) {
            Duration rest = Duration.between(now, pause.get().until());
            failed(sink, hand, new Failure.Transient(pause.get().problem(), Optional.of(rest)));
            return;
        }
        try {
            while (hand.seq < mark.end && !late()) {
                List<Entry> page = ledger.read(chain, hand.place(), most(hand));
                if (page.isEmpty()) {
                    missing(sink, hand);
                    return;
                }
                hand.oldest = time(page.get(0).event()).orElse(hand.oldest);
                handOver(sink, hand, page);
                if (hand.seq < mark.end) {
                    save();
                }
            }
        } catch (Unsaved e) {
            throw e.failure;
        } catch (Failure e) {
            failed(sink, hand, e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "sink broken sink=" + sink, e); // a fault of ours, which must not hold others up
            failed(
                    sink,
                    hand,
                    new Failure.Transient(
                            "it could not be written: " + e.getClass().getSimpleName()));
        }
    }

    private void handOver(String sink, Hand hand, List<Entry> page) {
        Instant now = clock.instant();
        try {
            new Handover(sink, outbox.sink(sink), hand, refusals, now).of(page);
        } catch (Failure.Terminal e) {
            if (!e.code().equals(AuditSink.REFUSED)) {
                pauses.failed(sink, e, now);
            }
            throw e;
        } catch (Failure e) {
            pauses.failed(sink, e, now);
            throw e;
        }
        pauses.took(sink);
        hand.well();
    }

    /** A sink that has been failing is asked with a little whether it still does. */
    private static int most(Hand hand) {
        return hand.failingSince == null ? LedgerReader.PAGE : LedgerReader.GLANCE;
    }

    private boolean late() {
        return !clock.instant().isBefore(begun.plus(LONGEST));
    }

    private static Optional<Instant> time(Map<String, Object> event) {
        return event.get("time") instanceof Number millis
                ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
                : Optional.empty();
    }

    /** The append that was marked has not come yet, or never will. */
    private void missing(String sink, Hand hand) {
        if (mark.appendMayCome(clock.instant())) {
            again(sink, hand, Optional.empty());
        } else {
            nothingMoreCame = true;
            mark.nothingMoreCame();
        }
    }

    private void failed(String sink, Hand hand, Failure failure) {
        String words = String.valueOf(failure.getMessage()).replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
        hand.problem = words.substring(0, Math.min(words.length(), LONGEST_PROBLEM));
        hand.failingSince = hand.failingSince == null ? clock.instant() : hand.failingSince;
        again(sink, hand, failure instanceof Failure.Transient passing ? passing.retryAfter() : Optional.empty());
    }

    /** The message goes first: without it, nobody would come back to what the row says. */
    private void again(String sink, Hand hand, Optional<Duration> asked) {
        Duration pause = Backoff.after(hand.attempt, asked);
        hand.attempt++;
        queue.send(new Drain(chain, Optional.of(sink), hand.attempt), pause);
        hand.next = clock.instant().plus(pause);
    }

    private void save() {
        try {
            Marked saved = outbox.change(chain, Optional.of(row), fresh -> {
                merge(fresh);
                fresh.hold(me, clock.instant());
            });
            mark = saved.mark();
            row = saved.row();
        } catch (Failure e) {
            throw new Unsaved(e);
        }
    }

    private void merge(OutboxMark fresh) {
        sinks.forEach(sink -> {
            Hand hand = mark.hands.get(sink);
            if (hand != null) {
                fresh.hands.put(sink, hand);
            }
        });
        if (nothingMoreCame && fresh.touched.equals(mark.touched)) {
            fresh.nothingMoreCame();
        }
        fresh.hands.keySet().retainAll(outbox.sinks());
    }

    private void release() {
        Marked left = outbox.change(chain, Optional.of(row), fresh -> {
            merge(fresh);
            fresh.letGo();
        });
        Instant now = clock.instant();
        boolean unasked =
                left.mark().hands.values().stream().anyMatch(hand -> hand.seq < left.mark().end && !hand.queued(now));
        if (unasked) {
            queue.send(Drain.news(chain), Duration.ZERO);
        }
    }

    /** The memory failed, which is no failure of the sink. */
    private static final class Unsaved extends RuntimeException {
        private final transient Failure failure;

        Unsaved(Failure failure) {
            super(null, null, false, false);
            this.failure = failure;
        }
    }
}

package io.entraguard.reconcile.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Json;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.LedgerPlace;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a chain whose events were not all handed over: how far it was to go at the last append, and how far each
 * sink has got. Mutable, for one thread; a row of the partition {@link Outbox#PARTITION}.
 */
final class OutboxMark {
    /** How long a function may run, which host.json says: whoever held it for longer is gone. */
    private static final Duration HELD = Duration.ofMinutes(5);

    /** The same with the clocks of two machines between. */
    private static final Duration APPENDING = Duration.ofMinutes(10);

    /** The number of the last record that was to be appended. */
    long end;

    /** When the last append was about to be tried. */
    Instant touched = Instant.EPOCH;

    /** Until when a drain has it. */
    @Nullable Instant held;

    /** Which drain that is. */
    @Nullable String holder;

    Map<String, Hand> hands = new TreeMap<>();

    /** How far one sink has got. */
    static final class Hand {
        YearMonth month = YearMonth.of(1970, 1);
        long offset;
        long seq;

        /** How often it failed in a row; ties a message on the queue to this row. */
        int attempt;

        /** When a message that tries again is due. */
        @Nullable Instant next;

        /** When the first event was recorded that waits. */
        @Nullable Instant oldest;

        @Nullable Instant failingSince;

        @Nullable String problem;

        LedgerPlace place() {
            return new LedgerPlace(month, offset, seq);
        }

        void place(LedgerPlace place) {
            month = place.month();
            offset = place.offset();
            seq = place.seq();
        }

        /** Nothing is wrong with it, and nothing on the queue for it. */
        void well() {
            attempt = 0;
            next = null;
            failingSince = null;
            problem = null;
        }

        /** Whether a message that tries again is still to come. */
        boolean queued(Instant now) {
            return next != null && next.isAfter(now) && !next.isAfter(now.plus(WorkQueue.LONGEST_DELAY));
        }
    }

    /** Notes that records up to that number are about to be appended after a place. */
    void appending(LedgerPlace place, long last, Set<String> sinks, Instant now) {
        for (String sink : sinks) {
            Hand hand = hands.computeIfAbsent(sink, it -> at(place));
            if (hand.seq >= end || hand.oldest == null) {
                hand.oldest = now;
            }
        }
        hands.keySet().retainAll(sinks);
        end = Math.max(end, last);
        touched = now;
    }

    private static Hand at(LedgerPlace place) {
        var hand = new Hand();
        hand.place(place);
        return hand;
    }

    boolean done() {
        return hands.values().stream().allMatch(hand -> hand.seq >= end);
    }

    /** Whether a drain has it; nobody can have it for longer than {@link #HELD}, whatever a clock said. */
    boolean heldByOthers(String me, Instant now) {
        return held != null && !me.equals(holder) && held.isAfter(now) && !held.isAfter(now.plus(HELD));
    }

    void hold(String me, Instant now) {
        held = now.plus(HELD);
        holder = me;
    }

    void letGo() {
        held = null;
        holder = null;
    }

    /** Whether an append that was about to be tried may still come. */
    boolean appendMayCome(Instant now) {
        return touched.plus(APPENDING).isAfter(now);
    }

    /** The append that was about to be tried never came. */
    void nothingMoreCame() {
        end = hands.values().stream().mapToLong(hand -> hand.seq).max().orElse(0);
    }

    String text() {
        try {
            return Json.Mappers.ROWS.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the mark has only fields that JSON can hold", e);
        }
    }

    static OutboxMark parse(String text) {
        try {
            return Json.Mappers.ROWS.readValue(text, OutboxMark.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("a mark of the outbox could not be read: " + e.getOriginalMessage());
        }
    }
}

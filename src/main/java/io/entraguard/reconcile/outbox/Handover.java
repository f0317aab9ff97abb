package io.entraguard.reconcile.outbox;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerReader.Entry;
import io.entraguard.reconcile.outbox.OutboxMark.Hand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands some events of a chain to one sink and moves its hand as far as they went. Where some are refused they are tried
 * by halves, until those at fault stand alone; these are set aside if the sink takes others meanwhile. A sink that takes
 * nothing at all has another fault, which passes. For one thread.
 */
final class Handover {
    /** After so many refusals in a row, and nothing taken, it is not the events. */
    private static final int SUSPECTS = 10;

    private final String sink;
    private final AuditSink way;
    private final Hand hand;
    private final Refusals refusals;
    private final Instant now;
    private final List<Entry> suspects = new ArrayList<>();
    private boolean takes;

    Handover(String sink, AuditSink way, Hand hand, Refusals refusals, Instant now) {
        this.sink = sink;
        this.way = way;
        this.hand = hand;
        this.refusals = refusals;
        this.now = now;
        this.takes = refusals.takesOthers(sink, hand.failingSince);
    }

    /**
     * Hands them over.
     *
     * @throws Failure where they did not all go; those up to the hand's new place did
     */
    void of(List<Entry> entries) {
        emit(entries);
        if (!suspects.isEmpty()) {
            throw refusesAll("");
        }
    }

    private void emit(List<Entry> entries) {
        try {
            way.emit(entries.stream().map(Entry::event).toList());
        } catch (Failure.Terminal e) {
            if (!e.code().equals(AuditSink.REFUSED)) {
                throw e;
            }
            refused(entries, e);
            return;
        }
        takes = true;
        refusals.took(sink, now);
        setAside("while it took what follows");
        hand.place(entries.get(entries.size() - 1).after());
    }

    private void refused(List<Entry> entries, Failure.Terminal refusal) {
        int half = entries.size() / 2;
        if (half > 0) {
            emit(entries.subList(0, half));
            emit(entries.subList(half, entries.size()));
            return;
        }
        suspects.add(entries.get(0));
        if (takes) {
            setAside(String.valueOf(refusal.getMessage()));
        } else if (suspects.size() >= SUSPECTS) {
            throw refusesAll(": " + refusal.getMessage());
        }
    }

    private Failure refusesAll(String words) {
        return new Failure.Terminal(AuditSink.REFUSED, "it refuses whatever it is sent" + words);
    }

    private void setAside(String why) {
        for (Entry entry : suspects) {
            refusals.setAside(sink, entry.uid().orElse("without id"), why, now);
            hand.place(entry.after());
        }
        suspects.clear();
    }
}

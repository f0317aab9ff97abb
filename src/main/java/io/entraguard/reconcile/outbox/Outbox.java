package io.entraguard.reconcile.outbox;

import static java.util.Objects.requireNonNull;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerPlace;
import io.entraguard.reconcile.outbox.OutboxMark.Hand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What is on its way to the SIEMs. Its content is the ledger itself; all it keeps is a mark for each chain whose events were
 * not all handed over, saved before they are appended, so that a stop at any line loses none of them. Without sinks it
 * keeps nothing and asks nobody. Safe for use by many threads and processes.
 *
 * <p>Context: nothing may delay a remediation, and nothing may be lost while a SIEM is away for a day. Choice: an append
 * costs one row and one message, and {@link Drains} reads the chain again from the mark on. Cost: an event is read once more
 * than it would have to be, and one that was handed over just before a stop is handed over twice.
 */
public final class Outbox implements Ledger.Marking {
    /** Partition of the marks, each named by its chain. */
    static final String PARTITION = "outbox";

    /** A message that is this late has been lost. */
    private static final Duration MISSED = Duration.ofMinutes(15);

    /** How many chains' marks are kept in memory; the others are read again. */
    private static final int KNOWN = 500;

    /** Each lost race means that another writer won one; so many in a row are a queue, not a race. */
    private static final int TRIES = 8;

    private static final Logger LOG = Logger.getLogger(Outbox.class.getName());

    private final Map<String, AuditSink> sinks;
    private final MemoryStore store;
    private final WorkQueue queue;
    private final Clock clock;
    private final Map<String, Row> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Row> eldest) {
            return size() > KNOWN;
        }
    };

    /**
     * @param sinks the ways out by their names, which stand in rows and messages and must stay what they are
     */
    public Outbox(Map<String, AuditSink> sinks, MemoryStore store, WorkQueue queue, Clock clock) {
        this.sinks = new LinkedHashMap<>(sinks);
        this.store = store;
        this.queue = queue;
        this.clock = clock;
    }

    /** A mark and the row that holds it. */
    record Marked(OutboxMark mark, Row row) {}

    /** The names of the ways out. */
    Set<String> sinks() {
        return sinks.keySet();
    }

    /** The way out of that name. */
    AuditSink sink(String name) {
        return requireNonNull(sinks.get(name));
    }

    @Override
    public void before(String chain, LedgerPlace end, long last) {
        if (sinks.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        change(chain, remembered(chain), mark -> mark.appending(end, last, sinks.keySet(), now));
    }

    /** Asks for the chain to be drained; where that cannot be asked for now, the next append or the sweep does. */
    public void appended(String chain) {
        if (sinks.isEmpty() || queued(chain)) {
            return;
        }
        try {
            queue.send(Drain.news(chain), Duration.ZERO);
        } catch (Failure e) {
            LOG.log(Level.WARNING, "drain not asked for chain={0} reason={1}", new Object[] {chain, e.getMessage()});
        }
    }

    /** Whether each sink has a message on the queue that will find what was appended. */
    private boolean queued(String chain) {
        Instant now = clock.instant();
        return remembered(chain)
                .map(row -> OutboxMark.parse(row.text()).hands.values().stream().allMatch(hand -> hand.queued(now)))
                .orElse(false);
    }

    private Optional<Row> remembered(String chain) {
        synchronized (known) {
            return Optional.ofNullable(known.get(chain));
        }
    }

    private void remember(String chain, Optional<Row> row) {
        synchronized (known) {
            row.ifPresentOrElse(saved -> known.put(chain, saved), () -> known.remove(chain));
        }
    }

    /** The mark of a chain as it stands now; empty where all of it was handed over. */
    Optional<Row> load(String chain) {
        Optional<Row> row = store.load(PARTITION, chain);
        remember(chain, row);
        return row;
    }

    /** Changes a chain's mark, beginning with what it was when it was last seen. */
    Marked change(String chain, Optional<Row> seen, Consumer<OutboxMark> change) {
        Optional<Row> row = seen;
        for (int tries = 0; tries < TRIES; tries++) {
            OutboxMark mark = row.map(it -> OutboxMark.parse(it.text())).orElseGet(OutboxMark::new);
            change.accept(mark);
            try {
                return save(chain, mark, row);
            } catch (Failure.Conflict e) {
                row = load(chain);
            }
        }
        throw new Failure.Transient("the outbox's mark of " + chain + " is being written by others all the time");
    }

    /**
     * Saves a mark, if it still is what it was.
     *
     * @throws Failure.Conflict where it is not
     */
    Marked save(String chain, OutboxMark mark, Optional<Row> was) {
        String text = mark.text();
        var row = new Row(chain, text, store.save(PARTITION, chain, text, was.map(Row::etag)));
        remember(chain, Optional.of(row));
        return new Marked(mark, row);
    }

    /** Takes a mark away, if it still is what it was; false where something was appended meanwhile. */
    boolean delete(String chain, Row row) {
        try {
            store.delete(PARTITION, chain, row.etag());
            remember(chain, Optional.empty());
            return true;
        } catch (Failure.Conflict e) {
            return false;
        }
    }

    /** Hands events to the SIEMs at once, because the ledger cannot take them. */
    public void tell(List<Map<String, Object>> events) {
        sinks.forEach((name, sink) -> {
            try {
                sink.emit(events);
            } catch (Failure e) {
                LOG.log(Level.WARNING, "audit events not handed over count={0} sink={1}", new Object[] {
                    events.size(), name
                });
            }
        });
    }

    /**
     * Asks again for each chain whose message was lost.
     *
     * @throws Failure where memory or queue were not to be reached; the next call starts over
     */
    public void sweep() {
        if (sinks.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        for (Row row : store.all(PARTITION)) {
            OutboxMark mark = OutboxMark.parse(row.text());
            if (mark.hands.values().stream().anyMatch(hand -> lost(mark, hand, now))) {
                queue.send(Drain.news(row.name()), Duration.ZERO);
            }
        }
    }

    private static boolean lost(OutboxMark mark, Hand hand, Instant now) {
        boolean pending = hand.seq < mark.end || mark.done();
        Instant due = hand.next == null ? mark.touched : hand.next;
        return pending && !due.plus(MISSED).isAfter(now) && (mark.held == null || !mark.held.isAfter(now));
    }

    /**
     * How each way out stands, in the order in which they were configured.
     *
     * @throws Failure.Transient where the memory was not to be reached
     */
    public List<SinkHealth> health() {
        var healths = new ArrayList<SinkHealth>();
        List<OutboxMark> marks = sinks.isEmpty()
                ? List.of()
                : store.all(PARTITION).stream()
                        .map(row -> OutboxMark.parse(row.text()))
                        .toList();
        sinks.keySet().forEach(sink -> healths.add(health(sink, marks)));
        return healths;
    }

    private static SinkHealth health(String sink, List<OutboxMark> marks) {
        long waiting = 0;
        Optional<Instant> oldest = Optional.empty();
        Optional<Hand> failing = Optional.empty();
        for (OutboxMark mark : marks) {
            Hand hand = mark.hands.get(sink);
            if (hand != null && hand.seq < mark.end) {
                waiting += mark.end - hand.seq;
                oldest = earlier(oldest, Optional.ofNullable(hand.oldest));
                Optional<Instant> since = failing.flatMap(it -> Optional.ofNullable(it.failingSince));
                if (hand.failingSince != null
                        && since.map(hand.failingSince::isBefore).orElse(true)) {
                    failing = Optional.of(hand);
                }
            }
        }
        return new SinkHealth(
                sink, waiting, oldest, failing.map(hand -> hand.failingSince), failing.map(hand -> hand.problem));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().isBefore(other.get()) ? one : other;
    }
}

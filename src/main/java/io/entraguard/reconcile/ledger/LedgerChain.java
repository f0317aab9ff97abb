package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerEnd.At;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One chain of the {@link Ledger} and where it ended when it was last seen; an end that others went beyond meanwhile is
 * found out by the append, which is conditional. Thread-safe.
 */
final class LedgerChain {
    /** How many ids of events are kept in memory, which is more than 64 KB of them. */
    private static final int UIDS = 500;

    /** Each lost race means that another writer won one; so many in a row are a queue, not a race. */
    private static final int TRIES = 8;

    private final AppendBlobs blobs;
    private final String name;
    private final LedgerEnd end;
    private Optional<At> seen = Optional.empty();

    LedgerChain(AppendBlobs blobs, String name) {
        this.blobs = blobs;
        this.name = name;
        this.end = new LedgerEnd(blobs, name);
    }

    synchronized List<Map<String, Object>> append(
            Instant at, List<Map<String, Object>> events, Ledger.Closing closing, Ledger.Marking marking) {
        for (int tries = 0; tries < TRIES; tries++) {
            At last = seen.orElseGet(end::read);
            seen = Optional.empty(); // whatever ends this early leaves an end that is not known
            try {
                return append(last, at, events, closing, marking);
            } catch (Failure.Conflict e) {
                // somebody else was faster: read the end again
            }
        }
        throw new Failure.Transient("the ledger's chain " + name + " is being written by others all the time");
    }

    private List<Map<String, Object>> append(
            At last, Instant at, List<Map<String, Object>> events, Ledger.Closing closing, Ledger.Marking marking) {
        var uids = new LinkedHashSet<>(last.uids());
        List<Map<String, Object>> fresh = events.stream()
                .filter(event -> LedgerRecord.uid(event).map(uids::add).orElse(true))
                .toList();
        if (fresh.isEmpty()) {
            seen = Optional.of(last);
            return List.of();
        }
        var closings = new ArrayList<Map<String, Object>>();
        YearMonth month = LedgerRecord.month(fresh.get(0)).orElse(LedgerRecord.month(at));
        At open = opened(last, month, closing, marking, closings);
        seen = Optional.of(written(open, fresh, uids, marking));
        return closings;
    }

    /** The end of the chain in a month that it has not left and that is not before that one, however late an event comes. */
    private At opened(
            At last,
            YearMonth month,
            Ledger.Closing closing,
            Ledger.Marking marking,
            List<Map<String, Object>> closings) {
        At here = last;
        while (true) {
            if (here.next().isPresent()) {
                here.closing().ifPresent(closings::add);
                here = here.in(here.next().get());
            } else if (here.month().isEmpty()) {
                return here.in(month);
            } else if (month.isAfter(here.month().get())) {
                here = left(here, closing.event(month), marking);
            } else {
                return here;
            }
        }
    }

    /** The end after the record that leaves a month; a blob that is full needs none, since nobody adds to it. */
    private At left(At here, Map<String, Object> event, Ledger.Marking marking) {
        try {
            return put(here, List.of(event), here.uids(), marking);
        } catch (Failure.Terminal e) {
            return afterFull(here, e);
        }
    }

    private At written(At here, List<Map<String, Object>> events, Set<String> uids, Ledger.Marking marking) {
        try {
            return put(here, events, uids, marking);
        } catch (Failure.Terminal e) {
            return put(afterFull(here, e), events, uids, marking);
        }
    }

    /** From a full blob a chain goes on in the month after, whatever the date is: any other would be a matter of clocks. */
    private static At afterFull(At here, Failure.Terminal answer) {
        if (!answer.code().equals(AppendBlobs.FULL)) {
            throw answer;
        }
        return here.in(here.month().orElseThrow().plusMonths(1));
    }

    private At put(At here, List<Map<String, Object>> events, Set<String> uids, Ledger.Marking marking) {
        var lines = new StringBuilder();
        long seq = here.seq();
        String hash = here.hash();
        for (Map<String, Object> event : events) {
            LedgerRecord record = LedgerRecord.at(name, ++seq, hash, event);
            hash = record.hash();
            lines.append(record.line());
        }
        byte[] block = lines.toString().getBytes(StandardCharsets.UTF_8);
        if (block.length > LedgerEnd.BLOCK) {
            throw new IllegalArgumentException("more events than one block of the ledger holds");
        }
        marking.before(name, here.place(), seq);
        blobs.append(end.blob(here.month().orElseThrow()), block, here.length());
        Map<String, Object> last = events.get(events.size() - 1);
        Optional<YearMonth> next = LedgerRecord.continuesIn(last);
        return new At(here.month(), next, next.map(it -> last), here.length() + block.length, seq, hash, latest(uids));
    }

    private static Set<String> latest(Set<String> uids) {
        return new LinkedHashSet<>(
                uids.stream().skip(Math.max(0, uids.size() - UIDS)).toList());
    }
}

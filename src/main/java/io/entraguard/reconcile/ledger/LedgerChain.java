package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One chain of the {@link Ledger} and where it ended when it was last seen. Thread-safe. */
final class LedgerChain {
    /** How much of a chain's end is read, and how far back an event is known to stand in it. */
    private static final int TAIL = 64 * 1024;

    /** What one block of an append blob holds, and so the longest line that can be met. */
    private static final int BLOCK = 4 * 1024 * 1024;

    /** How many ids of events are kept in memory, which is more than 64 KB of them. */
    private static final int UIDS = 500;

    /** Each lost race means that another writer won one; so many in a row are a queue, not a race. */
    private static final int TRIES = 8;

    /** Longer than a pass takes, so that nobody adds to a month that another has left. */
    private static final Duration TURN = Duration.ofHours(1);

    private static final Pattern MONTH = Pattern.compile(".*/([0-9]{4}-(?:0[1-9]|1[0-2]))\\.jsonl");

    private final AppendBlobs blobs;
    private final String name;
    private Optional<End> seen = Optional.empty();

    LedgerChain(AppendBlobs blobs, String name) {
        this.blobs = blobs;
        this.name = name;
    }

    /** Where the chain ends: the month's blob and its length, the last record, and the ids of its last events, oldest first. */
    private record End(Optional<YearMonth> month, long length, long seq, String hash, Set<String> uids) {
        static final End NOTHING = new End(Optional.empty(), 0, 0, LedgerRecord.GENESIS, Set.of());
    }

    synchronized void append(Instant at, List<Map<String, Object>> events) {
        for (int tries = 0; tries < TRIES; tries++) {
            End end = seen.filter(last -> settled(last, at)).orElseGet(this::read);
            seen = Optional.empty(); // whatever ends this early leaves an end that is not known
            try {
                seen = Optional.of(append(end, at, events));
                return;
            } catch (Failure.Conflict e) {
                // somebody else was faster: read the end again
            }
        }
        throw new Failure.Transient("the ledger's chain " + name + " is being written by others all the time");
    }

    private static boolean settled(End end, Instant at) {
        return end.month().equals(Optional.of(LedgerRecord.month(at.plus(TURN))));
    }

    private End append(End end, Instant at, List<Map<String, Object>> events) {
        var uids = new LinkedHashSet<>(end.uids());
        var lines = new StringBuilder();
        Optional<YearMonth> month = Optional.empty();
        long seq = end.seq();
        String hash = end.hash();
        for (Map<String, Object> event : events) {
            Optional<String> uid = LedgerRecord.uid(event);
            if (uid.isEmpty() || uids.add(uid.get())) {
                LedgerRecord record = LedgerRecord.at(name, ++seq, hash, event);
                hash = record.hash();
                lines.append(record.line());
                month = month.or(
                        () -> later(end.month(), LedgerRecord.month(event).orElse(LedgerRecord.month(at))));
            }
        }
        if (month.isEmpty()) {
            return end;
        }
        long length = month.equals(end.month()) ? end.length() : 0;
        byte[] block = lines.toString().getBytes(StandardCharsets.UTF_8);
        if (block.length > BLOCK) {
            throw new IllegalArgumentException("more events than one block of the ledger holds");
        }
        blobs.append(blob(month.get()), block, length);
        return new End(month, length + block.length, seq, hash, last(uids));
    }

    private static Set<String> last(Set<String> uids) {
        uids.removeAll(uids.stream().limit(Math.max(0, uids.size() - UIDS)).toList());
        return uids;
    }

    /** A chain never goes back to a month that it has left, however late an event comes. */
    private static Optional<YearMonth> later(Optional<YearMonth> last, YearMonth month) {
        return last.filter(month::isBefore).or(() -> Optional.of(month));
    }

    private String blob(YearMonth month) {
        return name + "/" + month + ".jsonl";
    }

    private End read() {
        List<YearMonth> months = months();
        End end = End.NOTHING;
        var uids = new LinkedHashSet<String>();
        long covered = 0;
        for (int i = months.size() - 1; i >= 0 && covered < TAIL; i--) {
            AppendBlobs.Tail tail = tail(blob(months.get(i)));
            if (tail.length() > 0) { // one that was created and never written to does not count
                List<LedgerRecord> records = records(blob(months.get(i)), tail);
                records.forEach(record -> LedgerRecord.uid(record.event()).ifPresent(uids::add));
                if (end.month().isEmpty()) {
                    LedgerRecord last = records.get(records.size() - 1);
                    end = new End(Optional.of(months.get(i)), tail.length(), last.seq(), last.hash(), uids);
                }
                covered += tail.length();
            }
        }
        return end;
    }

    private List<YearMonth> months() {
        return blobs.names(name + "/").stream()
                .map(MONTH::matcher)
                .filter(Matcher::matches)
                .map(matcher -> YearMonth.parse(matcher.group(1)))
                .sorted()
                .toList();
    }

    private AppendBlobs.Tail tail(String blob) {
        AppendBlobs.Tail tail = blobs.tail(blob, TAIL);
        boolean cut = tail.length() > tail.bytes().length;
        return cut && start(tail.bytes()) == 0 ? blobs.tail(blob, 2 * BLOCK) : tail;
    }

    /** Where the first whole line of a tail begins that is followed by another byte; 0 where there is none. */
    private static int start(byte[] bytes) {
        for (int i = 0; i < bytes.length - 1; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    private List<LedgerRecord> records(String blob, AppendBlobs.Tail tail) {
        byte[] bytes = tail.bytes();
        var records = new ArrayList<LedgerRecord>();
        int from = tail.length() > bytes.length ? start(bytes) : 0;
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                records.add(record(blob, Arrays.copyOfRange(bytes, from, i)));
                from = i + 1;
            }
        }
        if (from < bytes.length || records.isEmpty()) {
            throw broken(blob, "its last line is cut off");
        }
        return records;
    }

    private LedgerRecord record(String blob, byte[] line) {
        try {
            LedgerRecord record = LedgerRecord.parse(line);
            if (!record.chain().equals(name)) {
                throw broken(blob, "a record of another chain stands near its end");
            }
            return record;
        } catch (Malformed e) {
            throw broken(blob, "a line near its end " + e.reason());
        }
    }

    private static Failure.Terminal broken(String blob, String how) {
        return new Failure.Terminal(
                "ledger-broken",
                "the ledger's blob " + blob + " is broken: " + how
                        + "; verify it, keep it as evidence and move it away before anything more is written");
    }
}

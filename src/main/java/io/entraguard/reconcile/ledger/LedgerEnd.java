package io.entraguard.reconcile.ledger;

import io.entraguard.model.AuditEvent.ChainHead;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
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

/** Reads where one chain of the {@link Ledger} ends. */
final class LedgerEnd {
    /** How much of a chain's end is read, and how far back an event is known to stand in it. */
    private static final int TAIL = 64 * 1024;

    /** Enough for the last record alone, nearly always. */
    private static final int SHORT_TAIL = 8 * 1024;

    /** What one block of an append blob holds, and so the longest line that can be met. */
    static final int BLOCK = 4 * 1024 * 1024;

    private static final String CUT_OFF = "its last line is cut off";

    private static final Pattern MONTH = Pattern.compile(".*/([0-9]{4}-(?:0[1-9]|1[0-2]))\\.jsonl");

    private final AppendBlobs blobs;
    private final String chain;

    LedgerEnd(AppendBlobs blobs, String chain) {
        this.blobs = blobs;
        this.chain = chain;
    }

    /**
     * Where a chain ends.
     *
     * @param month of the blob that its last record stands in, or that its first one belongs in; empty where none was
     *     begun
     * @param next the month in which it goes on, where its last record leaves that month
     * @param closing that last record's event
     * @param length of that blob
     * @param seq the last record's number, 0 where there is none
     * @param uids the ids of its last events, oldest first
     */
    record At(
            Optional<YearMonth> month,
            Optional<YearMonth> next,
            Optional<Map<String, Object>> closing,
            long length,
            long seq,
            String hash,
            Set<String> uids) {
        private static At begun(Optional<YearMonth> month) {
            return new At(month, Optional.empty(), Optional.empty(), 0, 0, LedgerRecord.GENESIS, Set.of());
        }

        /** The place after its last record. */
        LedgerPlace place() {
            return new LedgerPlace(month.orElseThrow(), length, seq);
        }

        /** The same at the beginning of a month's blob. */
        At in(YearMonth entered) {
            return new At(Optional.of(entered), Optional.empty(), Optional.empty(), 0, seq, hash, uids);
        }

        private static At after(YearMonth month, long length, LedgerRecord last, Set<String> uids) {
            Optional<YearMonth> next = LedgerRecord.continuesIn(last.event());
            return new At(
                    Optional.of(month), next, next.map(it -> last.event()), length, last.seq(), last.hash(), uids);
        }
    }

    /** The chain's last record alone. */
    Optional<ChainHead> head() {
        List<YearMonth> months = months();
        for (int i = months.size() - 1; i >= 0; i--) {
            String blob = blob(months.get(i));
            AppendBlobs.Tail tail = tail(blob, SHORT_TAIL);
            if (tail.length() > 0) {
                LedgerRecord last = last(blob, tail);
                return Optional.of(new ChainHead(chain, months.get(i).toString(), last.seq(), last.hash()));
            }
        }
        return Optional.empty();
    }

    /** Where it ends, with the events that stand near its end. */
    At read() {
        List<YearMonth> months = months();
        // A blob that was created and never written to counts only where it is the first: there the chain begins.
        At end = At.begun(months.stream().findFirst());
        var uids = new LinkedHashSet<String>();
        long covered = 0;
        for (int i = months.size() - 1; i >= 0 && covered < TAIL; i--) {
            String blob = blob(months.get(i));
            AppendBlobs.Tail tail = tail(blob, TAIL);
            if (tail.length() > 0) {
                List<LedgerRecord> records = records(blob, tail);
                records.forEach(record -> LedgerRecord.uid(record.event()).ifPresent(uids::add));
                if (end.seq() == 0) {
                    end = At.after(months.get(i), tail.length(), records.get(records.size() - 1), uids);
                }
                covered += tail.length();
            }
        }
        return end;
    }

    private List<YearMonth> months() {
        return months(blobs, chain);
    }

    /** The months that a chain has blobs of, oldest first. */
    static List<YearMonth> months(AppendBlobs blobs, String chain) {
        return blobs.names(chain + "/").stream()
                .map(MONTH::matcher)
                .filter(Matcher::matches)
                .map(matcher -> YearMonth.parse(matcher.group(1)))
                .sorted()
                .toList();
    }

    /** The name of a month's blob. */
    String blob(YearMonth month) {
        return LedgerPlace.blob(chain, month);
    }

    private AppendBlobs.Tail tail(String blob, int most) {
        AppendBlobs.Tail tail = blobs.tail(blob, most);
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

    private LedgerRecord last(String blob, AppendBlobs.Tail tail) {
        byte[] bytes = tail.bytes();
        int end = bytes.length - 1;
        if (bytes[end] != '\n') {
            throw broken(blob, CUT_OFF);
        }
        int from = end;
        while (from > 0 && bytes[from - 1] != '\n') {
            from--;
        }
        return record(blob, Arrays.copyOfRange(bytes, from, end));
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
            throw broken(blob, CUT_OFF);
        }
        return records;
    }

    private LedgerRecord record(String blob, byte[] line) {
        try {
            LedgerRecord record = LedgerRecord.parse(line);
            if (!record.chain().equals(chain)) {
                throw broken(blob, "a record of another chain stands near its end");
            }
            return record;
        } catch (Malformed e) {
            throw broken(blob, "a line near its end " + e.reason());
        }
    }

    static Failure.Terminal broken(String blob, String how) {
        return new Failure.Terminal(
                Ledger.BROKEN,
                "the ledger's blob " + blob + " is broken: " + how
                        + "; verify it, keep it as evidence and move it away before anything more is written");
    }
}

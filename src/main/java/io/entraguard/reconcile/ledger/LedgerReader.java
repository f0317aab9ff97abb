package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a chain of the {@link Ledger} from a place on, a page at a time, while it may be written to; so that never more
 * of it is in memory than a page. Each record's own hash and number are checked. Immutable; safe for use by many threads.
 */
public final class LedgerReader {
    /** Half of what any way out takes at once, and little enough that many drains fit beside each other. */
    public static final int PAGE = 512 * 1024;

    /** A few records, to see whether any more are worth reading. */
    public static final int GLANCE = 16 * 1024;

    private final AppendBlobs blobs;

    public LedgerReader(AppendBlobs blobs) {
        this.blobs = blobs;
    }

    /** An event of the chain, and the place after its record. */
    public record Entry(Map<String, Object> event, LedgerPlace after) {
        /** The event's own id; empty where it has none. */
        public Optional<String> uid() {
            return LedgerRecord.uid(event);
        }
    }

    /**
     * The next records after a place, at least one; none where the chain ends there.
     *
     * @param most about how many bytes of them: {@link #PAGE} or {@link #GLANCE}
     *
     * @throws Failure.Transient where the store could not be asked
     * @throws Failure.Terminal with the code {@link Ledger#BROKEN} where what follows is no sound record
     */
    public List<Entry> read(String chain, LedgerPlace from, int most) {
        List<Entry> page = page(chain, from, most);
        return page.isEmpty() ? further(chain, from, most) : page;
    }

    /** A blob that was full was left without a word, for one of a later month. */
    private List<Entry> further(String chain, LedgerPlace from, int most) {
        for (YearMonth month : LedgerEnd.months(blobs, chain)) {
            if (month.isAfter(from.month())) {
                List<Entry> page = page(chain, new LedgerPlace(month, 0, from.seq()), most);
                if (!page.isEmpty()) {
                    return page;
                }
            }
        }
        return List.of();
    }

    private List<Entry> page(String chain, LedgerPlace from, int most) {
        String blob = LedgerPlace.blob(chain, from.month());
        byte[] bytes = blobs.read(blob, from.offset(), most);
        if (bytes.length == most && !holdsLine(bytes)) {
            bytes = blobs.read(blob, from.offset(), LedgerEnd.BLOCK + 1);
        }
        if (bytes.length > 0 && !holdsLine(bytes)) {
            throw LedgerEnd.broken(blob, "a line after record " + from.seq() + " is cut off");
        }
        return entries(chain, from, bytes);
    }

    private static boolean holdsLine(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\n') {
                return true;
            }
        }
        return false;
    }

    private static List<Entry> entries(String chain, LedgerPlace from, byte[] bytes) {
        var entries = new ArrayList<Entry>();
        LedgerPlace at = from;
        int begin = 0;
        for (int i = 0; i < bytes.length && at.month().equals(from.month()); i++) {
            if (bytes[i] == '\n') {
                LedgerRecord record = record(chain, at, Arrays.copyOfRange(bytes, begin, i));
                at = at.after(record, i + 1 - begin);
                entries.add(new Entry(record.event(), at));
                begin = i + 1;
            }
        }
        return entries;
    }

    private static LedgerRecord record(String chain, LedgerPlace at, byte[] line) {
        String blob = LedgerPlace.blob(chain, at.month());
        try {
            LedgerRecord record = LedgerRecord.parse(line);
            if (record.chain().equals(chain) && record.seq() == at.seq() + 1) {
                return record;
            }
            throw LedgerEnd.broken(blob, "the line after record " + at.seq() + " is another record than its next");
        } catch (Malformed e) {
            throw LedgerEnd.broken(blob, "the line after record " + at.seq() + " " + e.reason());
        }
    }
}

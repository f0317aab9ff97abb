package io.entraguard.reconcile.ledger;

import java.time.YearMonth;

/**
 * A place between two records of a chain. Immutable.
 *
 * @param month of the blob
 * @param offset in that blob, in bytes
 * @param seq the number of the last record before it, 0 at the chain's beginning
 */
public record LedgerPlace(YearMonth month, long offset, long seq) {
    /** The name of a month's blob of a chain. */
    static String blob(String chain, YearMonth month) {
        return chain + "/" + month + ".jsonl";
    }

    /** The place that follows a record of so many bytes, its line feed counted. */
    LedgerPlace after(LedgerRecord record, int bytes) {
        return LedgerRecord.continuesIn(record.event())
                .map(next -> new LedgerPlace(next, 0, record.seq()))
                .orElse(new LedgerPlace(month, offset + bytes, record.seq()));
    }
}

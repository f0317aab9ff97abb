package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.ledger.LedgerCheck.Fault;
import io.entraguard.reconcile.ledger.LedgerCheck.Source;
import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
import java.io.IOException;
import java.time.YearMonth;
import java.util.Optional;

/** The walk of a {@link LedgerCheck} along one chain, which ends at its first fault. */
final class LedgerWalk {
    private final String chain;
    private long seq;
    private String hash = LedgerRecord.GENESIS;
    private boolean broken;

    LedgerWalk(String chain) {
        this.chain = chain;
    }

    long records() {
        return seq;
    }

    /** Goes on through the chain's next file, unless the chain was found broken before. */
    Optional<Fault> through(String name, String month, Source source) {
        if (broken) {
            return Optional.empty();
        }
        Optional<Fault> fault = walk(name, month, source);
        broken = fault.isPresent();
        return fault;
    }

    private Optional<Fault> walk(String name, String month, Source source) {
        long line = 1;
        try (var lines = new LedgerLines(source.open())) {
            for (Optional<byte[]> bytes = lines.next(); bytes.isPresent(); bytes = lines.next()) {
                LedgerRecord record = LedgerRecord.parse(bytes.get());
                if (line == 1) {
                    opens(record, month);
                }
                follow(record);
                line++;
            }
            return line > 1 ? Optional.empty() : Optional.of(new Fault(name, 0, "is empty"));
        } catch (Malformed e) {
            return Optional.of(new Fault(name, line, e.reason()));
        } catch (IOException e) {
            return Optional.of(new Fault(name, 0, "could not be read"));
        }
    }

    private static void opens(LedgerRecord record, String month) throws Malformed {
        Optional<YearMonth> own = LedgerRecord.month(record.event());
        if (own.isPresent() && !own.get().toString().equals(month)) {
            throw new Malformed("opens a file of " + month + " with an event of " + own.get());
        }
    }

    private void follow(LedgerRecord record) throws Malformed {
        if (!record.chain().equals(chain)) {
            throw new Malformed("belongs to another chain");
        }
        if (record.seq() <= seq) {
            throw new Malformed("is record " + record.seq() + " again or out of order, after record " + seq);
        }
        if (record.seq() > seq + 1) {
            throw new Malformed("is record " + record.seq() + ", but the last was " + seq + ": records are missing");
        }
        if (!record.prev().equals(hash)) {
            throw new Malformed("does not follow from the record before it");
        }
        seq = record.seq();
        hash = record.hash();
    }
}

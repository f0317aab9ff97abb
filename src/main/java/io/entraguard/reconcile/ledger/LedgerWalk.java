package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.ledger.LedgerAnchors.Anchor;
import io.entraguard.reconcile.ledger.LedgerCheck.Fault;
import io.entraguard.reconcile.ledger.LedgerCheck.Source;
import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
import java.io.IOException;
import java.time.YearMonth;
import java.util.Optional;

/** The walk of a {@link LedgerCheck} along one chain, which ends at its first fault. */
final class LedgerWalk {
    private final String chain;
    private final LedgerAnchors anchors;
    private long seq;
    private String hash = LedgerRecord.GENESIS;
    private String file = "";
    /** How many lines the file before has, which a blob takes only so many of. */
    private long before;
    /** The month that the last record named as the next. */
    private Optional<YearMonth> next = Optional.empty();

    private boolean broken;

    LedgerWalk(String chain, LedgerAnchors anchors) {
        this.chain = chain;
        this.anchors = anchors;
    }

    long records() {
        return seq;
    }

    /** Goes on through the chain's next file, unless the chain was found broken before. */
    Optional<Fault> through(String name, String month, Source source) {
        if (broken) {
            return Optional.empty();
        }
        file = name;
        Optional<Fault> fault = walk(name, month, source);
        broken = fault.isPresent();
        return fault;
    }

    /** What is missing after the last file. */
    Optional<Fault> end() {
        return anchors.last(chain)
                .filter(last -> !broken && last.seq() > seq)
                .map(last -> new Fault(
                        file,
                        0,
                        "ends with record " + seq + ", but record " + last.seq() + " was anchored at " + last.told()
                                + ": records are missing at the end"));
    }

    private Optional<Fault> walk(String name, String month, Source source) {
        long line = 1;
        try (var lines = new LedgerLines(source.open())) {
            for (Optional<byte[]> bytes = lines.next(); bytes.isPresent(); bytes = lines.next()) {
                LedgerRecord record = LedgerRecord.parse(bytes.get());
                if (line == 1) {
                    opens(record, month);
                }
                follow(record, lines, line);
                line++;
            }
            before = line - 1;
            return line > 1 ? Optional.empty() : Optional.of(new Fault(name, 0, "is empty"));
        } catch (Malformed e) {
            return Optional.of(new Fault(name, line, e.reason()));
        } catch (IOException e) {
            return Optional.of(new Fault(name, 0, "could not be read"));
        }
    }

    private void opens(LedgerRecord record, String month) throws Malformed {
        if (next.isPresent()) {
            if (!next.get().toString().equals(month)) {
                throw new Malformed("opens a file of " + month + ", but the chain goes on in " + next.get());
            }
            next = Optional.empty();
            return;
        }
        Optional<YearMonth> own = LedgerRecord.month(record.event());
        boolean foreign = own.isPresent() && !own.get().toString().equals(month);
        // A file in which a chain was to begin and did not is left by its only record; a full one is left by none.
        boolean left = LedgerRecord.continuesIn(record.event()).isPresent() || before >= AppendBlobs.MOST_APPENDS;
        if (foreign && !left) {
            throw new Malformed("opens a file of " + month + " with an event of " + own.get());
        }
    }

    private void follow(LedgerRecord record, LedgerLines rest, long line) throws Malformed, IOException {
        if (!record.chain().equals(chain)) {
            throw new Malformed("belongs to another chain");
        }
        if (next.isPresent()) {
            throw new Malformed("stands after the record by which the chain went on in " + next.get());
        }
        if (record.seq() <= seq) {
            throw new Malformed("is record " + record.seq() + " again, after record " + seq + ": it is doubled");
        }
        if (record.seq() > seq + 1) {
            throw new Malformed("is record " + record.seq() + ", but the last was " + seq + ": "
                    + whereabouts(seq + 1, record.seq() - 1, rest, line));
        }
        if (!record.prev().equals(hash)) {
            throw new Malformed("does not follow from the record before it");
        }
        for (Anchor anchor : anchors.of(chain, record.seq())) {
            if (!anchor.hash().equals(record.hash())) {
                throw new Malformed("is not the record " + record.seq() + " that was anchored at " + anchor.told());
            }
        }
        seq = record.seq();
        hash = record.hash();
        next = LedgerRecord.continuesIn(record.event());
    }

    /** What became of the records that should stand before a line: they stand further on in its file, or are missing. */
    private String whereabouts(long first, long last, LedgerLines rest, long line) throws IOException {
        long number = line;
        try {
            for (Optional<byte[]> bytes = rest.next(); bytes.isPresent(); bytes = rest.next()) {
                number++;
                LedgerRecord record = LedgerRecord.parse(bytes.get());
                if (record.seq() == first && record.chain().equals(chain)) {
                    return "record " + first + " is out of order, in line " + number;
                }
            }
        } catch (Malformed e) {
            // Whatever else is wrong further on, this is what comes first.
        }
        return first == last ? "record " + first + " is missing" : "records " + first + " to " + last + " are missing";
    }
}

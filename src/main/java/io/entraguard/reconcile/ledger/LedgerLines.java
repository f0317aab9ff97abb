package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a ledger's file line by line, as bytes. Only a line feed ends a line, and no line ends without one. */
final class LedgerLines implements AutoCloseable {
    /** No append writes more at once. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private final InputStream bytes;
    private final byte[] read = new byte[64 * 1024];
    private int from;
    private int to;

    LedgerLines(InputStream bytes) {
        this.bytes = bytes;
    }

    /** The next line without its line feed; empty at the end of the file. */
    Optional<byte[]> next() throws IOException, Malformed {
        if (ended()) {
            return Optional.empty();
        }
        var line = new ByteArrayOutputStream(2048);
        while (!takeTo(line)) {
            if (ended()) {
                throw new Malformed("is cut off: no line feed ends it");
            }
        }
        return Optional.of(line.toByteArray());
    }

    /** Takes what was read, up to the line's end; false where that did not come yet. */
    private boolean takeTo(ByteArrayOutputStream line) throws Malformed {
        int end = from;
        while (end < to && read[end] != '\n') {
            end++;
        }
        line.write(read, from, end - from);
        if (line.size() > LONGEST) {
            throw new Malformed("is longer than any record");
        }
        boolean whole = end < to;
        from = whole ? end + 1 : end;
        return whole;
    }

    /** Whether there is nothing left, having read on where that was needed. */
    private boolean ended() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, bytes.read(read));
        }
        return to == 0;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}

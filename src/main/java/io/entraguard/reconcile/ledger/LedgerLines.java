package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a ledger's file line by line, as bytes. Only a line feed ends a line, and no line ends without one. */
final class LedgerLines implements AutoCloseable {
    /** No append writes more at once. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private final InputStream bytes;

    LedgerLines(InputStream bytes) {
        this.bytes = new BufferedInputStream(bytes, 64 * 1024);
    }

    /** The next line without its line feed; empty at the end of the file. */
    Optional<byte[]> next() throws IOException, Malformed {
        int read = bytes.read();
        if (read < 0) {
            return Optional.empty();
        }
        var line = new ByteArrayOutputStream(1024);
        for (; read != '\n'; read = bytes.read()) {
            if (read < 0) {
                throw new Malformed("is cut off: no line feed ends it");
            }
            if (line.size() >= LONGEST) {
                throw new Malformed("is longer than any record");
            }
            line.write(read);
        }
        return Optional.of(line.toByteArray());
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}

package io.entraguard.azure.storage;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.specialized.BlobClientBase;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerCheck.Source;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A ledger's container as a check reads it: every blob, by its name, in pieces. Writes nothing and creates nothing. What is
 * appended to a blob while it is read may be left out. Thread-safe.
 */
public final class LedgerContainer {
    /** How much is asked for at once. */
    private static final int PIECE = 4 * 1024 * 1024;

    private final BlobContainerClient container;

    /** The container of that name. */
    public LedgerContainer(StorageAccess account, String container) {
        this.container = account.container(container);
    }

    /**
     * All blobs; each is read when it is opened.
     *
     * @throws Failure where the container cannot be listed; reading a blob ends in the same way
     */
    public SortedMap<String, Source> files() {
        return StorageCall.of(named("list"), () -> {
            var files = new TreeMap<String, Source>();
            for (BlobItem item : container.listBlobs(new ListBlobsOptions(), null)) {
                files.put(item.getName(), () -> new Pieces(item.getName()));
            }
            return files;
        });
    }

    private String named(String verb) {
        return "container " + container.getBlobContainerName() + ": " + verb;
    }

    /** One blob from its beginning to where it ended when it was opened. */
    private final class Pieces extends InputStream {
        private final String name;
        private final BlobClientBase blob;
        private final long length;
        private long asked;
        private byte[] piece = new byte[0];
        private int at;

        Pieces(String name) {
            this.name = name;
            this.blob = container.getBlobClient(name);
            this.length = StorageCall.of(
                    named("look at " + name),
                    () -> blob.getPropertiesWithResponse(null, null, Context.NONE)
                            .getValue()
                            .getBlobSize());
        }

        @Override
        public int read() {
            return more() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int most) {
            if (most == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int some = Math.min(most, piece.length - at);
            System.arraycopy(piece, at, into, offset, some);
            at += some;
            return some;
        }

        private boolean more() {
            if (at >= piece.length && asked < length) {
                long count = Math.min(PIECE, length - asked);
                var bytes = new ByteArrayOutputStream();
                StorageCall.of(
                        named("read " + name),
                        () -> blob.downloadStreamWithResponse(
                                bytes,
                                new BlobRange(asked, count),
                                new DownloadRetryOptions().setMaxRetryRequests(0),
                                null,
                                false,
                                null,
                                Context.NONE));
                asked += count;
                piece = bytes.toByteArray();
                at = 0;
            }
            return at < piece.length;
        }
    }
}

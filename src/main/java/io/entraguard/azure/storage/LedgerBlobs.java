package io.entraguard.azure.storage;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AppendBlobRequestConditions;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.specialized.AppendBlobClient;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * The ledger as append blobs of one container; each block goes where it is expected to
 * ({@code x-ms-blob-condition-appendpos}) or not at all. Thread-safe.
 */
public final class LedgerBlobs implements AppendBlobs {
    private final BlobContainerClient container;
    private final boolean creating;
    private volatile boolean there;

    /** The container of that name. */
    public LedgerBlobs(StorageAccess account, String container) {
        this.container = account.container(container);
        this.creating = account.creating();
    }

    @Override
    public Tail tail(String name, int most) {
        AppendBlobClient blob = blob(name);
        long length = length(name, blob);
        if (length == 0) {
            return new Tail(0, new byte[0]);
        }
        long from = Math.max(0, length - most);
        // no further: it may have grown since its length was asked
        return new Tail(length, download(name, blob, new BlobRange(from, length - from)));
    }

    private byte[] download(String name, AppendBlobClient blob, BlobRange range) {
        var bytes = new ByteArrayOutputStream();
        call(
                "read " + name,
                () -> blob.downloadStreamWithResponse(
                        bytes,
                        range,
                        new DownloadRetryOptions().setMaxRetryRequests(0),
                        null,
                        false,
                        null,
                        Context.NONE));
        return bytes.toByteArray();
    }

    @Override
    public byte[] read(String name, long from, int most) {
        try {
            return download(name, blob(name), new BlobRange(from, (long) most));
        } catch (Failure.Terminal e) {
            if (blobIsAbsent(e) || e.code().equals("InvalidRange")) { // which is what 416 says of its end
                return new byte[0];
            }
            throw e;
        }
    }

    private long length(String name, AppendBlobClient blob) {
        try {
            return call(
                    "look at " + name,
                    () -> blob.getPropertiesWithResponse(null, null, Context.NONE)
                            .getValue()
                            .getBlobSize());
        } catch (Failure.Terminal e) {
            if (blobIsAbsent(e)) {
                return 0;
            }
            throw e;
        }
    }

    @Override
    public void append(String name, byte[] bytes, long length) {
        AppendBlobClient blob = blob(name);
        if (length == 0) {
            create(name, blob);
        }
        try {
            call(
                    "append to " + name,
                    () -> blob.appendBlockWithResponse(
                            new ByteArrayInputStream(bytes),
                            bytes.length,
                            null,
                            new AppendBlobRequestConditions().setAppendPosition(length),
                            null,
                            Context.NONE));
        } catch (Failure.Terminal e) {
            throw blobIsAbsent(e) ? new Failure.Conflict("the ledger's blob " + name + " is not there any more") : e;
        }
    }

    private void create(String name, AppendBlobClient blob) {
        var absent = new BlobRequestConditions().setIfNoneMatch("*");
        try {
            call("create " + name, () -> blob.createWithResponse(null, null, absent, null, Context.NONE));
        } catch (Failure.Conflict e) {
            // it is there already; whether it is still empty is the append's own condition
        }
    }

    @Override
    public List<String> names(String prefix) {
        var options = new ListBlobsOptions().setPrefix(prefix);
        return call(
                "list",
                () -> container.listBlobs(options, null).stream()
                        .map(BlobItem::getName)
                        .sorted()
                        .toList());
    }

    private AppendBlobClient blob(String name) {
        return container.getBlobClient(name).getAppendBlobClient();
    }

    private <T> T call(String verb, Supplier<T> call) {
        if (creating && !there) {
            StorageCall.of(named("create"), () -> container.createIfNotExistsWithResponse(null, null, Context.NONE));
            there = true;
        }
        return StorageCall.of(named(verb), call);
    }

    private String named(String verb) {
        return "container " + container.getBlobContainerName() + ": " + verb;
    }

    private static boolean blobIsAbsent(Failure.Terminal answer) {
        return answer.code().equals("BlobNotFound");
    }
}

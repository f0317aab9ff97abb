package io.entraguard.azure.storage;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobDownloadResponse;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.PolicySource;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The policy file as a blob, asked for with {@code If-None-Match}, so that an unchanged one costs one small answer.
 * Creates nothing. Of a blob that is too long for a policy only so much is read that this shows. Thread-safe.
 */
public final class BlobPolicySource implements PolicySource {
    /** An etag that no blob has. */
    private static final String NO_VERSION = "\"0x0\"";

    private final BlobClient blob;
    private final String what;

    /** The blob of that name in that container. */
    public BlobPolicySource(StorageAccess account, String container, String name) {
        this.blob = account.container(container).getBlobClient(name);
        this.what = "container " + container + ": read " + name;
    }

    @Override
    public Optional<Loaded> load(Optional<String> etag) {
        var bytes = new ByteArrayOutputStream();
        var other = new BlobRequestConditions();
        etag.ifPresent(other::setIfNoneMatch);
        try {
            BlobDownloadResponse answer = StorageCall.of(
                    what,
                    () -> blob.downloadStreamWithResponse(
                            bytes,
                            new BlobRange(0, PolicyFile.LARGEST + 1L),
                            new DownloadRetryOptions().setMaxRetryRequests(0),
                            other,
                            false,
                            null,
                            Context.NONE));
            return Optional.of(new Loaded(
                    bytes.toByteArray(), answer.getDeserializedHeaders().getETag()));
        } catch (Failure.Terminal e) {
            if (etag.isPresent() && unchanged(e)) {
                return Optional.empty();
            }
            if (e.code().equals("InvalidRange")) { // which is how a blob without a single byte answers
                return Optional.of(new Loaded(new byte[0], NO_VERSION));
            }
            throw e;
        }
    }

    /** 304: a 412 of the same name is a conflict, not this. */
    private static boolean unchanged(Failure.Terminal answer) {
        return answer.code().equals("ConditionNotMet") || answer.code().equals("HTTP304");
    }
}

package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.specialized.AppendBlobClient;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ledger.LedgerTurnContract;
import io.entraguard.testing.Azurite;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The ledger keeps its promises under a locked immutability policy, since it asks for nothing that one refuses. */
class LedgerUnderLockIT extends LedgerTurnContract {
    private final LockedPolicy policy = new LockedPolicy(AzuriteAccess.HTTP);
    private final StorageAccess access =
            StorageAccess.byConnectionString(Azurite.shared().connectionString(), policy, Duration.ofSeconds(30), true);
    private final String container = Azurite.shared().freshName();
    private final AppendBlobs blobs = new LedgerBlobs(access, container);

    @Override
    protected AppendBlobs blobs() {
        return blobs;
    }

    @Test
    void of_a_blob_it_asks_to_be_created_once_and_appended_to_and_read() {
        byte[] line = "x\n".getBytes(StandardCharsets.UTF_8);
        blobs.append("guard/2026-01.jsonl", line, 0);
        blobs.append("guard/2026-01.jsonl", line, 2);
        assertThat(blobs.tail("guard/2026-01.jsonl", 10).length()).isEqualTo(4);
        assertThat(blobs.read("guard/2026-01.jsonl", 0, 10)).hasSize(4);
        assertThat(blobs.names("")).hasSize(1);
        assertThat(policy.passed())
                .startsWith("container", "create", "append", "append", "read")
                .containsOnlyOnce("container", "create")
                .containsOnly("container", "create", "append", "read");
    }

    @Test
    void a_check_of_it_only_reads() {
        blobs.append("guard/2026-01.jsonl", "x\n".getBytes(StandardCharsets.UTF_8), 0);
        policy.passed().clear();
        assertThat(LedgerCheck.of(new LedgerContainer(access, container).files(), LedgerAnchors.NONE))
                .isInstanceOf(LedgerCheck.Result.Broken.class);
        assertThat(policy.passed()).hasSizeGreaterThan(2).containsOnly("read");
    }

    @Test
    void the_policy_of_these_tests_refuses_what_a_locked_one_does() {
        blobs.append("a", new byte[] {1}, 0);
        BlobContainerClient client = access.container(container);
        AppendBlobClient blob = client.getBlobClient("a").getAppendBlobClient();
        for (ThrowingCallable forbidden : List.<ThrowingCallable>of(
                blob::delete,
                client::delete,
                () -> blob.setMetadata(Map.of("a", "b")),
                () -> blob.create(true),
                () -> blob.appendBlock(new ByteArrayInputStream(new byte[] {2}), 1),
                () -> blob.sealWithResponse(null, null, Context.NONE),
                () -> new BlobLeaseClientBuilder()
                        .blobClient(blob)
                        .buildClient()
                        .acquireLease(-1),
                () -> client.getBlobClient("a")
                        .getBlockBlobClient()
                        .upload(new ByteArrayInputStream(new byte[] {3}), 1, true))) {
            // Which the SDK may wrap.
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(forbidden)
                    .withMessageContaining(LockedPolicy.REFUSAL);
        }
        assertThat(blobs.read("a", 0, 10)).containsExactly(1);
    }
}

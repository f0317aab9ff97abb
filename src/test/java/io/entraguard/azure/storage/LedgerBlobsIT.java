package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.AppendBlobsContract;
import io.entraguard.reconcile.Failure;
import io.entraguard.testing.Azurite;
import org.junit.jupiter.api.Test;

class LedgerBlobsIT extends AppendBlobsContract {
    private final String container = Azurite.shared().freshName();
    private final AppendBlobs blobs = new LedgerBlobs(AzuriteAccess.creating(), container);

    @Override
    protected AppendBlobs blobs() {
        return blobs;
    }

    @Test
    void a_container_that_is_absent_and_may_not_be_created_ends_every_call() {
        var other = new LedgerBlobs(AzuriteAccess.creatingNothing(), container);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> other.tail("b", 1))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("ContainerNotFound"));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> other.read("b", 0, 1));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> other.append("b", new byte[] {1}, 0));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> other.append("b", new byte[] {1}, 1));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> other.names(""));
    }
}

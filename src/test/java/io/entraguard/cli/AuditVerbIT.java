package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.entraguard.azure.storage.LedgerBlobs;
import io.entraguard.azure.storage.StorageAccess;
import io.entraguard.cli.Shell.Ran;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.ledger.Continued;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.testing.Azurite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code guard audit verify} on the container of an emulator. */
class AuditVerbIT {
    private static final Instant AT = Instant.parse("2026-01-05T09:00:00Z");

    private final String container = Azurite.shared().freshName();
    private final String address =
            Azurite.shared().connectionString().replaceAll(".*BlobEndpoint=([^;]+);.*", "$1") + "/" + container;
    private final AppendBlobs blobs = new LedgerBlobs(
            StorageAccess.byConnectionString(
                    Azurite.shared().connectionString(),
                    new JdkHttpClientBuilder().build(),
                    Duration.ofSeconds(30),
                    true),
            container);

    private Ran verify(String place) {
        return new Shell()
                .with("AzureWebJobsStorage", Azurite.shared().connectionString())
                .run("audit", "verify", place);
    }

    private void append(String message) {
        Map<String, Object> event = Map.of("time", AT.toEpochMilli(), "message", message);
        new Ledger(blobs).append(Optional.empty(), AT, List.of(event), Continued::in);
    }

    @Test
    void a_containers_ledger_is_verified_like_a_folders() {
        append("a");
        append("b");
        assertThat(verify(address)).isEqualTo(new Ran(0, address + ": intact, 2 records in 1 chain\n", ""));
        assertThat(verify(address + "/").code()).isZero();
    }

    @Test
    void what_is_wrong_in_a_container_is_named_by_blob_and_line() {
        append("a");
        long length = blobs.tail("guard/2026-01.jsonl", 1).length();
        blobs.append("guard/2026-01.jsonl", "{}\n".getBytes(StandardCharsets.UTF_8), length);
        assertThat(verify(address).code()).isEqualTo(1);
        assertThat(verify(address).out().lines())
                .containsExactly(
                        "guard/2026-01.jsonl:2: is no ledger record of chain, seq, prev, event and hash",
                        address + ": broken, 1 fault");
    }

    @Test
    void a_container_that_is_absent_or_empty_is_exit_code_2() {
        assertThat(verify(address).code()).isEqualTo(2);
        assertThat(verify(address).err())
                .startsWith(address + ": this cannot be read (")
                .contains("ContainerNotFound")
                .hasLineCount(1);
        blobs.names(""); // which makes the container
        assertThat(verify(address).code()).isEqualTo(2);
        assertThat(verify(address).err()).contains("this holds no ledger");
    }
}

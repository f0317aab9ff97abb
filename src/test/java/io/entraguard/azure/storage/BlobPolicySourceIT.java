package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.PolicySource;
import io.entraguard.reconcile.PolicySourceContract;
import io.entraguard.testing.Azurite;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlobPolicySourceIT extends PolicySourceContract {
    private static final String BLOB = "fleet/policy.yaml";

    private final String name = Azurite.shared().freshName();
    private final BlobContainerClient container = AzuriteAccess.creating().container(name);
    private final PolicySource source = new BlobPolicySource(AzuriteAccess.creatingNothing(), name, BLOB);

    @BeforeEach
    void create() {
        container.create();
    }

    @Override
    protected PolicySource source() {
        return source;
    }

    @Override
    protected void put(byte[] bytes) {
        container.getBlobClient(BLOB).upload(BinaryData.fromBytes(bytes), true);
    }

    @Override
    protected void remove() {
        container.getBlobClient(BLOB).delete();
    }

    @Test
    void a_blob_written_anew_with_the_same_bytes_is_another_version() {
        put(new byte[] {1});
        String etag = source.load(Optional.empty()).orElseThrow().etag();
        put(new byte[] {1});
        assertThat(source.load(Optional.of(etag))).isPresent();
    }

    @Test
    void a_container_that_is_absent_is_not_created() {
        String absent = Azurite.shared().freshName();
        var other = new BlobPolicySource(AzuriteAccess.creating(), absent, BLOB);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> other.load(Optional.empty()))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("ContainerNotFound"));
        assertThat(AzuriteAccess.creating().container(absent).exists()).isFalse();
    }

    @Test
    void the_account_and_key_of_a_connection_string_serve_at_the_address_that_is_given() {
        put(new byte[] {1});
        String connection = Azurite.shared().connectionString();
        Matcher port = Pattern.compile("BlobEndpoint=http://127.0.0.1:(\\d+)").matcher(connection);
        assertThat(port.find()).isTrue();
        var access = StorageAccess.byConnectionStringAt(
                "http://localhost:" + port.group(1) + "/devstoreaccount1",
                connection.replace("127.0.0.1:" + port.group(1), "127.0.0.1:1"),
                AzuriteAccess.HTTP,
                Duration.ofSeconds(30));
        assertThat(new BlobPolicySource(access, name, BLOB).load(Optional.empty()))
                .isPresent();
    }
}

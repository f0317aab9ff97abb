package io.entraguard.azure.storage;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.entraguard.testing.Azurite;
import java.time.Duration;

/** The way of this package's tests to the shared Azurite. */
final class AzuriteAccess {
    static final HttpClient HTTP = new JdkHttpClientBuilder().build();

    private AzuriteAccess() {}

    static StorageAccess creating() {
        return access(true);
    }

    static StorageAccess creatingNothing() {
        return access(false);
    }

    private static StorageAccess access(boolean creating) {
        return StorageAccess.byConnectionString(
                Azurite.shared().connectionString(), HTTP, Duration.ofSeconds(30), creating);
    }
}

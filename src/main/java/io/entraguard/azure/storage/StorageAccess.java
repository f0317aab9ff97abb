package io.entraguard.azure.storage;

import com.azure.core.client.traits.ConnectionStringTrait;
import com.azure.core.client.traits.EndpointTrait;
import com.azure.core.client.traits.HttpTrait;
import com.azure.core.client.traits.TokenCredentialTrait;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryOptions;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import com.azure.storage.queue.QueueMessageEncoding;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * How one service of a storage account is reached: where, as whom, by which HTTP client, how long an answer is waited
 * for, and whether what is absent may be created. Immutable; its text shows no key.
 */
public final class StorageAccess {
    private final String address;
    private final Optional<String> elsewhere;
    private final Optional<TokenCredential> credential;
    private final HttpClient http;
    private final Duration patience;
    private final boolean creating;

    private StorageAccess(
            String address,
            Optional<String> elsewhere,
            Optional<TokenCredential> credential,
            HttpClient http,
            Duration patience,
            boolean creating) {
        this.address = address;
        this.elsewhere = elsewhere;
        this.credential = credential;
        this.http = http;
        this.patience = patience;
        this.creating = creating;
    }

    /**
     * Access by identity.
     *
     * @param endpoint the service's own, such as {@code https://account.table.core.windows.net}
     * @param patience how long the headers of an answer are waited for
     * @param creating whether table, queue or container are created where they are absent
     */
    public static StorageAccess byIdentity(
            String endpoint, TokenCredential credential, HttpClient http, Duration patience, boolean creating) {
        return new StorageAccess(endpoint, Optional.empty(), Optional.of(credential), http, patience, creating);
    }

    /** Access by a connection string, which is a secret; one string serves all services. */
    public static StorageAccess byConnectionString(
            String connectionString, HttpClient http, Duration patience, boolean creating) {
        return new StorageAccess(connectionString, Optional.empty(), Optional.empty(), http, patience, creating);
    }

    /** The same by the account and key of a connection string at another endpoint than it names, creating nothing. */
    public static StorageAccess byConnectionStringAt(
            String endpoint, String connectionString, HttpClient http, Duration patience) {
        return new StorageAccess(connectionString, Optional.of(endpoint), Optional.empty(), http, patience, false);
    }

    /** Whether table, queue or container are created where they are absent. */
    boolean creating() {
        return creating;
    }

    TableClient table(String name) {
        var builder = new TableClientBuilder().tableName(name).retryOptions(once());
        return addressed(builder).buildClient();
    }

    QueueClient queue(String name) {
        var builder = new QueueClientBuilder()
                .queueName(name)
                .messageEncoding(QueueMessageEncoding.BASE64) // what the Functions host reads by default
                .retryOptions(onceToo());
        return addressed(builder).buildClient();
    }

    BlobContainerClient container(String name) {
        var builder = new BlobContainerClientBuilder().containerName(name).retryOptions(onceToo());
        return addressed(builder).buildClient();
    }

    private <B extends ConnectionStringTrait<B> & EndpointTrait<B> & TokenCredentialTrait<B> & HttpTrait<B>>
            B addressed(B builder) {
        builder.httpClient(http).addPolicy(new Patience(patience));
        return credential
                .map(identity -> builder.endpoint(address).credential(identity))
                .orElseGet(() -> {
                    B known = builder.connectionString(address);
                    return elsewhere.map(known::endpoint).orElse(known);
                });
    }

    private static RetryOptions once() {
        return new RetryOptions(new FixedDelayOptions(0, Duration.ZERO));
    }

    private static RequestRetryOptions onceToo() {
        return new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Duration) null, null, null, null);
    }

    @Override
    public String toString() {
        return "StorageAccess[" + credential.map(identity -> address).orElse("connection string") + "]";
    }

    /** Sets how long an answer is waited for, request by request, since the HTTP client is shared with others. */
    private record Patience(Duration duration) implements HttpPipelinePolicy {
        /** The name under which azure-core's HTTP clients look for it. */
        private static final String KEY = "azure-response-timeout";

        @Override
        public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
            context.setData(KEY, duration);
            return next.process();
        }

        @Override
        public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
            context.setData(KEY, duration);
            return next.processSync();
        }
    }
}

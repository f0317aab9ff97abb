package io.entraguard.azure.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import io.entraguard.reconcile.Failure;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What is sent to a resource whose local authentication is switched off; there is no network behind it. */
class IdentityTest {
    private static final IngestionTarget TARGET =
            IngestionTarget.of("InstrumentationKey=11111111-1111-1111-1111-111111111111;"
                    + "IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/");

    private final List<Optional<String>> sent = new CopyOnWriteArrayList<>();
    private final List<String> scopes = new CopyOnWriteArrayList<>();

    private final HttpClient client = new HttpClient() {
        @Override
        public Mono<HttpResponse> send(HttpRequest request) {
            sent.add(Optional.ofNullable(request.getHeaders().getValue(HttpHeaderName.AUTHORIZATION)));
            return Mono.error(new IOException("no network"));
        }
    };

    private final TokenCredential identity = request -> {
        scopes.addAll(request.getScopes());
        return Mono.just(new AccessToken("a-token", OffsetDateTime.of(2100, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)));
    };

    private void deliver(Optional<TokenCredential> who) {
        try (AzureMonitor monitor = AzureMonitor.start(TARGET, who, client, Duration.ofSeconds(5))) {
            var metrics = new OtelMetrics(monitor.api().getMeter("test"));
            var sink = new OtelAuditSink(monitor, metrics, Duration.ofSeconds(20));
            assertThatExceptionOfType(Failure.Transient.class)
                    .isThrownBy(() -> sink.emit(List.of(Map.of("metadata", Map.of("uid", "u-1")))))
                    .withMessageNotContaining("a-token");
        }
    }

    @Test
    void a_token_of_the_identity_goes_with_the_request() {
        deliver(Optional.of(identity));
        assertThat(sent).contains(Optional.of("Bearer a-token"));
        assertThat(scopes).containsOnly("https://monitor.azure.com//.default");
    }

    @Test
    void without_an_identity_the_key_in_the_connection_string_is_all() {
        deliver(Optional.empty());
        assertThat(sent).isNotEmpty().containsOnly(Optional.empty());
    }
}

package io.entraguard.azure.telemetry;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.DefaultRedirectStrategy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RedirectPolicy;
import com.azure.core.http.policy.RedirectStrategy;
import com.azure.monitor.opentelemetry.exporter.AzureMonitorExporter;
import com.azure.monitor.opentelemetry.exporter.AzureMonitorExporterOptions;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The exporter, and the only class that knows it: an OpenTelemetry SDK whose metrics and spans go out in batches (every 60
 * and 5 seconds, and when flushed), and a way for log records that ends only when the service has taken them. Safe for use
 * by many threads; its own threads are daemons.
 *
 * <p>Its requests go through a pipeline of our own: the {@link IngestionGate} first, redirects followed to where nobody
 * can listen in, nothing logged, nothing tried again (azure-core would sleep; the exporter keeps batches of metrics and
 * spans that met 401, 403, 408, 429 or a server's error as temporary files, at most 50 MB, and sends one every 30 s).
 */
final class AzureMonitor implements AutoCloseable {
    /** The service sends a client from the global endpoint to its region's by 307 or 308. */
    private static final int MOST_REDIRECTS = 10;

    private static final String SCOPE = "https://monitor.azure.com//.default";

    private final OpenTelemetrySdk sdk;
    private final LogRecordExporter records;
    private final Resource resource;
    private final IngestionGate gate;

    private AzureMonitor(OpenTelemetrySdk sdk, LogRecordExporter records, Resource resource, IngestionGate gate) {
        this.sdk = sdk;
        this.records = records;
        this.resource = resource;
        this.gate = gate;
    }

    /**
     * Starts it.
     *
     * @param identity sends a token with each request; for a resource whose local authentication is switched off
     * @param patience how long one answer is waited for
     */
    static AzureMonitor start(
            IngestionTarget target, Optional<TokenCredential> identity, HttpClient client, Duration patience) {
        var gate = new IngestionGate(patience);
        var records = new AtomicReference<LogRecordExporter>();
        var speaker = new AtomicReference<>(Resource.getDefault());
        var builder = AutoConfiguredOpenTelemetrySdk.builder()
                // The worker sets a thread's context class loader around invocations only.
                .setServiceClassLoader(AzureMonitor.class.getClassLoader())
                .disableShutdownHook()
                // The host's own sampling decision is about the host's telemetry: there is little of ours, all is kept.
                .addPropertiesSupplier(() -> Map.of("otel.traces.sampler", "always_on"));
        AzureMonitorExporter.customize(
                builder,
                new AzureMonitorExporterOptions()
                        .connectionString(target.connectionString())
                        .pipeline(pipeline(gate, identity, client)));
        builder.addLogRecordExporterCustomizer((exporter, config) -> {
            records.set(exporter);
            return exporter;
        });
        builder.addResourceCustomizer((resource, config) -> {
            speaker.set(resource);
            return resource;
        });
        OpenTelemetrySdk sdk = builder.build().getOpenTelemetrySdk();
        LogRecordExporter exporter = records.get();
        if (exporter == null) {
            throw new IllegalStateException("OTEL_LOGS_EXPORTER keeps audit events from the exporter: leave it unset");
        }
        return new AzureMonitor(sdk, exporter, Objects.requireNonNull(speaker.get()), gate);
    }

    private static HttpPipeline pipeline(IngestionGate gate, Optional<TokenCredential> identity, HttpClient client) {
        List<HttpPipelinePolicy> policies = new ArrayList<>();
        policies.add(gate);
        policies.add(new RedirectPolicy(new SafeRedirects()));
        // After the redirects, which take the token away: each place that the request is sent to gets one.
        identity.ifPresent(credential -> policies.add(new BearerTokenAuthenticationPolicy(credential, SCOPE)));
        return new HttpPipelineBuilder()
                .httpClient(client)
                .policies(policies.toArray(HttpPipelinePolicy[]::new))
                .build();
    }

    /** Follows a POST to where it is sent on, if that is as safe from listeners. */
    private static final class SafeRedirects implements RedirectStrategy {
        private final RedirectStrategy usual =
                new DefaultRedirectStrategy(MOST_REDIRECTS, "Location", Set.of(HttpMethod.POST));

        @Override
        public boolean shouldAttemptRedirect(
                HttpPipelineCallContext context, HttpResponse response, int tries, Set<String> attempted) {
            String location = response.getHeaders().getValue(HttpHeaderName.LOCATION);
            return location != null
                    && IngestionTarget.safe(URI.create(location))
                    && usual.shouldAttemptRedirect(context, response, tries, attempted);
        }

        @Override
        public int getMaxAttempts() {
            return usual.getMaxAttempts();
        }

        @Override
        public HttpRequest createRedirectRequest(HttpResponse response) {
            return usual.createRedirectRequest(response);
        }
    }

    /** Who speaks: the program and its instance. */
    Resource resource() {
        return resource;
    }

    /** What makes meters and tracers. */
    OpenTelemetry api() {
        return sdk;
    }

    /**
     * Sends records and waits until all of them were taken.
     *
     * @throws io.entraguard.reconcile.Failure.Transient where one was not, or nobody can say within the limit
     */
    void deliver(List<LogRecordData> batch, Duration limit) {
        var delivery = new Delivery(batch.size());
        gate.watching(delivery, () -> records.export(batch));
        delivery.await(limit);
    }

    /** Sends the spans that have ended, and the figures too if asked; waits at most so long and says whether all went. */
    boolean flush(boolean figures, Duration limit) {
        List<CompletableResultCode> all = new ArrayList<>();
        all.add(sdk.getSdkTracerProvider().forceFlush());
        if (figures) {
            all.add(sdk.getSdkMeterProvider().forceFlush());
        }
        return CompletableResultCode.ofAll(all)
                .join(limit.toMillis(), TimeUnit.MILLISECONDS)
                .isDone();
    }

    @Override
    public void close() {
        sdk.close();
    }
}

package io.entraguard.azure.telemetry;

import com.azure.core.http.HttpClient;
import com.azure.monitor.opentelemetry.exporter.AzureMonitorExporter;
import com.azure.monitor.opentelemetry.exporter.AzureMonitorExporterOptions;
import io.entraguard.reconcile.AuditSink;
import io.entraguard.reconcile.Failure;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sink that hands audit events to Azure Monitor, each as one OpenTelemetry log record. The exporter is started by the
 * first events; an endpoint that refuses or is not there costs them at most two seconds, and what it did not take the
 * exporter tries again from a directory under {@code java.io.tmpdir}. Nothing tells whether a record arrived. The SDK is
 * this object's own and never the process's global one. Safe for use by many threads.
 */
public final class OtelAuditSink implements AuditSink, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OtelAuditSink.class.getName());
    private static final String SCOPE = "io.entraguard.audit";

    /** An invocation may end, and its instance freeze, right after; its batch would otherwise wait for a second. */
    private static final long FLUSH_SECONDS = 2;

    private final AzureMonitorExporterOptions options;
    private final Map<String, String> properties;
    private final String version;
    private @Nullable OpenTelemetrySdk started;

    private OtelAuditSink(AzureMonitorExporterOptions options, Map<String, String> properties, String version) {
        this.options = options;
        this.properties = properties;
        this.version = version;
    }

    /**
     * The sink for one Application Insights resource. Nothing is started or asked yet.
     *
     * @param connectionString of that resource; who has it may write telemetry
     * @param client what sends; empty for the one that azure-core finds
     * @param serviceName the role name that the records carry
     * @param version of this program, for the records' scope
     * @throws Failure.Terminal where the exporter cannot read the connection string
     */
    public static OtelAuditSink of(
            String connectionString, Optional<HttpClient> client, String serviceName, String version) {
        var options = new AzureMonitorExporterOptions();
        try {
            options.connectionString(connectionString);
        } catch (RuntimeException e) {
            // Its message may quote what it could not read.
            throw new Failure.Terminal("telemetry-connection-string", "Azure Monitor's connection string is not one");
        }
        client.ifPresent(options::httpClient);
        // Over environment variables and system properties, which may speak of somebody else's OpenTelemetry.
        var properties = Map.of(
                "otel.service.name", serviceName,
                "otel.logs.exporter", "azure_monitor",
                "otel.metrics.exporter", "none",
                "otel.traces.exporter", "none");
        return new OtelAuditSink(options, properties, version);
    }

    /** @throws Failure.Transient where the SDK says that it could not pass them on */
    @Override
    public void emit(List<Map<String, Object>> events) {
        if (events.isEmpty()) {
            return;
        }
        OpenTelemetrySdk sdk = sdk();
        var logger = sdk.getSdkLoggerProvider()
                .loggerBuilder(SCOPE)
                .setInstrumentationVersion(version)
                .build();
        events.forEach(event -> OtelLogRecords.emit(logger, event));
        CompletableResultCode flush = sdk.getSdkLoggerProvider().forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS);
        if (!flush.isDone()) {
            LOG.log(Level.WARNING, "telemetry still under way count={0} seconds={1}", new Object[] {
                events.size(), FLUSH_SECONDS
            });
        } else if (!flush.isSuccess()) {
            throw new Failure.Transient(
                    "Azure Monitor's exporter could not pass on " + events.size() + " audit events");
        }
    }

    private synchronized OpenTelemetrySdk sdk() {
        if (started == null) {
            try {
                started = start();
            } catch (RuntimeException | LinkageError e) {
                // Whatever it is, the audit trail goes on without telemetry.
                throw new Failure.Terminal(
                        "telemetry-start",
                        "Azure Monitor's exporter cannot start: " + e.getClass().getName());
            }
        }
        return started;
    }

    private OpenTelemetrySdk start() {
        var builder = AutoConfiguredOpenTelemetrySdk.builder()
                // The worker's context class loader is the app's only within an invocation.
                .setServiceClassLoader(OtelAuditSink.class.getClassLoader())
                .disableShutdownHook();
        AzureMonitorExporter.customize(builder, options);
        return builder.addPropertiesCustomizer(config -> properties).build().getOpenTelemetrySdk();
    }

    /** Stops the exporter's batch, for tests and for whoever ends before the process does. */
    @Override
    public synchronized void close() {
        if (started != null) {
            started.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
        }
    }
}

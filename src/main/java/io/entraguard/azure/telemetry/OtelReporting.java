package io.entraguard.azure.telemetry;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import io.entraguard.reconcile.Telemetry;
import io.opentelemetry.api.trace.Tracer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link Reporting} to Application Insights. */
public final class OtelReporting implements AutoCloseable {
    /** Far below the minute after which a message that its function does not answer would be seen again. */
    private static final Duration DELIVERY = Duration.ofSeconds(10);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration FLUSH = Duration.ofSeconds(3);
    /** The outbox remembers by this name what is still to be handed over. */
    static final String SINK = "application-insights";

    private static final String SCOPE = "io.entraguard";
    private static final Logger LOG = System.getLogger(OtelReporting.class.getName());

    private final AzureMonitor monitor;
    private final Reporting reporting;

    private OtelReporting(AzureMonitor monitor, Reporting reporting) {
        this.monitor = monitor;
        this.reporting = reporting;
    }

    /**
     * Starts it.
     *
     * @param identity whom the ingestion service is to see, where the key in the connection string is not enough
     * @param client sends to the ingestion service
     */
    public static OtelReporting start(
            IngestionTarget target, Optional<TokenCredential> identity, HttpClient client, Clock clock) {
        AzureMonitor monitor = AzureMonitor.start(target, identity, client, ANSWER);
        var metrics = new OtelMetrics(monitor.api().getMeter(SCOPE));
        Tracer tracer = monitor.api().getTracer(SCOPE);
        var traces = new OtelTraces(tracer, new Flushing(clock, figures -> monitor.flush(figures, FLUSH)));
        return new OtelReporting(
                monitor,
                new Reporting(
                        new Telemetry(metrics, traces),
                        Map.of(SINK, new OtelAuditSink(monitor, metrics, DELIVERY)),
                        (inner, who) -> new TracedHttpClient(inner, who, tracer, metrics, clock)));
    }

    /** The same where it can be started; else nothing, since the guard's work matters more, and a line in the log. */
    public static Reporting startOrNone(
            IngestionTarget target, Optional<TokenCredential> identity, HttpClient client, Clock clock) {
        try {
            return start(target, identity, client, clock).reporting();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    "telemetry not started reason={0}",
                    e.getClass().getName());
            return Reporting.NONE;
        }
    }

    public Reporting reporting() {
        return reporting;
    }

    /** Sends what there is and stops. */
    @Override
    public void close() {
        monitor.close();
    }
}

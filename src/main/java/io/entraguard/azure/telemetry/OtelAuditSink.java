package io.entraguard.azure.telemetry;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.GuardMetrics;
import io.entraguard.reconcile.GuardMetrics.Sink;
import io.entraguard.reconcile.outbox.AuditSink;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Audit events as log records in Application Insights. A call ends well only when the service said that it took each of
 * them; where it refused one, throttled, failed or kept silent, the whole call fails and may be made again, by which
 * events may stand there twice under one {@code entraguard.event.uid}. What it will not have however often it comes is
 * {@link AuditSink#REFUSED}, which the outbox believes only of a service that takes other events meanwhile: a key that is
 * no longer valid is answered with 400 too. All else is a {@link Failure.Transient}. Safe for use by many threads.
 */
final class OtelAuditSink implements AuditSink {
    /** How many records one request takes; with long ones it stays below the service's megabyte. */
    private static final int BATCH = 50;

    private final AzureMonitor monitor;
    private final GuardMetrics metrics;
    private final Duration limit;

    /**
     * @param limit how long one request may take in all
     */
    OtelAuditSink(AzureMonitor monitor, GuardMetrics metrics, Duration limit) {
        this.monitor = monitor;
        this.metrics = metrics;
        this.limit = limit;
    }

    @Override
    public void emit(List<Map<String, Object>> events) {
        List<LogRecordData> records = new ArrayList<>();
        events.forEach(event -> records.addAll(
                AuditRecords.of(event, monitor.resource(), Span.current().getSpanContext())));
        try {
            for (int from = 0; from < records.size(); from += BATCH) {
                monitor.deliver(records.subList(from, Math.min(records.size(), from + BATCH)), limit);
            }
        } catch (Failure e) {
            metrics.notHandedOver(Sink.APPLICATION_INSIGHTS, events.size());
            throw e;
        }
    }
}

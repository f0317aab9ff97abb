package io.entraguard.functions;

import com.azure.core.credential.TokenCredential;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.siem.EventHubSink;
import io.entraguard.azure.siem.LogsIngestionSink;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.GuardMetrics;
import io.entraguard.reconcile.outbox.AuditSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The ways out to SIEMs that the settings ask for, by the names under which they stand in the outbox. */
final class Sinks {
    private Sinks() {}

    static Map<String, AuditSink> of(SiemSettings settings, AzureHttp http, Optional<TokenCredential> credential) {
        var sinks = new LinkedHashMap<String, AuditSink>();
        settings.logsIngestion().ifPresent(logs -> {
            String endpoint = logs.endpoint().toString();
            var pipeline = http.pipeline(endpoint, credential, LogsIngestionSink.SCOPE);
            sinks.put("logs-ingestion", LogsIngestionSink.guardTable(endpoint, pipeline, logs.rule(), logs.stream()));
            logs.asimStream()
                    .ifPresent(stream -> sinks.put(
                            "logs-ingestion-asim",
                            LogsIngestionSink.asimTable(endpoint, pipeline, logs.rule(), stream)));
        });
        settings.eventHub().ifPresent(hub -> {
            String endpoint = hub.endpoint().toString();
            var pipeline = http.pipeline(endpoint, credential, EventHubSink.SCOPE);
            sinks.put("event-hub", new EventHubSink(endpoint, hub.hub(), pipeline, hub.format()));
        });
        return sinks;
    }

    /** The same way out, which counts what it could not hand over. */
    static AuditSink counted(String name, AuditSink sink, GuardMetrics metrics) {
        return events -> {
            try {
                sink.emit(events);
            } catch (Failure e) {
                metric(name).ifPresent(word -> metrics.notHandedOver(word, events.size()));
                throw e;
            }
        };
    }

    /** The word that a sink has in figures; empty for one that has none. */
    static Optional<GuardMetrics.Sink> metric(String sink) {
        return switch (sink) {
            case "logs-ingestion", "logs-ingestion-asim" -> Optional.of(GuardMetrics.Sink.LOGS_INGESTION);
            case "event-hub" -> Optional.of(GuardMetrics.Sink.EVENT_HUBS);
            case "application-insights" -> Optional.of(GuardMetrics.Sink.APPLICATION_INSIGHTS);
            default -> Optional.empty();
        };
    }
}

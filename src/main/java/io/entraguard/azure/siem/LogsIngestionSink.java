package io.entraguard.azure.siem;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.rest.RequestOptions;
import com.azure.core.util.BinaryData;
import com.azure.monitor.ingestion.LogsIngestionClient;
import com.azure.monitor.ingestion.LogsIngestionClientBuilder;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.outbox.AuditSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Azure Monitor's Logs Ingestion API as a way out: one stream of one data collection rule, rows in JSON arrays of at most
 * 1 MB, gzipped by the client. The identity needs the role Monitoring Metrics Publisher on the rule. Safe for use by many
 * threads.
 */
public final class LogsIngestionSink implements AuditSink {
    /** What tokens are for. */
    public static final String SCOPE = "https://monitor.azure.com/.default";

    private static final String WHOM = "Logs Ingestion";

    private final LogsIngestionClient client;
    private final String rule;
    private final String stream;
    private final UnaryOperator<Map<String, Object>> row;

    private LogsIngestionSink(
            String endpoint,
            HttpPipeline pipeline,
            String rule,
            String stream,
            UnaryOperator<Map<String, Object>> row) {
        this.client = new LogsIngestionClientBuilder()
                .endpoint(endpoint)
                .pipeline(pipeline)
                .credential(request -> Mono.error(new IllegalStateException("tokens are the pipeline's own affair")))
                .buildClient();
        this.rule = rule;
        this.stream = stream;
        this.row = row;
    }

    /**
     * Into the guard's own table, {@code EntraGuardAudit_CL}.
     *
     * @param pipeline sends each request once, with a token for {@link #SCOPE}
     * @param rule the immutable id of the data collection rule
     */
    public static LogsIngestionSink guardTable(String endpoint, HttpPipeline pipeline, String rule, String stream) {
        return new LogsIngestionSink(endpoint, pipeline, rule, stream, GuardAuditRow::of);
    }

    /** The same into Microsoft Sentinel's table {@code ASimAuditEventLogs}. */
    public static LogsIngestionSink asimTable(String endpoint, HttpPipeline pipeline, String rule, String stream) {
        return new LogsIngestionSink(endpoint, pipeline, rule, stream, AsimAuditRow::of);
    }

    @Override
    public void emit(List<Map<String, Object>> events) {
        for (byte[] rows : JsonBatches.of(events.stream().map(row).toList())) {
            send(rows);
        }
    }

    private void send(byte[] rows) {
        try {
            client.uploadWithResponse(rule, stream, BinaryData.fromBytes(rows), new RequestOptions());
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private static Failure failure(RuntimeException e) {
        Optional<HttpResponse> answer = e instanceof HttpResponseException answered
                ? Optional.ofNullable(answered.getResponse())
                : Optional.empty();
        return answer.map(response ->
                        SinkAnswer.failure(WHOM, response.getStatusCode(), response.getHeaders(), body(response)))
                .orElseGet(() -> SinkAnswer.noAnswer(WHOM));
    }

    private static String body(HttpResponse response) {
        BinaryData body = response.getBodyAsBinaryData();
        return body == null ? "" : new String(body.toBytes(), StandardCharsets.UTF_8);
    }
}

package io.entraguard.azure.siem;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.CanonicalJson;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.outbox.AuditSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An Event Hub as a way out, by its HTTPS operation Send batch events. The partition key is the cluster's id, so that the
 * events of one cluster stay in order; those of none share the key {@code guard}. The identity needs the role Azure Event
 * Hubs Data Sender. Safe for use by many threads.
 *
 * <p>Microsoft's pages disagree on where a batch's partition key stands, beside each body or in the request's header: it
 * stands in both, and a request never holds two keys.
 */
public final class EventHubSink implements AuditSink {
    /** What tokens are for. */
    public static final String SCOPE = "https://eventhubs.azure.net/.default";

    private static final String WHOM = "Event Hubs";
    private static final String TYPE = "application/vnd.microsoft.servicebus.json";
    private static final HttpHeaderName BROKER_PROPERTIES = HttpHeaderName.fromString("BrokerProperties");

    /** Tells azure-core to read the body at once, so that a body that breaks off is known before anything is judged. */
    private static final Context WHOLE = new Context("azure-eagerly-read-response", true);

    private final String url;
    private final HttpPipeline pipeline;
    private final Format format;

    /** What the body of an event is. */
    public enum Format {
        /** The OCSF event as JSON. */
        OCSF,
        /** A line of the Common Event Format. */
        CEF
    }

    /**
     * @param endpoint {@code https://NAMESPACE.servicebus.windows.net}
     * @param hub the Event Hub's name
     * @param pipeline sends each request once, with a token for {@link #SCOPE}
     */
    public EventHubSink(String endpoint, String hub, HttpPipeline pipeline, Format format) {
        this.url = endpoint + "/" + hub + "/messages?api-version=2014-01&timeout=60";
        this.pipeline = pipeline;
        this.format = format;
    }

    @Override
    public void emit(List<Map<String, Object>> events) {
        var requests = new ArrayList<Runnable>();
        int begin = 0;
        for (int i = 1; i <= events.size(); i++) {
            if (i == events.size() || !key(events.get(i)).equals(key(events.get(begin)))) {
                String key = key(events.get(begin));
                List<Map<String, Object>> messages = events.subList(begin, i).stream()
                        .map(event -> message(event, key))
                        .toList();
                JsonBatches.of(messages).forEach(batch -> requests.add(() -> send(batch, key)));
                begin = i;
            }
        }
        requests.forEach(Runnable::run);
    }

    private static String key(Map<String, Object> event) {
        return Field.first(new OcsfEvent(event), Paths.CLUSTER).orElse(Ledger.GUARD);
    }

    private Map<String, Object> message(Map<String, Object> event, String key) {
        String body = switch (format) {
            case OCSF -> CanonicalJson.write(event);
            case CEF -> CefLines.of(event);
        };
        var message = new LinkedHashMap<String, Object>();
        message.put("Body", body);
        message.put("BrokerProperties", Map.of("PartitionKey", key));
        return message;
    }

    private void send(byte[] batch, String key) {
        var request = new HttpRequest(HttpMethod.POST, url);
        request.setHeader(HttpHeaderName.CONTENT_TYPE, TYPE);
        request.setHeader(BROKER_PROPERTIES, ascii(CanonicalJson.write(Map.of("PartitionKey", key))));
        request.setBody(BinaryData.fromBytes(batch));
        Optional<Failure> failure;
        try (HttpResponse response = pipeline.sendSync(request, WHOLE)) {
            failure = failure(response);
        } catch (RuntimeException noAnswer) {
            throw SinkAnswer.noAnswer(WHOM);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private static Optional<Failure> failure(HttpResponse response) {
        int status = response.getStatusCode();
        if (status >= 200 && status < 300) {
            return Optional.empty();
        }
        String body = new String(response.getBodyAsBinaryData().toBytes(), StandardCharsets.UTF_8);
        return Optional.of(SinkAnswer.failure(WHOM, status, response.getHeaders(), body));
    }

    /** JSON in a header: what is not ASCII is escaped as JSON lets it be. */
    private static String ascii(String json) {
        var text = new StringBuilder();
        json.chars().forEach(c -> text.append(c < 0x7f ? String.valueOf((char) c) : String.format("\\u%04x", c)));
        return text.toString();
    }
}

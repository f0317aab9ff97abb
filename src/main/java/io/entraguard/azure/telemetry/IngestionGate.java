package io.entraguard.azure.telemetry;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.entraguard.azure.telemetry.Delivery.Answered;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The first policy of the exporter's pipeline, which sees what the ingestion service answered to whom. For a request that
 * a {@link Delivery} of this thread waits for, the delivery is told and the exporter is not: it would keep what was
 * refused in a folder of temporary files and send it once more than whoever asked for the delivery does. Requests of
 * metrics and spans pass as they are. What the exporter tells its vendor about itself is not sent at all. Safe for use by
 * many threads.
 */
final class IngestionGate implements HttpPipelinePolicy {
    /** The name under which azure-core's HTTP clients look for it. */
    private static final String RESPONSE_TIMEOUT = "azure-response-timeout";

    /** The name under which the exporter leaves the key that a request is for. */
    private static final String KEY = "instrumentationKey";

    /** The vendor's own components, as the exporter names them (StatsbeatConnectionString of 1.0.0-beta.31). */
    private static final Set<Object> VENDOR =
            Set.of("7dc56bab-3c0c-4e9f-9ebb-d1acadee8d0f", "c4a29126-a7cb-47e5-b348-11414998b11e");

    /** What the thread that sends is waiting for. */
    private static final ThreadLocal<Delivery> DELIVERIES = new ThreadLocal<>();

    private final Duration patience;

    /**
     * @param patience how long an answer is waited for
     */
    IngestionGate(Duration patience) {
        this.patience = patience;
    }

    /** Runs an export whose requests, which are sent off on this very thread, belong to that delivery. */
    void watching(Delivery delivery, Runnable export) {
        DELIVERIES.set(delivery);
        try {
            export.run();
        } finally {
            DELIVERIES.remove();
        }
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        if (context.getData(KEY).filter(VENDOR::contains).isPresent()) {
            return Mono.just(new TakenResponse(context.getHttpRequest()));
        }
        context.setData(RESPONSE_TIMEOUT, patience);
        leaveWhole(context.getHttpRequest());
        Delivery delivery = DELIVERIES.get();
        if (delivery == null) {
            return next.process();
        }
        delivery.sent();
        return next.process()
                .flatMap(response -> response.getBodyAsString()
                        .defaultIfEmpty("")
                        .map(body -> new Answered(
                                response.getStatusCode(), Delivery.retryAfter(response.getHeaders()), body)))
                .doOnNext(delivery::answered)
                .doOnError(delivery::broke)
                .onErrorComplete()
                .then(Mono.fromSupplier(() -> new TakenResponse(context.getHttpRequest())));
    }

    /**
     * The JDK's client reads the exporter's own buffers to their ends, after which there would be nothing left to send to
     * where a redirect leads, or to put aside for later.
     */
    private static void leaveWhole(HttpRequest request) {
        Flux<ByteBuffer> body = request.getBody();
        request.setBody(body.map(ByteBuffer::duplicate));
    }
}

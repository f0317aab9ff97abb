package io.entraguard.azure.telemetry;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.entraguard.azure.telemetry.Reporting.Callee;
import io.entraguard.reconcile.GuardMetrics;
import io.entraguard.reconcile.GuardMetrics.Service;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * A client whose every request is a span and a figure, and carries {@code traceparent}, so that Azure's support and a
 * tracker's log find it again. Of a URL the span tells scheme, host and, where Azure is called, the path; never a query,
 * and never the path of a tracker, which may be a secret. Safe for use by many threads.
 */
final class TracedHttpClient implements HttpClient {
    private static final HttpHeaderName TRACEPARENT = HttpHeaderName.fromString("traceparent");
    private static final int FIRST_ERROR = 400;

    private final HttpClient client;
    private final Callee who;
    private final Tracer tracer;
    private final GuardMetrics metrics;
    private final Clock clock;

    TracedHttpClient(HttpClient client, Callee who, Tracer tracer, GuardMetrics metrics, Clock clock) {
        this.client = client;
        this.who = who;
        this.tracer = tracer;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        var call = new Call(request);
        try {
            HttpResponse response = client.sendSync(request, context);
            call.answered(response);
            return response;
        } catch (RuntimeException | Error e) {
            call.broke(e);
            throw e;
        }
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return Mono.defer(() -> {
            var call = new Call(request);
            return client.send(request, context)
                    .doOnNext(call::answered)
                    .doOnError(call::broke)
                    .doOnCancel(call::givenUp);
        });
    }

    /** Whom a request is for. */
    private Service service(URL url) {
        return switch (who) {
            case GRAPH -> Service.GRAPH;
            case TRACKER -> Service.TRACKER;
            case ARM -> {
                String path = url.getPath().toLowerCase(Locale.ROOT);
                if (path.contains("/microsoft.resourcegraph/")) {
                    yield Service.RESOURCE_GRAPH;
                }
                yield path.contains("/microsoft.insights/") ? Service.ACTIVITY_LOG : Service.ARM;
            }
        };
    }

    /** One request, from its sending to the head of its answer. */
    private final class Call {
        private final Service service;
        private final String method;
        private final Instant began;
        private final Span span;

        Call(HttpRequest request) {
            URL url = request.getUrl();
            service = service(url);
            method = request.getHttpMethod().toString();
            began = clock.instant();
            span = tracer.spanBuilder(method + " " + service.word())
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("http.request.method", method)
                    .setAttribute("url.full", told(url))
                    .setAttribute("server.address", url.getHost())
                    .setAttribute("server.port", port(url))
                    .startSpan();
            OtelTraces.header(span.getSpanContext()).ifPresent(header -> request.setHeader(TRACEPARENT, header.text()));
        }

        private String told(URL url) {
            String origin = url.getProtocol() + "://" + url.getAuthority();
            return who == Callee.TRACKER ? origin : origin + url.getPath();
        }

        private static long port(URL url) {
            return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        }

        void answered(HttpResponse response) {
            int status = response.getStatusCode();
            span.setAttribute("http.response.status_code", status);
            if (status >= FIRST_ERROR) {
                span.setStatus(StatusCode.ERROR);
            }
            ended(Optional.of(status));
        }

        /** Told by its class alone: messages of the network may hold anything. */
        void broke(Throwable failure) {
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
            ended(Optional.empty());
        }

        void givenUp() {
            span.setStatus(StatusCode.ERROR, "given up");
            ended(Optional.empty());
        }

        private void ended(Optional<Integer> status) {
            span.end();
            metrics.called(service, method, status, Duration.between(began, clock.instant()));
        }
    }
}

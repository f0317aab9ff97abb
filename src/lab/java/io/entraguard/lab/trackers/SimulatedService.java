package io.entraguard.lab.trackers;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.entraguard.lab.faces.FaultHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A service that is spoken to over HTTP, without HTTP: one request at a time, in order, and a fault wherever the hook says
 * so. Thread-safe.
 */
abstract class SimulatedService implements HttpClient {
    private final FaultHook hook;

    SimulatedService(FaultHook hook) {
        this.hook = hook;
    }

    /**
     * A request as it came.
     *
     * @param path decoded
     * @param query decoded
     */
    record Call(String method, String path, Map<String, String> query, HttpHeaders headers, String body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.getValue(HttpHeaderName.fromString(name)));
        }

        /** A value of the query; empty where there is none. */
        String parameter(String name) {
            return Optional.ofNullable(query.get(name)).orElse("");
        }
    }

    /** What is sent back. */
    record Reply(int status, Map<String, String> headers, String body) {
        static Reply json(int status, String body) {
            return new Reply(status, Map.of("Content-Type", "application/json; charset=utf-8"), body);
        }

        Reply with(String header, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Reply(status, more, body);
        }
    }

    /** Answers a request; called by one thread at a time. */
    abstract Reply answer(Call call);

    /** How it says that it refuses. */
    abstract Reply refusal(FaultHook.Status status);

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    @Override
    public synchronized HttpResponse sendSync(HttpRequest request, Context context) {
        Call call = call(request);
        Optional<FaultHook.Kind> fault = hook.take(call.method() + " " + call.path());
        if (fault.isEmpty()) {
            return new Response(request, answer(call));
        }
        if (fault.get() instanceof FaultHook.Status status) {
            Reply refusal = refusal(status);
            return new Response(
                    request,
                    status.retryAfter()
                            .map(wait -> refusal.with("Retry-After", String.valueOf(wait.toSeconds())))
                            .orElse(refusal));
        }
        if (fault.get() instanceof FaultHook.LostResponse) {
            answer(call);
        }
        throw new UncheckedIOException(new IOException("the connection was closed"));
    }

    private static Call call(HttpRequest request) {
        var query = new LinkedHashMap<String, String>();
        String raw = Optional.ofNullable(request.getUrl().getQuery()).orElse("");
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        String body = request.getBodyAsBinaryData() == null
                ? ""
                : request.getBodyAsBinaryData().toString();
        return new Call(
                request.getHttpMethod().toString(),
                decoded(request.getUrl().getPath().replace("+", "%2B")),
                query,
                request.getHeaders(),
                body);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** An answer as azure-core wants it. */
    private static final class Response extends HttpResponse {
        private final Reply reply;
        private final HttpHeaders headers = new HttpHeaders();

        Response(HttpRequest request, Reply reply) {
            super(request);
            this.reply = reply;
            reply.headers().forEach((name, value) -> headers.set(HttpHeaderName.fromString(name), value));
        }

        private byte[] bytes() {
            return reply.body().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int getStatusCode() {
            return reply.status();
        }

        @Deprecated
        @Override
        public @Nullable String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(bytes()));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(bytes());
        }

        @Override
        public Mono<String> getBodyAsString() {
            return Mono.just(reply.body());
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(reply.body());
        }
    }
}

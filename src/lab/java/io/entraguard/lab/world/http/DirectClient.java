package io.entraguard.lab.world.http;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Hands requests to the simulated Azure as they leave the guard's pipelines, over no socket. What gets no answer fails at
 * once, also where a socket would have been held open. Any thread may use it.
 */
final class DirectClient implements HttpClient {
    private final Function<Request, Optional<Answer>> azure;

    DirectClient(Function<Request, Optional<Answer>> azure) {
        this.azure = azure;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        return azure.apply(Request.read(request))
                .map(answer -> new Response(request, answer))
                .orElseThrow(() -> new UncheckedIOException(new IOException("the connection was closed")));
    }

    /** An answer as azure-core wants it. */
    private static final class Response extends HttpResponse {
        private final Answer answer;
        private final HttpHeaders headers = new HttpHeaders();

        Response(HttpRequest request, Answer answer) {
            super(request);
            this.answer = answer;
            answer.headers().forEach((name, value) -> headers.set(HttpHeaderName.fromString(name), value));
        }

        private byte[] bytes() {
            return answer.body().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int getStatusCode() {
            return answer.status();
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
            return Mono.just(answer.body());
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(answer.body());
        }
    }
}

package io.entraguard.lab.trackers;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer that came over no wire, as azure-core wants it. */
final class LabResponse extends HttpResponse {
    private final Reply reply;
    private final HttpHeaders headers = new HttpHeaders();

    LabResponse(HttpRequest request, Reply reply) {
        super(request);
        this.reply = reply;
        reply.headers().forEach((name, value) -> headers.set(HttpHeaderName.fromString(name), value));
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

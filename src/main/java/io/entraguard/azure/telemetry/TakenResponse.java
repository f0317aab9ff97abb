package io.entraguard.azure.telemetry;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the exporter is told where the true answer is for somebody else: 200 and nothing more. */
final class TakenResponse extends HttpResponse {
    private static final int OK = 200;

    TakenResponse(HttpRequest request) {
        super(request);
    }

    @Override
    public int getStatusCode() {
        return OK;
    }

    @Override
    @Deprecated
    @SuppressWarnings({"NullAway", "InlineMeSuggester"}) // the class above promises null for a header that is not there
    public String getHeaderValue(String name) {
        return getHeaders().getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
        return new HttpHeaders();
    }

    @Override
    public Flux<ByteBuffer> getBody() {
        return Flux.empty();
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
        return Mono.empty();
    }

    @Override
    public Mono<String> getBodyAsString() {
        return Mono.empty();
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
        return Mono.empty();
    }
}

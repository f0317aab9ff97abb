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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

    /** Answers a request; called by one thread at a time. */
    abstract LabResponse.Reply answer(Call call);

    /** How it says that it refuses. */
    abstract LabResponse.Reply refusal(FaultHook.Status status);

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    @Override
    public synchronized HttpResponse sendSync(HttpRequest request, Context context) {
        Call call = call(request);
        Optional<FaultHook.Kind> fault = hook.take(call.method() + " " + call.path());
        if (fault.isEmpty()) {
            return new LabResponse(request, answer(call));
        }
        if (fault.get() instanceof FaultHook.Status status) {
            LabResponse.Reply refusal = refusal(status);
            return new LabResponse(
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
}

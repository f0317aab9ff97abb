package io.entraguard.azure.storage;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/**
 * The way to a blob container under a locked time-based immutability policy with {@code allowProtectedAppendWrites}: what
 * reads passes, new append blobs may be created and blocks appended, and whatever else would change a blob is refused, as
 * https://learn.microsoft.com/azure/storage/blobs/immutable-time-based-retention-policy-overview says. It is stricter than
 * that: a blob may be created only where none is, and a block appended only at the place that the writer has in mind.
 */
final class LockedPolicy implements HttpClient {
    /** The service's own code. */
    static final String REFUSAL = "BlobImmutableDueToPolicy";

    private static final HttpHeaderName TYPE = HttpHeaderName.fromString("x-ms-blob-type");
    private static final HttpHeaderName PLACE = HttpHeaderName.fromString("x-ms-blob-condition-appendpos");

    private final HttpClient service;
    private final List<String> passed = new CopyOnWriteArrayList<>();

    LockedPolicy(HttpClient service) {
        this.service = service;
    }

    /** A request that the policy does not let through. */
    static final class Refused extends IllegalStateException {
        Refused(String what) {
            super(REFUSAL + ": " + what);
        }
    }

    /** What was let through: {@code read}, {@code create}, {@code append} or {@code container}, in order. */
    List<String> passed() {
        return passed;
    }

    private HttpRequest judged(HttpRequest request) {
        passed.add(kind(request));
        return request;
    }

    private static String kind(HttpRequest request) {
        String query = String.valueOf(request.getUrl().getQuery());
        String sent = request.getHttpMethod() + " " + request.getUrl().getPath() + "?" + query;
        if (request.getHttpMethod() == HttpMethod.GET || request.getHttpMethod() == HttpMethod.HEAD) {
            return "read";
        }
        if (request.getHttpMethod() != HttpMethod.PUT) {
            throw new Refused(sent);
        }
        boolean plain = !query.contains("comp=");
        if (plain && query.contains("restype=container")) {
            return "container"; // which comes before any policy can be on it
        }
        if (plain
                && "AppendBlob".equals(request.getHeaders().getValue(TYPE))
                && "*".equals(request.getHeaders().getValue(HttpHeaderName.IF_NONE_MATCH))) {
            return "create";
        }
        if (query.contains("comp=appendblock") && request.getHeaders().getValue(PLACE) != null) {
            return "append";
        }
        throw new Refused(sent);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return service.send(judged(request));
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return service.send(judged(request), context);
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        return service.sendSync(judged(request), context);
    }
}

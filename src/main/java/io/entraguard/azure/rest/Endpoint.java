package io.entraguard.azure.rest;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.entraguard.reconcile.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One origin that is talked to, with the pipeline that does it. Each call sends one request and reads the whole answer;
 * nothing is sent to another origin, since the pipeline would hand it our token. Safe for use by many threads.
 */
final class Endpoint {
    /** Tells azure-core to read the body at once, so that a body that breaks off is known before anything is judged. */
    private static final Context WHOLE = new Context("azure-eagerly-read-response", true);

    private final URI base;
    private final HttpPipeline pipeline;

    Endpoint(String url, HttpPipeline pipeline) {
        this.base = base(url);
        this.pipeline = pipeline;
    }

    /**
     * An endpoint as configured, without a trailing slash.
     *
     * @throws IllegalArgumentException where it is no absolute http or https URL, or holds more than host and path
     */
    static URI base(String url) {
        URI uri = parse(url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .orElseThrow(() -> unusable(url));
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
        if (!http || uri.getHost() == null || !bare) {
            throw unusable(url);
        }
        return uri;
    }

    private static IllegalArgumentException unusable(String url) {
        return new IllegalArgumentException("the endpoint " + Wording.of(url, 100)
                + " is not usable: give an absolute URL such as https://management.azure.com");
    }

    /** The URL of a path below this endpoint; query values are encoded, names are not. */
    URI url(String path, Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + encode(value)));
        try {
            String plain = new URI(null, null, base.getPath() + path, null, null).toASCIIString();
            return URI.create(
                    base.getScheme() + "://" + base.getRawAuthority() + plain + "?" + String.join("&", pairs));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no path of a URL: " + Wording.of(path, 100), e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A URL that Azure handed out, if it belongs to this very origin: same scheme, host and port. */
    Optional<URI> own(String url) {
        return parse(url)
                .filter(uri -> base.getScheme().equalsIgnoreCase(uri.getScheme()))
                .filter(uri -> base.getHost().equalsIgnoreCase(uri.getHost()))
                .filter(uri -> port(base) == port(uri))
                .filter(uri -> uri.getRawUserInfo() == null);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static Optional<URI> parse(String url) {
        try {
            return Optional.of(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads.
     *
     * @throws Failure.Transient where no whole answer came
     */
    Answer get(URI url, Map<HttpHeaderName, String> headers) {
        return send(HttpMethod.GET, url, headers, null);
    }

    Answer get(URI url) {
        return get(url, Map.of());
    }

    /**
     * Sends a JSON body.
     *
     * @throws Failure.Transient where no whole answer came; whether it was carried out is not known then
     */
    Answer send(HttpMethod method, URI url, Map<HttpHeaderName, String> headers, byte @Nullable [] body) {
        HttpRequest request = new HttpRequest(method, url.toASCIIString());
        request.setHeader(HttpHeaderName.ACCEPT, "application/json");
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json");
            request.setBody(BinaryData.fromBytes(body));
        }
        String asked = method + " " + url.getScheme() + "://" + url.getRawAuthority() + url.getPath();
        try (HttpResponse response = pipeline.sendSync(request, WHOLE)) {
            BinaryData answer =
                    BinaryData.fromBytes(response.getBodyAsBinaryData().toBytes());
            return new Answer(asked, response.getStatusCode(), response.getHeaders(), answer);
        } catch (RuntimeException noAnswer) {
            throw new Failure.Transient(asked + ": no answer (" + causes(noAnswer) + ")");
        }
    }

    /** Names what broke by class only: messages of the network and of credentials may hold anything. */
    private static String causes(Throwable failure) {
        List<String> names = new ArrayList<>();
        for (Throwable cause = failure; cause != null && names.size() < 5; cause = cause.getCause()) {
            names.add(cause.getClass().getSimpleName());
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return String.join(", ", names);
    }
}

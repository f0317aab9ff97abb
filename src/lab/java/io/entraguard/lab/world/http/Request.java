package io.entraguard.lab.world.http;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.BinaryData;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A request as it came, read whole.
 *
 * @param path decoded, so that it reads like an ARM id
 * @param query decoded; names without regard to case, of doubled ones the first
 * @param header reads a header by name
 */
record Request(
        String method, String path, Map<String, String> query, Function<String, Optional<String>> header, String body) {

    /** The most that is read of a body: ARM itself takes 4 MB. */
    private static final int LARGEST_BODY = 4 * 1024 * 1024;

    static Request read(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        var body = new String(exchange.getRequestBody().readNBytes(LARGEST_BODY), StandardCharsets.UTF_8);
        return new Request(
                exchange.getRequestMethod(),
                Optional.ofNullable(uri.getPath()).orElse("/"),
                query(uri.getRawQuery()),
                name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)),
                body);
    }

    /** The same of a request that comes over no socket. */
    static Request read(HttpRequest request) {
        URI uri = URI.create(request.getUrl().toString());
        return new Request(
                request.getHttpMethod().toString(),
                Optional.ofNullable(uri.getPath()).orElse("/"),
                query(uri.getRawQuery()),
                name -> Optional.ofNullable(request.getHeaders().getValue(HttpHeaderName.fromString(name))),
                Optional.ofNullable(request.getBodyAsBinaryData())
                        .map(BinaryData::toString)
                        .orElse(""));
    }

    private static Map<String, String> query(String raw) {
        var query = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String pair : Optional.ofNullable(raw).orElse("").split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            query.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    boolean is(String other) {
        return method.equals(other);
    }

    /** Path and decoded query in one, for faults of the Activity Log and of Graph, which name clusters in the query. */
    String pathAndQuery() {
        return path + "?" + query;
    }

    String lowerPath() {
        return path.toLowerCase(Locale.ROOT);
    }
}

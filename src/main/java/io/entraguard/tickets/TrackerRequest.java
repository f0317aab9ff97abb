package io.entraguard.tickets;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.reconcile.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a tracker. Immutable.
 *
 * @param path segments below the tracker's base URL, raw: each is percent-encoded, so that none can leave its place
 * @param query names and values, raw
 * @param headers besides those that every request has
 * @param reads whether it only reads, or does no harm when done twice, so that it may be asked again whatever became of it
 */
record TrackerRequest(
        HttpMethod method,
        List<String> path,
        Map<String, String> query,
        Map<HttpHeaderName, String> headers,
        Optional<byte[]> body,
        String contentType,
        boolean reads) {
    private static final String JSON = "application/json";

    static TrackerRequest get(String... path) {
        return new TrackerRequest(HttpMethod.GET, List.of(path), Map.of(), Map.of(), Optional.empty(), JSON, true);
    }

    static TrackerRequest delete(String... path) {
        return new TrackerRequest(HttpMethod.DELETE, List.of(path), Map.of(), Map.of(), Optional.empty(), JSON, false);
    }

    static TrackerRequest post(JsonNode body, String... path) {
        return with(HttpMethod.POST, body, path);
    }

    /** A POST of these very bytes to the tracker's URL itself, which may be sent again: whoever gets it knows it again. */
    static TrackerRequest repeatable(byte[] body) {
        return new TrackerRequest(HttpMethod.POST, List.of(), Map.of(), Map.of(), Optional.of(body), JSON, true);
    }

    static TrackerRequest put(JsonNode body, String... path) {
        return with(HttpMethod.PUT, body, path);
    }

    static TrackerRequest patch(JsonNode body, String... path) {
        return with(HttpMethod.PATCH, body, path);
    }

    private static TrackerRequest with(HttpMethod method, JsonNode body, String... path) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return new TrackerRequest(method, List.of(path), Map.of(), Map.of(), Optional.of(bytes), JSON, false);
    }

    /** The same as a search: a POST that changes nothing. */
    TrackerRequest searching() {
        return new TrackerRequest(method, path, query, headers, body, contentType, true);
    }

    /** The same with a body of that media type. */
    TrackerRequest as(String type) {
        return new TrackerRequest(method, path, query, headers, body, type, reads);
    }

    TrackerRequest query(String name, String value) {
        var longer = new LinkedHashMap<>(query);
        longer.put(name, value);
        return new TrackerRequest(method, path, longer, headers, body, contentType, reads);
    }

    TrackerRequest header(HttpHeaderName name, String value) {
        var longer = new LinkedHashMap<>(headers);
        longer.put(name, value);
        return new TrackerRequest(method, path, query, longer, body, contentType, reads);
    }

    /** The path as it goes over the wire, empty or with a slash before each segment. */
    String encodedPath() {
        var encoded = new StringBuilder();
        path.forEach(segment -> encoded.append('/').append(segment(segment)));
        return encoded.toString();
    }

    /** The query as it goes over the wire, without a question mark; empty where there is none. */
    String encodedQuery() {
        var encoded = new StringBuilder();
        query.forEach((name, value) -> encoded.append(encoded.isEmpty() ? "" : "&")
                .append(encode(name))
                .append('=')
                .append(encode(value)));
        return encoded.toString();
    }

    /** A segment of dots alone would be taken for a step up or away by whoever normalizes the URL, encoded or not. */
    private static String segment(String raw) {
        if (raw.isEmpty() || raw.equals(".") || raw.equals("..")) {
            throw new Failure.Terminal("PathUnusable", "\"" + raw + "\" cannot be a part of a URL's path");
        }
        return encode(raw);
    }

    private static String encode(String raw) {
        return URLEncoder.encode(raw, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package io.entraguard.lab.world.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the absolute addresses that answers carry. */
record Links(URI base) {
    String absolute(String pathAndQuery) {
        return base + pathAndQuery;
    }

    /** The same request for what comes after the token. */
    String next(Request request, String skipToken) {
        var query = new TreeMap<>(request.query());
        query.put("$skiptoken", skipToken);
        return absolute(plain(request.path()) + "?"
                + query.entrySet().stream().map(Links::pair).collect(Collectors.joining("&")));
    }

    private static String plain(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String pair(Map.Entry<String, String> pair) {
        return URLEncoder.encode(pair.getKey(), StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8);
    }

    /** The lower-case id of a document, by which pages continue. */
    static String key(Map<String, Object> document) {
        return String.valueOf(document.get("id")).toLowerCase(Locale.ROOT);
    }
}

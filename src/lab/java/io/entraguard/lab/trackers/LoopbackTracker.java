package io.entraguard.lab.trackers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tracker's HTTP server on a free local port. Requests are served one at a time; a {@link Hitch} may befall the next one
 * of some kind. Thread-safe.
 */
public abstract class LoopbackTracker implements AutoCloseable {
    static {
        // Else each answer's head and body meet Nagle's algorithm and cost 40 ms; read once, at the server's first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Hitch> hitches = new LinkedHashMap<>();

    LoopbackTracker() {
        try {
            var address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("a simulated tracker found no local port", e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    /** What befalls a request. */
    public enum Hitch {
        /** It is carried out, and no answer comes. */
        LOST_RESPONSE,
        /** Nothing is done, and the server says that it has failed. */
        UNAVAILABLE,
        /** Nothing is done, since too much was asked; in 30 s it may be asked again. */
        THROTTLED
    }

    /**
     * A request as it came.
     *
     * @param path decoded segments
     * @param query decoded
     * @param text the body as it came, {@code json} what it is where it is JSON
     */
    record Call(
            String method,
            List<String> path,
            Map<String, String> query,
            Optional<String> authorization,
            String text,
            JsonNode json) {
        boolean is(String other, String... segments) {
            if (!method.equals(other) || path.size() != segments.length) {
                return false;
            }
            for (int i = 0; i < segments.length; i++) {
                if (!segments[i].equals("*") && !segments[i].equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        String query(String name, String otherwise) {
            return query.getOrDefault(name, otherwise);
        }
    }

    /** What is answered; a missing node is no body. */
    record Reply(int status, Map<String, String> headers, JsonNode body) {
        static Reply of(int status, JsonNode body) {
            return new Reply(status, Map.of(), body);
        }

        static Reply empty(int status) {
            return of(status, MissingNode.getInstance());
        }
    }

    /** Answers a request; called with this tracker's monitor held. */
    abstract Reply answer(Call call);

    /** What this tracker says where it has failed. */
    abstract Reply unavailable();

    /** What this tracker says to who asks too much. */
    abstract Reply throttled();

    /** Where it is. */
    public final String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets that befall the next request with that method and a path that ends so. */
    public final synchronized void next(String method, String pathEnd, Hitch hitch) {
        hitches.put(method + " " + pathEnd, hitch);
    }

    /** Methods and raw paths with queries of all requests so far. */
    public final synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public final void close() {
        server.stop(0);
    }

    @SuppressWarnings("try") // closing the exchange is what matters, also where nothing is answered
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Reply> reply = reply(call(exchange), exchange);
            if (reply.isPresent()) {
                send(exchange, reply.get());
            }
        }
    }

    private synchronized Optional<Reply> reply(Call call, HttpExchange exchange) {
        asked.add(call.method() + " " + exchange.getRequestURI());
        String path = exchange.getRequestURI().getPath();
        Optional<String> hit = hitches.keySet().stream()
                .filter(key -> key.startsWith(call.method() + " "))
                .filter(key -> path.endsWith(key.substring(key.indexOf(' ') + 1)))
                .findFirst();
        Optional<Hitch> hitch = hit.map(hitches::remove);
        if (hitch.isEmpty()) {
            return Optional.of(answer(call));
        }
        return switch (hitch.get()) {
            case LOST_RESPONSE -> {
                answer(call);
                yield Optional.empty();
            }
            case UNAVAILABLE -> Optional.of(unavailable());
            case THROTTLED -> Optional.of(throttled());
        };
    }

    private static Call call(HttpExchange exchange) throws IOException {
        var text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        List<String> path = Arrays.stream(exchange.getRequestURI().getRawPath().split("/"))
                .skip(1)
                .map(LoopbackTracker::decoded)
                .toList();
        return new Call(
                exchange.getRequestMethod(),
                path,
                pairs(exchange.getRequestURI().getRawQuery()),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                text,
                parsed(text));
    }

    /** Names and values of a query or of a form. */
    static Map<String, String> pairs(@Nullable String raw) {
        var pairs = new LinkedHashMap<String, String>();
        for (String pair : Optional.ofNullable(raw).orElse("").split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode parsed(String text) {
        try {
            return text.isEmpty() ? MissingNode.getInstance() : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        if (reply.body().isMissingNode()) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        byte[] body = reply.body().toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json;charset=UTF-8");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}

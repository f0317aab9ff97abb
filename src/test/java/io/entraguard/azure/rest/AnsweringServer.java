package io.entraguard.azure.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A local HTTP server that gives prepared answers in their order, to whatever is asked, and remembers what was asked. The
 * last answer is given again when no other is left.
 */
final class AnsweringServer implements AutoCloseable {
    static {
        // Else each answer's head and body meet Nagle's algorithm and cost 40 ms; read once, at the server's first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();

    /** What came: headers by lower-case name, of doubled ones the first. */
    record Asked(String method, String pathAndQuery, Map<String, String> headers, String body) {}

    /** How a request ends. */
    interface Reply {
        void give(HttpExchange exchange) throws IOException;
    }

    AnsweringServer() {
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers next with that status and body. */
    AnsweringServer then(int status, String body, String... headers) {
        return then(exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    /** Closes the connection next without an answer. */
    AnsweringServer thenBreakOff() {
        return then(exchange -> {});
    }

    /** Promises more next than it sends. */
    AnsweringServer thenBreakOffWithin(String body) {
        return then(exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length + 100);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        });
    }

    AnsweringServer then(Reply reply) {
        synchronized (replies) {
            replies.add(reply);
        }
        return this;
    }

    List<Asked> asked() {
        synchronized (replies) {
            return List.copyOf(asked);
        }
    }

    @SuppressWarnings("try") // closing the exchange is what matters, also where nothing was answered
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new LinkedHashMap<String, String>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Reply reply;
            synchronized (replies) {
                asked.add(new Asked(
                        exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
                reply = replies.size() > 1 ? replies.remove() : replies.element();
            }
            reply.give(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

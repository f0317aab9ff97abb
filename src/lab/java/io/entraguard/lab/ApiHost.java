package io.entraguard.lab;

import com.microsoft.azure.functions.HttpResponseMessage;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.functions.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Functions host as far as HTTP triggers go: requests for {@code /api/…} reach the function classes themselves, by the
 * routes of their annotations. Nobody is asked for a key. Listens on the loopback address alone.
 */
final class ApiHost implements AutoCloseable {
    /** Where {@code func start} listens. */
    static final int USUAL_PORT = 7071;

    private static final String PREFIX = "/api/";

    private final HttpServer server;
    private final List<HttpFunction> functions;

    private ApiHost(HttpServer server, List<HttpFunction> functions) {
        this.server = server;
        this.functions = functions;
        server.createContext("/", this::answer);
    }

    /**
     * Serves until it is closed.
     *
     * @param port zero for any
     */
    static ApiHost start(int port, Api api) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            var host = new ApiHost(server, functions(api));
            server.start();
            return host;
        } catch (BindException e) {
            throw new UncheckedIOException("port " + port + " is taken; stop what listens there", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the API could not be served", e);
        }
    }

    /** The functions of the API. */
    static List<HttpFunction> functions(Api api) {
        return Stream.of(Api.class.getRecordComponents())
                .map(component -> {
                    try {
                        return component.getAccessor().invoke(api);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException("a record's accessor can be called", e);
                    }
                })
                .flatMap(instance -> HttpFunction.of(instance).stream())
                .toList();
    }

    /** Where a path behind {@code /api/} is. */
    URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + PREFIX + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String behind = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
            Optional<HttpFunction> function = functions.stream()
                    .filter(candidate -> candidate.answers(exchange.getRequestMethod(), behind))
                    .findFirst();
            if (function.isPresent()) {
                send(exchange, function.get().call(request(exchange)));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private LabHttpRequest request(HttpExchange exchange) {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        return new LabHttpRequest(
                URI.create("http://localhost:" + server.getAddress().getPort()).resolve(exchange.getRequestURI()),
                headers);
    }

    private static void send(HttpExchange exchange, HttpResponseMessage message) throws IOException {
        LabHttpResponse response = (LabHttpResponse) message;
        response.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = response.bytes();
        exchange.sendResponseHeaders(response.getStatusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.entraguard.azure.telemetry;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import reactor.core.publisher.Mono;

/** A local ingestion endpoint: takes {@code POST /v2.1/track}, gzipped JSON by lines, and answers with one status. */
final class TrackServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final int status;
    private final List<JsonNode> items = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    TrackServer(int status) {
        this.status = status;
        try {
            var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String connectionString() {
        return "InstrumentationKey=9c9c9c9c-0000-4000-8000-000000000009;IngestionEndpoint=http://127.0.0.1:"
                + server.getAddress().getPort() + "/";
    }

    /** A client that reaches this machine alone: the exporter reports on itself to its vendor after a minute. */
    static HttpClient client() {
        HttpClient jdk = new JdkHttpClientBuilder().build();
        return request -> request.getUrl().getHost().equals("127.0.0.1")
                ? jdk.send(request)
                : Mono.error(new IOException("not on this machine"));
    }

    OtelAuditSink sink() {
        return OtelAuditSink.of(connectionString(), Optional.of(client()), "entra-guard", "1.2.3");
    }

    /** What was posted, in order, whether it was taken or not. */
    List<JsonNode> items() {
        synchronized (items) {
            return List.copyOf(items);
        }
    }

    List<String> requests() {
        synchronized (items) {
            return List.copyOf(requests);
        }
    }

    @SuppressWarnings("try") // closing the exchange is what matters
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                var body = new GZIPInputStream(exchange.getRequestBody())) {
            String lines = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            int count = 0;
            synchronized (items) {
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                for (String line : lines.lines().toList()) {
                    items.add(JSON.readTree(line));
                    count++;
                }
            }
            byte[] answer = ("{\"itemsReceived\":" + count + ",\"itemsAccepted\":" + (status == 200 ? count : 0)
                            + ",\"errors\":[]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

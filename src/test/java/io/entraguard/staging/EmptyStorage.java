package io.entraguard.staging;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A storage account on a free local port in which there is nothing: whatever is looked for is absent, whatever is written
 * is taken and forgotten. Enough for one first pass of the loop, which finds nothing remembered and writes what it has
 * found; anything that has to be read back is Azurite's to prove.
 */
final class EmptyStorage implements AutoCloseable {
    static {
        // Else each answer's two small writes cost 40 ms; read once, at the server's first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final String ACCOUNT = "nobody";

    private final HttpServer server;

    private EmptyStorage(HttpServer server) {
        this.server = server;
        server.createContext("/", EmptyStorage::answer);
        server.start();
    }

    static EmptyStorage start() {
        try {
            return new EmptyStorage(HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("no local port for a storage account", e);
        }
    }

    /** What a client connects with; its key is nobody's. */
    String connectionString() {
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + ACCOUNT;
        String key = Base64.getEncoder().encodeToString("a key that opens nothing".getBytes(StandardCharsets.UTF_8));
        return "DefaultEndpointsProtocol=http;AccountName=" + ACCOUNT + ";AccountKey=" + key + ";BlobEndpoint="
                + endpoint + ";QueueEndpoint=" + endpoint + ";TableEndpoint=" + endpoint;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.getResponseHeaders().set("Last-Modified", "Mon, 05 Jan 2026 09:00:00 GMT");
            exchange.getResponseHeaders().set("x-ms-request-server-encrypted", "true");
            exchange.getResponseHeaders().set("x-ms-blob-committed-block-count", "1");
            if (String.valueOf(exchange.getRequestURI().getQuery()).contains("comp=list")) {
                send(exchange, 200, "application/xml", """
                        <?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="ledger"><Blobs/>\
                        <NextMarker/></EnumerationResults>""");
            } else if (path.endsWith("()")) {
                send(exchange, 200, "application/json", "{\"value\":[]}");
            } else if (method.equals("GET") || method.equals("HEAD")) {
                absent(exchange, path.contains("(") ? "ResourceNotFound" : "BlobNotFound");
            } else if (path.endsWith("/messages")) {
                send(exchange, 201, "application/xml", """
                        <?xml version="1.0" encoding="utf-8"?><QueueMessagesList><QueueMessage><MessageId>1</MessageId>\
                        <PopReceipt>1</PopReceipt></QueueMessage></QueueMessagesList>""");
            } else {
                boolean ofTables = path.contains("/Tables") || path.contains("/clusters");
                exchange.getResponseHeaders().set("x-ms-blob-append-offset", "0");
                exchange.sendResponseHeaders(ofTables ? 204 : 201, -1);
            }
        }
    }

    private static void absent(HttpExchange exchange, String code) throws IOException {
        exchange.getResponseHeaders().set("x-ms-error-code", code);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            send(
                    exchange,
                    404,
                    "application/json",
                    "{\"odata.error\":{\"code\":\"" + code
                            + "\",\"message\":{\"lang\":\"en-US\",\"value\":\"absent\"}}}");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

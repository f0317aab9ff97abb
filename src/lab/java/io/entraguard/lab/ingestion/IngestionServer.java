package io.entraguard.lab.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The ingestion service on a free local port: takes {@code POST /v2.1/track}, whose body is gzip of JSON envelopes with
 * line ends between them, and answers as the service does. What it took can be looked at; how it answers requests for log
 * records can be ordered, those of metrics and spans are taken unless all of them are refused. Thread-safe.
 */
public final class IngestionServer implements AutoCloseable {
    static {
        // Else the server's two small writes for each answer meet Nagle's algorithm and cost 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** The key of the component that is played. */
    public static final String KEY = "00000000-1111-4222-8333-444444444444";

    private static final String TRACK = "/v2.1/track";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(4, work -> {
        var thread = new Thread(work, "ingestion");
        thread.setDaemon(true);
        return thread;
    });
    private final List<JsonNode> taken = new ArrayList<>();
    private final List<String> strangers = new ArrayList<>();
    private final Queue<Reply> orders = new ArrayDeque<>();
    private int logRequests;
    private int figures = 200;

    /** How a request for log records ends. */
    @FunctionalInterface
    public interface Reply {
        /** Answers, or closes without. */
        void give(HttpExchange exchange, List<JsonNode> envelopes) throws IOException;
    }

    private IngestionServer(HttpServer server) {
        this.server = server;
        server.setExecutor(workers);
        server.createContext("/", this::handle);
    }

    /** Starts one. */
    public static IngestionServer start() {
        try {
            var server = new IngestionServer(HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0));
            server.server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("the ingestion service found no local port", e);
        }
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What an app is told to reach it by. */
    public String connectionString() {
        return "InstrumentationKey=" + KEY + ";IngestionEndpoint=" + url() + "/";
    }

    /** Ends the next request for log records so; the ones after it as ordered after it, else well. */
    public IngestionServer then(Reply reply) {
        synchronized (taken) {
            orders.add(reply);
        }
        return this;
    }

    /** Refuses the next one with that status and those headers, names and values by turns. */
    public IngestionServer thenRefuse(int status, String... headers) {
        return then((exchange, envelopes) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            send(exchange, status, verdict(envelopes.size(), 0, status));
        });
    }

    /** Refuses metrics and spans with that status from now on. */
    public IngestionServer refuseFigures(int status) {
        synchronized (taken) {
            figures = status;
        }
        return this;
    }

    /** Takes all of the next one but the last record, which it refuses with that status. */
    public IngestionServer thenTakeAllButOne(int status) {
        return then((exchange, envelopes) -> {
            take(envelopes.subList(0, envelopes.size() - 1));
            send(exchange, 206, verdict(envelopes.size(), envelopes.size() - 1, status));
        });
    }

    /** Takes the next one, whose sender is never told. */
    public IngestionServer thenTakeAndBreakOff() {
        return then((exchange, envelopes) -> take(envelopes));
    }

    private static String verdict(int received, int accepted, int status) {
        String error = accepted == received
                ? ""
                : "{\"index\":" + accepted + ",\"statusCode\":" + status + ",\"message\":\"lab\"}";
        return "{\"itemsReceived\":" + received + ",\"itemsAccepted\":" + accepted + ",\"errors\":[" + error + "]}";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<JsonNode> envelopes = envelopes(exchange);
            Reply reply = reply(envelopes);
            reply.give(exchange, envelopes);
        }
    }

    private List<JsonNode> envelopes(HttpExchange exchange) throws IOException {
        boolean known = exchange.getRequestURI().getPath().equals(TRACK)
                && exchange.getRequestMethod().equals("POST")
                && "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        if (!known) {
            synchronized (taken) {
                strangers.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            }
            return List.of();
        }
        var text = new String(new GZIPInputStream(exchange.getRequestBody()).readAllBytes(), StandardCharsets.UTF_8);
        List<JsonNode> envelopes = new ArrayList<>();
        for (String line : text.split("\n")) {
            envelopes.add(JSON.readTree(line));
        }
        return envelopes;
    }

    private Reply reply(List<JsonNode> envelopes) {
        synchronized (taken) {
            boolean logs = !envelopes.isEmpty() && envelopes.stream().allMatch(IngestionServer::isLog);
            logRequests += logs ? 1 : 0;
            Reply ordered = logs ? orders.poll() : null;
            int status = logs ? 200 : figures;
            if (status != 200) {
                return (exchange, refused) -> send(exchange, status, verdict(refused.size(), 0, status));
            }
            return ordered != null ? ordered : this::takeAll;
        }
    }

    private void takeAll(HttpExchange exchange, List<JsonNode> envelopes) throws IOException {
        take(envelopes);
        send(exchange, 200, verdict(envelopes.size(), envelopes.size(), 200));
    }

    private void take(List<JsonNode> envelopes) {
        synchronized (taken) {
            taken.addAll(envelopes);
            taken.notifyAll();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static boolean isLog(JsonNode envelope) {
        return type(envelope).equals("MessageData");
    }

    private static String type(JsonNode envelope) {
        return envelope.path("data").path("baseType").asText();
    }

    /** Everything that was taken, in order. */
    public List<JsonNode> taken() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    /** The log records that were taken, in order: {@code message}, {@code properties}, {@code severityLevel}. */
    public List<JsonNode> logs() {
        return data("MessageData").toList();
    }

    /** The spans: {@code id}, {@code name}, {@code properties} and so on, under their envelopes. */
    public List<JsonNode> spans() {
        return taken().stream()
                .filter(envelope -> type(envelope).equals("RemoteDependencyData"))
                .toList();
    }

    /** The points of metrics: {@code metrics[0]} and {@code properties}; the exporter's own heartbeat is left out. */
    public List<JsonNode> metrics() {
        return data("MetricData")
                .filter(data ->
                        !data.path("metrics").path(0).path("name").asText().equals("HeartbeatState"))
                .toList();
    }

    private Stream<JsonNode> data(String type) {
        return taken().stream()
                .filter(envelope -> type(envelope).equals(type))
                .map(envelope -> envelope.path("data").path("baseData"));
    }

    /** How many requests for log records came, taken or not. */
    public int logRequests() {
        synchronized (taken) {
            return logRequests;
        }
    }

    /** Requests that no exporter of this wire format sends. */
    public List<String> strangers() {
        synchronized (taken) {
            return List.copyOf(strangers);
        }
    }

    /** Waits until one of the envelopes is like that. */
    public JsonNode await(Predicate<JsonNode> like, long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        synchronized (taken) {
            while (true) {
                var found = taken.stream().filter(like).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long left = (deadline - System.nanoTime()) / 1_000_000L;
                if (left <= 0) {
                    throw new IllegalStateException("nothing like that came within " + seconds + " s: " + taken);
                }
                taken.wait(left);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}

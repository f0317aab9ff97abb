package io.entraguard.lab.siem;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.lab.world.Json;
import io.entraguard.model.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Azure Monitor's Logs Ingestion API and the HTTPS operation Send batch events of Event Hubs, at one address. A request that
 * breaks a rule of its service is answered as the service would and noted as a complaint. Thread-safe.
 */
public final class SiemServer implements AutoCloseable {
    /** Of both services, for a request's body; of Logs Ingestion also as it is after unzipping. */
    private static final int MOST_BYTES = 1024 * 1024;

    private static final Pattern STREAM =
            Pattern.compile("/dataCollectionRules/(dcr-[0-9a-f]{32})/streams/(Custom-\\w+)");
    private static final Pattern HUB = Pattern.compile("/([A-Za-z0-9._-]+)/messages");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
        var thread = new Thread(task, "siem-server");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Arrived> arrived = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private int requests;
    private UnaryOperator<Arrived> keeping = UnaryOperator.identity();
    private Function<String, Optional<Answer>> weather = body -> Optional.empty();

    /**
     * One row or message that was taken.
     *
     * @param place the stream or the hub
     * @param key the partition key; empty for a row
     * @param content the row, or the message with its body
     */
    public record Arrived(String place, String key, Map<String, Object> content) {
        /** The body of a message. */
        public String body() {
            return String.valueOf(content.get("Body"));
        }
    }

    /**
     * How a request is answered instead of being taken.
     *
     * @param status 0 for no answer at all
     */
    public record Answer(int status, String body, Map<String, String> headers) {
        /** An answer without anything but its status. */
        public static Answer of(int status) {
            return new Answer(status, "", Map.of());
        }
    }

    private SiemServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    /** A server on a free port of the loopback address. */
    public static SiemServer start() {
        try {
            var server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            var siem = new SiemServer(server);
            server.start();
            return siem;
        } catch (IOException e) {
            throw new UncheckedIOException("the lab could not open a local port", e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on each request whose (unzipped) body the function has an answer for is answered so. */
    public synchronized void weather(Function<String, Optional<Answer>> now) {
        weather = now;
    }

    /** From now on only so much is kept of what is taken, for those that take a lot. */
    public synchronized void keep(UnaryOperator<Arrived> part) {
        keeping = part;
    }

    /** What was taken, in order. */
    public synchronized List<Arrived> arrived() {
        return List.copyOf(arrived);
    }

    /** What was wrong with requests. */
    public synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** How many requests came. */
    public synchronized int requests() {
        return requests;
    }

    @SuppressWarnings("try") // closing the exchange is what matters, also where nothing was answered
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            Answer answer = taken(exchange, sent);
            if (answer.status() != 0) {
                answer.headers().forEach(exchange.getResponseHeaders()::set);
                byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private synchronized Answer taken(HttpExchange exchange, byte[] sent) throws IOException {
        requests++;
        URI uri = exchange.getRequestURI();
        Matcher stream = STREAM.matcher(uri.getPath());
        Matcher hub = HUB.matcher(uri.getPath());
        if (!exchange.getRequestMethod().equals("POST") || (!stream.matches() && !hub.matches())) {
            return complain(404, "no such operation: " + exchange.getRequestMethod() + " " + uri.getPath());
        }
        byte[] body = unzipped(exchange, sent);
        Optional<Answer> instead = weather.apply(new String(body, StandardCharsets.UTF_8));
        if (instead.isPresent()) {
            return instead.get();
        }
        if (sent.length > MOST_BYTES || body.length > MOST_BYTES) {
            return complain(413, "a body of " + body.length + " bytes");
        }
        List<?> array = array(body);
        if (array.isEmpty()) {
            return complain(400, "the body is no JSON array with something in it");
        }
        return stream.matches() ? rows(exchange, stream.group(2), array) : messages(exchange, hub.group(1), array);
    }

    private static byte[] unzipped(HttpExchange exchange, byte[] sent) throws IOException {
        if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            return sent;
        }
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            return unzipped.readAllBytes();
        }
    }

    private static List<?> array(byte[] body) {
        try {
            return Json.parse(new String(body, StandardCharsets.UTF_8)) instanceof List<?> list ? list : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private Answer rows(HttpExchange exchange, String stream, List<?> array) {
        expect(exchange, "Content-Type", "application/json");
        expect(exchange, "Content-Encoding", "gzip");
        query(exchange, "api-version=2023-01-01");
        for (Object row : array) {
            Map<String, Object> columns = Tree.object(row).orElse(Map.of());
            if (!(columns.get("TimeGenerated") instanceof String)) {
                return complain(400, "a row without TimeGenerated");
            }
            arrived.add(keeping.apply(new Arrived(stream, "", columns)));
        }
        return Answer.of(204);
    }

    private Answer messages(HttpExchange exchange, String hub, List<?> array) {
        expect(exchange, "Content-Type", "application/vnd.microsoft.servicebus.json");
        query(exchange, "api-version=2014-01");
        String header = exchange.getRequestHeaders().getFirst("BrokerProperties");
        String whole = key(header == null ? Map.of() : Json.object(header).orElse(Map.of()));
        for (Object message : array) {
            Map<String, Object> content =
                    new LinkedHashMap<>(Tree.object(message).orElse(Map.of()));
            String key = key(Tree.object(content.get("BrokerProperties")).orElse(Map.of()));
            if (!(content.get("Body") instanceof String) || !key.equals(whole)) {
                return complain(400, "a message without a body, or with another partition key than its batch");
            }
            arrived.add(keeping.apply(new Arrived(hub, key, content)));
        }
        return Answer.of(201);
    }

    private static String key(Map<String, Object> properties) {
        return String.valueOf(properties.get("PartitionKey"));
    }

    private void expect(HttpExchange exchange, String header, String value) {
        String found = exchange.getRequestHeaders().getFirst(header);
        if (!value.equals(found)) {
            complaints.add(header + " is " + found + ", not " + value);
        }
    }

    private void query(HttpExchange exchange, String parameter) {
        if (!List.of(String.valueOf(exchange.getRequestURI().getQuery()).split("&"))
                .contains(parameter)) {
            complaints.add("the query is without " + parameter);
        }
    }

    private Answer complain(int status, String words) {
        complaints.add(words);
        return Answer.of(status);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

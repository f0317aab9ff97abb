package io.entraguard.lab.trackers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.lab.faces.FaultHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A tracker's HTTP server on a free local port. Requests are served one at a time; the hook is asked before each, by
 * {@code METHOD /path}. A timeout keeps the connection open until the server is closed. Thread-safe.
 */
public abstract class TrackerServer implements AutoCloseable {
    static {
        // Else the server's two small writes for each answer meet Nagle's algorithm and cost 40 ms; read once, at its
        // first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final FaultHook hook;
    private final ExecutorService workers = Executors.newCachedThreadPool(TrackerServer::daemon);
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Exchanged> exchanged = new ArrayList<>();

    protected TrackerServer(FaultHook hook) {
        this.hook = hook;
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated tracker found no local port", e);
        }
        server.setExecutor(workers);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * A request as it came.
     *
     * @param path decoded segments
     * @param query decoded
     * @param headers by lower-case name, of doubled ones the first
     */
    public record Asked(
            String method, List<String> path, Map<String, String> query, Map<String, String> headers, String body) {
        Optional<String> header(String lowerName) {
            return Optional.ofNullable(headers.get(lowerName));
        }
    }

    /** An answer. */
    public record Reply(int status, Map<String, String> headers, String body) {
        static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body);
        }
    }

    /**
     * What was asked and what was done about it.
     *
     * @param reply the tracker's answer, also where it got lost; empty where a fault came before it
     */
    public record Exchanged(Asked asked, Optional<Reply> reply) {}

    /** Carries a request out; called under this server's lock. */
    protected abstract Reply reply(Asked asked);

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All that was asked, oldest first. */
    public synchronized List<Exchanged> exchanged() {
        return List.copyOf(exchanged);
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        workers.shutdownNow();
    }

    @SuppressWarnings("try") // closing the exchange is what matters, also where nothing was answered
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Asked asked = asked(exchange);
            Optional<FaultHook.Kind> fault;
            Optional<Reply> reply = Optional.empty();
            synchronized (this) {
                fault = hook.take(asked.method() + " /" + String.join("/", asked.path()));
                if (fault.isEmpty() || fault.get() instanceof FaultHook.LostResponse) {
                    reply = Optional.of(reply(asked));
                }
                exchanged.add(new Exchanged(asked, reply));
            }
            if (fault.isEmpty() && reply.isPresent()) {
                send(exchange, reply.get());
            } else if (fault.orElseThrow() instanceof FaultHook.Status status) {
                send(exchange, failing(status));
            } else if (fault.get() instanceof FaultHook.Timeout) {
                end.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Reply failing(FaultHook.Status status) {
        Map<String, String> headers = status.retryAfter()
                .map(Duration::toSeconds)
                .map(seconds -> Map.of("Retry-After", seconds.toString()))
                .orElse(Map.of());
        return new Reply(status.status(), headers, "{\"message\":\"" + status.code() + "\"}");
    }

    private static Asked asked(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        var headers = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        List<String> path = new ArrayList<>();
        for (String segment : uri.getRawPath().split("/")) {
            if (!segment.isEmpty()) {
                path.add(decoded(segment));
            }
        }
        var query = new LinkedHashMap<String, String>();
        for (String pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new Asked(exchange.getRequestMethod(), path, query, headers, body);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "simulated-tracker");
        thread.setDaemon(true);
        return thread;
    }
}
